// @ts-check
/* Numbers for people; tests/unit/words holds them to Python's, number by number. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { decimals, number, signed, whole } from "../../jevons_sim/web/shared/numbers.js";

test("rounding noise is nothing", () => {
  const said = [-2e-15, 3e-12, 0.004].map((x) => [number(x), signed(number(x))]);
  assert.deepEqual(said, [
    ["0", "0"],
    ["0", "0"],
    ["0.00400", "+0.00400"],
  ]);
});

test("a number that rounds to nothing has no sign", () => {
  assert.deepEqual([whole(-0.4), signed(whole(-0.4)), decimals(-0.04, 1)], ["0", "0", "0.0"]);
  assert.deepEqual([signed(whole(12.3)), signed(whole(-1234.5))], ["+12", "−1,235"]);
});
