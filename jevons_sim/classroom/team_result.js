// @ts-check
/* What came of a team's choices: the chart, its prediction, its scores, and why. */

import { make, table } from "../web/shared/dom.js";
import { decimals, signed, whole } from "../web/shared/numbers.js";
import { say } from "../web/shared/words.js";
import { caseLines, chart, chartTable } from "./chart.js";
import { because, outcome, roleOf, score, upTo } from "./game.js";
import { rules, setting } from "./setting.js";
import { endOf, lastYear, roleName } from "./show.js";

/** @import { Case } from "../twin/types.d.ts" */
/** @import { Point } from "../web/shared/svg.js" */
/** @import { Decided, TeamState } from "./types.d.ts" */

/**
 * What has become of the team's world after some rounds.
 * @param {TeamState} state
 * @param {number} rounds
 * @param {Case[]} [cases]
 */
const worldAfter = (state, rounds, cases) => outcome(setting, upTo(state.plan, rounds), cases);

/**
 * The energy of the team's world at a step, as it is known after some rounds.
 * @param {TeamState} state
 * @param {number} t
 * @param {number} rounds
 */
export const energyAt = (state, t, rounds) =>
  worldAfter(state, rounds, ["actual"]).actual.energy_twh[t];

/**
 * What the team predicted, and what came.
 * @param {number} year
 * @param {number} now
 * @param {Decided} [own]
 */
function predictedLine(year, now, own) {
  const values = { year, now: whole(now) };
  if (!own) return say("result_plain", values);
  const off = own.forecast - now;
  if (Math.abs(off) < rules.forecast.step_twh / 2) return say("spot_on", values);
  const side = say(off > 0 ? "too_high" : "too_low");
  return say("result_energy", { ...values, said: own.forecast, off: whole(Math.abs(off)), side });
}

/**
 * What a role's choice in a round did, in sentences.
 * @param {TeamState} state
 * @param {string} id
 * @param {number} round
 */
function whyLines(state, id, round) {
  const why = because(setting, state.plan, id, round);
  const name = say(`measure.${why.main.name}`);
  const rose = why.main.points > 0 === why.main.weight > 0;
  const moved = Math.abs(why.main.points) > 1e-9;
  const measure = say(rose ? "measure_up" : "measure_down", { name });
  const main = moved ? [say("why_main", { measure })] : [];
  if (why.usual) return [say(moved ? "why_usual" : "why_nobody"), ...main];
  const key = Math.abs(why.energy) < 0.5 ? "why_same" : why.energy > 0 ? "why_more" : "why_less";
  const values = {
    year: lastYear(round),
    energy: whole(Math.abs(why.energy)),
    score: signed(decimals(why.score, 1)),
  };
  return [say(key, values), ...main];
}

/**
 * The mean score of the team's roles in each round.
 * @param {TeamState} state
 * @param {number} rounds
 */
function scoresOf(state, rounds) {
  const { actual } = worldAfter(state, rounds, ["actual"]);
  return Array.from({ length: rounds }, (_, round) => {
    const values = state.roles.map((id) => score(setting, roleOf(rules, id), actual, round));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/**
 * The result of the last round that is out.
 * @param {TeamState} state
 */
export function resultView(state) {
  const round = state.shown - 1;
  const year = lastYear(round);
  const result = worldAfter(state, state.shown);
  const end = endOf(round);
  const lines = caseLines(result, ["frozen", "engineering", "actual"]);
  const own = state.own[round];
  const said = predictedLine(year, result.actual.energy_twh[end], own);
  /** @type {Point[]} */
  const marks = own ? [[year, own.forecast]] : [];
  const roles = state.roles.map((id) => {
    const points = score(setting, roleOf(rules, id), result.actual, round);
    const line = say("score_line", { role: roleName(id), score: whole(points) });
    return make(
      "section",
      { class: "card" },
      make("p", { class: "score" }, line),
      whyLines(state, id, round).map((text) => make("p", {}, text)),
    );
  });
  return [
    make("h2", {}, say("result_heading", { year })),
    make("p", {}, said),
    chart(result.years, lines, { end, marks, text: said }),
    chartTable(result.years, lines, end),
    roles,
    make("p", { class: "hint" }, say("score_hint")),
    historyView(state, state.shown),
  ];
}

/**
 * The team's scores and predictions so far.
 * @param {TeamState} state
 * @param {number} rounds
 */
export function historyView(state, rounds) {
  const scores = scoresOf(state, rounds);
  const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length;
  const rows = scores.map((points, round) => {
    const own = state.own[round];
    const said = own ? say("twh", { n: own.forecast }) : "–";
    const now = say("twh", { n: whole(energyAt(state, endOf(round), rounds)) });
    return [rules.rounds[round].join("–"), whole(points), said, now];
  });
  const heads = [say("pick_round"), say("score"), say("predicted"), say("actual_short")];
  return make(
    "div",
    {},
    make("p", { class: "budget" }, say("team_total", { score: whole(mean) })),
    table(say("score"), heads, rows),
  );
}
