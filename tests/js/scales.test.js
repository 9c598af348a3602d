// @ts-check
/* Scales, round numbers for axes, and labels that do not overlap. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { tick } from "../../jevons_sim/web/shared/numbers.js";
import { apart, logTicks, scale, ticks, yearTicks } from "../../jevons_sim/web/shared/scales.js";

/** Draws that are the same in every run. */
function* draws() {
  let state = 12345;
  for (;;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

const valueOf = (/** @type {string} */ text) => Number(text.replaceAll(",", "").replace("−", "-"));

test("a scale finds its way back, linear and logarithmic", () => {
  for (const kind of /** @type {const} */ (["linear", "log"])) {
    const x = scale([2, 50], [100, 20], kind);
    assert.deepEqual([x(2), x(50)], [100, 20]);
    for (const value of [2, 3.7, 20, 50]) assert.ok(Math.abs(x.invert(x(value)) - value) < 1e-12);
  }
});

test("an axis writes each of its numbers as it is, and about as many as asked for", () => {
  const random = draws();
  const draw = () => random.next().value ?? 0;
  for (let k = 0; k < 3000; k++) {
    const low = draw() < 0.5 ? 0 : (draw() - 0.5) * 10 ** (6 * draw() - 3);
    const high = low + 0.1 * Math.abs(low) + 10 ** (8 * draw() - 4) * (0.1 + draw());
    const values = ticks(low, high, 5);
    const written = values.map(tick);
    assert.deepEqual(written.map(valueOf), values, `${low} to ${high}`);
    assert.ok(values.every((value) => value >= low - 1e-9 && value <= high + 1e-9));
    if (low === 0) assert.ok(values.length >= 3 && values.length <= 7, String(written));
  }
});

test("narrow spans get fewer numbers rather than wrong ones", () => {
  assert.deepEqual(ticks(1, 1.14, 6).map(tick), ["1", "1.05", "1.1"]);
  assert.deepEqual(ticks(0, 12, 5), [0, 2.5, 5, 7.5, 10]);
  assert.deepEqual(ticks(0, 12, 5, [1, 2, 5, 10]), [0, 5, 10]);
});

test("a logarithmic axis has powers of ten, with 2 and 5 between where there is room", () => {
  assert.deepEqual(logTicks(0.8, 60), [1, 2, 5, 10, 20, 50]);
  assert.deepEqual(logTicks(0.9, 9000), [1, 10, 100, 1000]);
});

test("years are whole", () => {
  assert.deepEqual(yearTicks(2025, 2035, 4), [2025, 2030, 2035]);
  assert.deepEqual(yearTicks(2025, 2028, 9), [2025, 2026, 2027, 2028]);
});

test("labels lie apart, in order, between the ends", () => {
  const heights = [100, 101, 99, 180];
  const placed = apart(heights, 28, 20, 190);
  const order = [2, 0, 1, 3];
  for (let k = 1; k < order.length; k++) {
    assert.ok(placed[order[k]] - placed[order[k - 1]] > 27.9, String(placed));
  }
  assert.ok(Math.min(...placed) >= 20 && Math.max(...placed) <= 190);
  assert.deepEqual(apart([40, 120], 28, 20, 190), [40, 120]);
});
