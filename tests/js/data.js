// @ts-check
/* What pages are given: written by data.py, once for all tests where a file of it is named. */

import { execFileSync } from "node:child_process";
import fs from "node:fs";

import { read } from "../../jevons_sim/explorer/state.js";
import { scenarioOf } from "../../jevons_sim/explorer/controls.js";
import { rebound } from "../../jevons_sim/twin/analysis.js";
import { run } from "../../jevons_sim/twin/model.js";
import * as words from "../../jevons_sim/web/shared/words.js";

/** @import { Data, Page } from "../../jevons_sim/explorer/types.d.ts" */

const OWN = ".venv/bin/python";
const { JEVONS_PAGE_DATA, PYTHON = fs.existsSync(OWN) ? OWN : "python" } = process.env;
const text = JEVONS_PAGE_DATA
  ? fs.readFileSync(JEVONS_PAGE_DATA, "utf8")
  : execFileSync(PYTHON, ["-m", "tests.js.data"], { encoding: "utf8", maxBuffer: 1e9 });

const all = JSON.parse(text);

/** What the explorer is given. @type {Data} */
export const data = all.explorer;
export const { own, derived, classroom, links } = all;

words.load(data.words);

/**
 * Read a link as the explorer does.
 * @param {string} hash
 */
export const opened = (hash) => read(hash, data.start, data.presets, data.version);

/**
 * The explorer's page after a link, as far as it needs no browser: its state, run and revealed.
 * @param {string} hash
 * @param {Record<string, any>} presets
 */
export function pageAt(hash, presets = data.presets) {
  const { state, notes } = read(hash, { ...data.start, predict: false }, presets, data.version);
  words.use(state.language);
  words.about(state.preset);
  const preset = presets[state.preset];
  const scenario = scenarioOf(preset, state.values, state.seed);
  const result = run(scenario, { seed: state.seed, firms: true });
  const page = {
    ...{ data, presets, state, notes, preset, scenario, result, rebound: rebound(result) },
    ...{ revealed: true, hidden: false, failed: false, lucks: [], parts: null },
    ...{ firms: result.firms, guess: null, drawn: null, choice: null, said: null },
    redrawFrontier: () => {},
  };
  return /** @type {Page} */ (/** @type {unknown} */ (page));
}

/**
 * Do all of a job that is done in slices, and give what it found.
 * @template Found
 * @param {Generator<unknown, Found, void>} generator
 */
export function finish(generator) {
  let step = generator.next();
  while (!step.done) step = generator.next();
  return step.value;
}
