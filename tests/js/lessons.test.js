// @ts-check
/* The links of the lessons: the explorer shows what plans and keys say that it will show. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { links, opened, pageAt } from "./data.js";

test("lessons link to the explorer", () => {
  assert.ok(Object.keys(links).length > 8);
  const quoted = Object.values(links).flatMap(({ figures }) => Object.keys(figures));
  assert.deepEqual([...new Set(quoted)].sort(), ["energy_ratio", "growth", "rebound"]);
});

for (const [name, { link, figures }] of Object.entries(links)) {
  test(`the explorer shows what the key accepts: ${name}`, () => {
    assert.deepEqual(opened(`#${link}`).notes, [], "nothing was clamped or left out");
    const { ai, ratio, growth } = pageAt(`#${link}`).rebound;
    /** @type {Record<string, number | null>} */
    const shown = { rebound: ai, energy_ratio: ratio, growth };
    for (const key of Object.keys(figures)) {
      const { value, low, high } = figures[key];
      const slack = 0.02 * Math.abs(value) + 1e-3;
      const found = shown[key] ?? NaN;
      assert.ok(low - slack <= found && found <= high + slack, `${key}: ${found}`);
    }
  });
}
