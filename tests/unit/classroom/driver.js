// @ts-check
/* Runs the game's scripts outside a browser: node driver.js, a JSON request on stdin. */

import fs from "node:fs";

import * as codes from "../../../jevons_sim/classroom/codes.js";
import * as rulesOfGame from "../../../jevons_sim/classroom/game.js";

const game = { ...codes, ...rulesOfGame };
const request = JSON.parse(fs.readFileSync(0, "utf8"));
const { setting } = request;
const { rules } = setting;

/** @type {Record<string, (request: any) => unknown>} */
const answers = {
  compose: ({ plans }) => plans.map((plan) => game.compose(setting, plan)),
  encode: ({ decisions }) => decisions.map((decision) => game.encode(rules, decision)),
  decode: ({ codes }) => codes.map((code) => game.decode(rules, code)),
  deal: ({ counts }) =>
    counts.map((n) =>
      game.deal(
        rules,
        Array.from({ length: n }, (_, k) => `team ${k}`),
      ),
    ),
  scores: ({ plans }) =>
    plans.map((plan) => {
      const { actual } = game.outcome(setting, plan);
      return rules.roles.map((role) =>
        rules.rounds.map((_, round) => game.score(setting, role, actual, round)),
      );
    }),
  shares: ({ plan }) => {
    const end = (some) => game.outcome(setting, some, ["actual"]).actual.energy_twh.at(-1);
    return {
      shares: game.shares(setting, plan, "energy_twh", 4),
      played: end(plan),
      usual: end({}),
    };
  },
  because: ({ plan, role, round }) => game.because(setting, plan, role, round),
};

process.stdout.write(JSON.stringify(answers[request.ask](request)));
