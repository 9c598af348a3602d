// @ts-check
/* The page for those who find no place: asks again, with all of its address. */

setTimeout(() => location.reload(), 5000);
