// @ts-check
/* Parts of the teacher's page: tables of teams, charts of worlds, and sentences that read them. */

import { kindOf } from "../twin/kind.js";
import { make, table } from "../web/shared/dom.js";
import { percent, signed, whole } from "../web/shared/numbers.js";
import { say } from "../web/shared/words.js";
import { board, hasDecided, oneWorld, outcomeOf, playsOf } from "./board_class.js";
import { teamMean, teamScore, worlds } from "./board_class.js";
import { caseLines, chart, chartTable } from "./chart.js";
import { reboundAt } from "./game.js";
import { online } from "./setting.js";
import { endOf, lastYear, letter, worldName } from "./show.js";

/** @import { Case } from "../twin/types.d.ts" */
/** @import { Content } from "../web/shared/dom.js" */
/** @import { Point } from "../web/shared/svg.js" */
/** @import { Team } from "./types.d.ts" */
/** @typedef {{ head: string, cell: (team: Team) => Content }} Column */

/**
 * Two parts beside each other; one below the other where the window is narrow.
 * @param {any[]} left
 * @param {any[]} right
 */
export const sideBySide = (left, right) =>
  make("div", { class: "columns" }, make("section", {}, left), make("section", {}, right));

/**
 * The teams as a table; `more` adds columns.
 * @param {Column[]} more
 * @param {Team[]} teams
 */
export function teamTable(more, teams = board.state.teams) {
  /** @type {Column[]} */
  const columns = [{ head: say("plays"), cell: playsOf }, ...more];
  if (worlds().length > 1) {
    columns.unshift({ head: say("pick_world"), cell: (team) => letter(team.world) });
  }
  if (online && board.showKeys) columns.push({ head: say("key"), cell: (team) => team.key });
  const heads = [say("team"), ...columns.map((column) => column.head)];
  const rows = teams.map((team) => [team.name, ...columns.map((column) => column.cell(team))]);
  return table(say("teams_in", { n: board.state.teams.length }), heads, rows, { look: "left" });
}

/** The button that shows the teams' keys, where there are keys. */
export function keysButton() {
  if (!online) return null;
  const onclick = () => {
    board.showKeys = !board.showKeys;
    board.draw();
  };
  const pressed = String(board.showKeys);
  return make("button", { id: "keys", "aria-pressed": pressed, onclick }, say("keys"));
}

/**
 * Whether a team has decided, as a pill.
 * @param {Team} team
 */
export function decidedPill(team) {
  const done = hasDecided(team);
  const words = done ? `✓ ${say("decided")}` : `… ${say("waiting_for")}`;
  return make("span", { class: done ? "pill done" : "pill" }, words);
}

/** Tabs that choose the world that is looked at, where there are several. */
function worldTabs() {
  const all = worlds();
  if (all.length < 2) return null;
  const tab = (/** @type {number | "all"} */ value, /** @type {string} */ words) => {
    const onclick = () => {
      board.focus = value;
      board.draw();
    };
    const pressed = String(board.focus === value);
    return make("button", { id: `world-${value}`, "aria-pressed": pressed, onclick }, words);
  };
  const every = board.state.phase === "closed" ? null : tab("all", say("all_worlds"));
  const each = all.map((world) => tab(world, worldName(world)));
  const attributes = { class: "tabs", role: "group", "aria-label": say("show_world") };
  return make("div", attributes, every, each);
}

/**
 * The chart after some rounds: the cases of one world, or every world's actual path.
 * @param {number} rounds
 * @param {Case[]} names
 * @param {Point[]} marks
 */
export function chartOf(rounds, names, marks = []) {
  const world = oneWorld();
  const end = rounds > 0 ? endOf(rounds - 1) : 0;
  if (world === null && names.includes("actual") && worlds().length > 0) {
    return chartOfAll(rounds, marks, end);
  }
  const result = outcomeOf(world ?? worlds()[0], rounds);
  const lines = caseLines(result, names);
  const isShaded = names.includes("actual") && names.includes("engineering");
  const between = isShaded ? [result.engineering.energy_twh, result.actual.energy_twh] : [];
  return [
    worldTabs(),
    chart(result.years, lines, { end, marks, between }),
    chartTable(result.years, lines, end),
  ];
}

/**
 * The chart of every world's actual path.
 * @param {number} rounds
 * @param {Point[]} marks
 * @param {number} end
 */
function chartOfAll(rounds, marks, end) {
  const results = worlds().map((world) => outcomeOf(world, rounds));
  const lines = worlds().map((world, k) => ({
    name: worldName(world),
    short: worldName(world),
    values: results[k].actual.energy_twh,
    className: `w${world}`,
  }));
  const [{ years }] = results;
  return [worldTabs(), chart(years, lines, { end, marks }), chartTable(years, lines, end)];
}

/**
 * The predictions of a round as dots.
 * @param {number} round
 * @returns {Point[]}
 */
export function forecasts(round) {
  const world = oneWorld();
  return board.state.teams
    .filter((team) => (world === null || team.world === world) && team.decisions[round])
    .map((team) => [lastYear(round), team.decisions[round].forecast]);
}

/**
 * What the chart says at a step of the reveal, for one world.
 * @param {number} world
 * @param {number} rounds
 * @param {"none" | Case} name
 */
function sentence(world, rounds, name) {
  const result = outcomeOf(world, rounds);
  const year = lastYear(rounds - 1);
  const end = endOf(rounds - 1);
  const n = whole(result[name === "none" ? "actual" : name].energy_twh[end]);
  if (name !== "actual") return say(name === "none" ? "say_none" : `say_${name}`, { n, year });
  const share = reboundAt(result, end);
  if (share === null) return say("say_plain", { n, year });
  const key = kindOf(share) === "backfire" ? "say_backfire" : "say_saved";
  return say(key, { n, year, r: percent(share) });
}

/**
 * What the chart says, for the world that is shown or for each of them.
 * @param {number} rounds
 * @param {"none" | Case} name
 */
export function sentences(rounds, name) {
  const world = oneWorld();
  if (name !== "actual" || world !== null) {
    return make("p", { class: "say" }, sentence(world ?? worlds()[0], rounds, name));
  }
  return worlds().map((one) =>
    make("p", {}, make("strong", {}, `${worldName(one)}: `), sentence(one, rounds, name)),
  );
}

/**
 * What a team predicted in a round.
 * @param {Team} team
 * @param {number} round
 */
export function saidBy(team, round) {
  const made = team.decisions[round];
  return made ? say("twh", { n: made.forecast }) : "–";
}

/**
 * The teams by score, with what they predicted.
 * @param {number} rounds
 */
export function scoreTable(rounds) {
  const round = rounds - 1;
  const means = new Map(board.state.teams.map((team) => [team, teamMean(team, rounds)]));
  const meanOf = (/** @type {Team} */ team) => means.get(team) ?? NaN;
  const ranked = [...board.state.teams].sort((a, b) => meanOf(b) - meanOf(a));
  const off = (/** @type {Team} */ team) => {
    const made = team.decisions[round];
    if (!made) return "–";
    const came = outcomeOf(team.world, rounds).actual.energy_twh[endOf(round)];
    return signed(whole(made.forecast - came));
  };
  return teamTable(
    [
      { head: say("score"), cell: (team) => whole(teamScore(team, round, rounds)) },
      { head: say("mean"), cell: (team) => whole(meanOf(team)) },
      { head: say("predicted"), cell: (team) => saidBy(team, round) },
      { head: say("off"), cell: off },
    ],
    ranked,
  );
}
