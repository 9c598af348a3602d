// @ts-check
/* The class as the teacher's page has it: its state, what its choices come to, and the files of it. */

import { SERIES } from "../twin/model.js";
import { toYaml } from "../twin/scenario.js";
import { say } from "../web/shared/words.js";
import { compose, outcome, planOf, roleOf, score, upTo } from "./game.js";
import { online, reference, rules, setting } from "./setting.js";
import { endOf, letter, roleName } from "./show.js";

/** @import { Case } from "../twin/types.d.ts" */
/** @import { ClassState, Phase, Team } from "./types.d.ts" */

/**
 * What the page shows of the class.
 * @typedef {object} Board
 * @property {ClassState} state phase, round and teams, as the server keeps them
 * @property {number} step how much of a closed round is shown: predictions, frozen, engineering
 * @property {number | "all"} focus the world that is looked at, or all of them
 * @property {boolean} showKeys
 * @property {() => void} draw
 */

/** A class that has not begun. */
export const fresh = () =>
  /** @type {ClassState} */ ({
    edition: rules.edition,
    phase: "lobby",
    round: 0,
    version: 0,
    teams: [],
    join: "",
  });

/** @type {Board} */
export const board = {
  state: fresh(),
  step: 0,
  focus: "all",
  showKeys: false,
  draw: () => {},
};

/**
 * The next phase, as the server has it.
 * @param {ClassState} state
 * @returns {[Phase, number]}
 */
export function nextOf({ phase, round }) {
  if (phase === "lobby") return ["decide", 0];
  if (phase === "decide") return ["closed", round];
  if (phase === "closed") return ["reveal", round];
  return round + 1 < rules.rounds.length ? ["decide", round + 1] : ["debrief", round];
}

/** The worlds of the class. */
export const worlds = () =>
  [...new Set(board.state.teams.map((team) => team.world))].sort((a, b) => a - b);

/** How many rounds are out. */
export function roundsShown() {
  const { phase, round } = board.state;
  return round + (phase === "reveal" || phase === "debrief" ? 1 : 0);
}

/**
 * What a world has decided.
 * @param {number} world
 */
export const planOfWorld = (world) => planOf(rules, board.state.teams, world);

/**
 * What has become of a world after some rounds.
 * @param {number} world
 * @param {number} rounds
 */
export const outcomeOf = (world, rounds) => outcome(setting, upTo(planOfWorld(world), rounds));

/**
 * Whether a team has decided in this round, for all of its roles.
 * @param {Team} team
 */
export function hasDecided(team) {
  const made = team.decisions[board.state.round];
  return Boolean(made) && team.roles.every((id) => id in made.choices);
}

/**
 * A team's score in a round: the mean of its roles'.
 * @param {Team} team
 * @param {number} round
 * @param {number} rounds
 */
export function teamScore(team, round, rounds) {
  const { actual } = outcomeOf(team.world, rounds);
  const values = team.roles.map((id) => score(setting, roleOf(rules, id), actual, round));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * A team's mean score over some rounds.
 * @param {Team} team
 * @param {number} rounds
 */
export function teamMean(team, rounds) {
  let sum = 0;
  for (let round = 0; round < rounds; round++) sum += teamScore(team, round, rounds);
  return sum / rounds;
}

/**
 * Which roles a team plays.
 * @param {Team} team
 */
export const playsOf = (team) => team.roles.map(roleName).join(", ");

/** The one world that is shown, or null where it is all of them. */
export function oneWorld() {
  const all = worlds();
  if (all.length === 1) return all[0];
  return all.find((world) => world === board.focus) ?? null;
}

/** Where the server keeps this game, if it does. */
export function savedWords() {
  if (!online) return [];
  const { file } = board.state;
  return [file ? say("saved_in", { file }) : say("not_saved")];
}

// ---- files ----------------------------------------------------------------------------------

/**
 * The name of a world's scenario.
 * @param {number} world
 */
export const fileName = (world) => `class-game-${letter(world).toLowerCase()}`;

/**
 * A world's choices as a scenario that `jevons run` takes.
 * @param {number} world
 */
export function yamlOf(world) {
  const scenario = compose(setting, planOfWorld(world), fileName(world));
  scenario.title = `Class game, world ${letter(world)}`;
  return toYaml(scenario, reference, "Choices of a class; jevons run gives its numbers");
}

/**
 * A world's numbers, a row for each case and step.
 * @param {number} world
 */
export function csvOf(world) {
  const result = outcomeOf(world, rules.rounds.length);
  const lines = [["case", "year", ...SERIES].join(",")];
  for (const name of /** @type {Case[]} */ (["frozen", "engineering", "actual"])) {
    result.years.forEach((year, k) =>
      lines.push([name, year, ...SERIES.map((series) => result[name][series][k])].join(",")),
    );
  }
  return `${lines.join("\n")}\n`;
}

/**
 * A cell of a table that a spreadsheet can take for nothing but text.
 * @param {string} text
 */
const textCell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replace(/"/g, '""')}"`;

/** The scores of the class, a row for each team and round. */
export function scoresCsv() {
  const heads = ["team", "world", "roles", "round", "score", "predicted_twh", "energy_twh"];
  const lines = [heads.join(",")];
  for (const team of board.state.teams) {
    const { actual } = outcomeOf(team.world, rules.rounds.length);
    rules.rounds.forEach((_, round) => {
      const cells = [
        ...[textCell(team.name), letter(team.world), textCell(team.roles.join(" ")), round + 1],
        teamScore(team, round, rules.rounds.length),
        team.decisions[round]?.forecast ?? "",
        actual.energy_twh[endOf(round)],
      ];
      lines.push(cells.join(","));
    });
  }
  return `${lines.join("\n")}\n`;
}
