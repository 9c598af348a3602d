// @ts-check
/* The controls of the explorer: every corner of them is a scenario that runs, and has words. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { CONTROLS, isThere, scenarioOf, valueText } from "../../jevons_sim/explorer/controls.js";
import { SERIES, run } from "../../jevons_sim/twin/model.js";
import * as words from "../../jevons_sim/web/shared/words.js";
import { data } from "./data.js";

/** @import { Case } from "../../jevons_sim/twin/types.d.ts" */
/** @import { Control, Value } from "../../jevons_sim/explorer/types.d.ts" */

/** @type {Case[]} */
const CASES = ["frozen", "engineering", "actual"];

const control = (/** @type {string} */ id) =>
  /** @type {Control} */ (CONTROLS.find((one) => one.id === id));

let drawn = 12345;
const draw = () => (drawn = (drawn * 1103515245 + 12345) % 2147483648) / 2147483648;

for (const [name, preset] of Object.entries(data.presets)) {
  /* Ends and middles of all sliders at once, at random.
     Only demand that no price holds back has no answer at a limit: the elasticity stays below 0. */
  test(`every corner of the sliders gives numbers: ${name}`, () => {
    for (let k = 0; k < 25; k++) {
      /** @type {Record<string, Value>} */
      const values = {};
      for (const one of CONTROLS) {
        if (!isThere(one, preset)) continue;
        if (one.choices) {
          values[one.id] = one.choices[Math.floor(3 * draw())];
          continue;
        }
        const { low, high } = one.range(preset, one.read(preset));
        const at = one.id === "elasticity" ? 0.69 * draw() : draw();
        values[one.id] = at < 0.3 ? low : at > 0.7 ? high : (low + high) / 2;
      }
      const scenario = scenarioOf(preset, values, k);
      const result = run(scenario, { seed: k });
      const all = CASES.flatMap((one) => SERIES.flatMap((series) => [...result[one][series]]));
      const { energy, compute, overhead } = scenario.price.cost_shares;
      assert.ok(all.every(Number.isFinite), JSON.stringify(values));
      assert.ok(Math.abs(energy + compute + overhead - 1) <= 1e-9, JSON.stringify(values));
    }
  });
}

test("each control says its key, unit and meaning, in both languages", () => {
  for (const language of ["en", "ko"]) {
    words.use(language);
    for (const one of CONTROLS) {
      assert.ok(one.keys.every((key) => /^[a-z_]+(\.[a-z_0-9]+)*$/.test(key)));
      assert.ok(words.say(`what_${one.id}`).length > (language === "ko" ? 15 : 30));
      const [preset] = Object.values(data.presets).filter((scenario) => isThere(one, scenario));
      const text = valueText(one, one.read(preset), preset);
      assert.ok(text !== "" && !text.includes("{"), text);
    }
  }
});

test("a value is written with the decimals that it can be set with, and the page's signs", () => {
  words.use("en");
  words.about("");
  const shock = data.presets["deepseek-shock"];
  const coal = data.presets["coal-1865"];
  const said = (/** @type {string} */ id, /** @type {Value} */ value, scenario = shock) =>
    valueText(control(id), value, scenario);
  assert.equal(said("elasticity", 0), "0.00");
  assert.equal(said("elasticity", -1.5), "−1.50");
  assert.equal(said("shock", 10), "× 10");
  assert.equal(said("shock", 6.5), "× 6.5");
  assert.equal(said("gain", 1.053, coal), "× 1.053 a year");
  assert.equal(said("gain", 1.1), "× 1.10 a year");
  assert.equal(said("limit", 1250), "1,250 TWh a year");
  assert.equal(said("limit", null), "none");
  assert.equal(said("power", 0.06), "6.0%");
  assert.equal(said("reach", 0.91), "91%");
  assert.equal(said("tax", 85), "USD 85 per tonne");
});

test("what a student chose is not given a source that says otherwise", () => {
  const scenario = scenarioOf(data.presets["deepseek-shock"], { elasticity: -1.13 }, 4);
  assert.equal(scenario.demand.price_elasticity, -1.13);
  assert.deepEqual(scenario.seeds, [4]);
  assert.equal(scenario.sources["demand.price_elasticity"], "[A] Chosen in the explorer.");
  const kept = "technology.algorithmic.shocks";
  assert.ok(scenario.sources[kept].startsWith("[A] A round number"));
  assert.equal(scenario.expected, null);
});
