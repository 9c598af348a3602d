/* Runs the twin outside a browser: node driver.js FOLDER, a JSON request on stdin, JSON on stdout. */
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [folder, ...names] = process.argv.slice(2);
for (const name of names) {
  vm.runInThisContext(fs.readFileSync(path.join(folder, name), "utf8"), { filename: name });
}

const twin = globalThis.JevonsTwin;
const plain = (series) => Object.fromEntries(twin.SERIES.map((key) => [key, Array.from(series[key])]));

const answers = {
  /** The three cases of each scenario, and who used AI in the end. */
  run: ({ scenarios }) =>
    scenarios.map(({ scenario, seed }) => {
      const result = twin.run(scenario, { seed, firms: true });
      const size = result.years.length;
      return {
        years: Array.from(result.years),
        cases: ["frozen", "engineering", "actual"].map((name) => plain(result[name])),
        using: Array.from(result.firms.using.slice((size - 1) * result.firms.n)),
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
  yaml: ({ scenario, base, values }) => twin.toYaml(twin.withValues(scenario, values), base, "A test"),
  bits: ({ draws }) => draws.map((draw) => twin.random.bits53(...draw)),
  normals: ({ shares }) => shares.map((share) => twin.random.standardNormal(share)),
  series: () => ({ series: twin.SERIES, responses: twin.RESPONSES, factors: twin.FACTORS }),
};

const request = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(answers[request.ask](request)));
