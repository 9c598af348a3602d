// @ts-check
/* Runs the twin outside a browser: node driver.js, a JSON request on stdin, JSON on stdout. */

import fs from "node:fs";

import * as analysis from "../../jevons_sim/twin/analysis.js";
import { kindOf } from "../../jevons_sim/twin/kind.js";
import * as model from "../../jevons_sim/twin/model.js";
import * as random from "../../jevons_sim/twin/random.js";
import * as scenarios from "../../jevons_sim/twin/scenario.js";

/** @import { Case, FirmsWatched, Series } from "../../jevons_sim/twin/types.d.ts" */

const twin = { ...analysis, ...model, ...scenarios, random };
/** @type {Case[]} */
const CASES = ["frozen", "engineering", "actual"];
const plain = (/** @type {Series} */ series) =>
  Object.fromEntries(twin.SERIES.map((key) => [key, Array.from(series[key])]));

/** @type {Record<string, (request: any) => unknown>} */
const answers = {
  /** The three cases of each scenario, and who used AI in the end. */
  run: ({ scenarios }) =>
    scenarios.map(({ scenario, seed }) => {
      const result = twin.run(scenario, { seed, firms: true });
      const size = result.years.length;
      const firms = /** @type {FirmsWatched} */ (result.firms);
      return {
        years: Array.from(result.years),
        cases: CASES.map((name) => plain(result[name])),
        using: Array.from(firms.using.slice((size - 1) * firms.n)),
        rebound: twin.rebound(result),
      };
    }),
  parts: ({ scenarios }) =>
    scenarios.map(({ scenario, seed }) => {
      const generator = twin.parts(scenario, { seed });
      let step = generator.next();
      while (!step.done) step = generator.next();
      return { parts: step.value, lmdi: twin.lmdi(twin.run(scenario, { seed })) };
    }),
  yaml: ({ scenario, base, values }) =>
    twin.toYaml(twin.withValues(scenario, values), base, "A test"),
  bits: ({ draws }) =>
    draws.map(([seed, stream, firm, step]) => twin.random.bits53(seed, stream, firm, step)),
  normals: ({ shares }) => shares.map((share) => twin.random.standardNormal(share)),
  kinds: ({ shares }) => shares.map((share) => kindOf(share === null ? null : Number(share))),
  series: () => ({ series: twin.SERIES, responses: twin.RESPONSES, factors: twin.FACTORS }),
};

const request = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(answers[request.ask](request)));
