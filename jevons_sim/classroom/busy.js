/* The page for those who find no place: asks again, with all of its address. */
"use strict";

setTimeout(() => location.reload(), 5000);
