// @ts-check
/* The debrief on the teacher's page: what came of each world, who did it, what a cap would have done. */

import { make, saveText, table } from "../web/shared/dom.js";
import { number, percent, signed, whole } from "../web/shared/numbers.js";
import { say } from "../web/shared/words.js";
import { csvOf, fileName, oneWorld, outcomeOf, planOfWorld } from "./board_class.js";
import { scoresCsv, worlds, yamlOf } from "./board_class.js";
import { chartOf, scoreTable, sentences, sideBySide } from "./board_views.js";
import { outcome, reboundAt, shares, usualOf, withCap } from "./game.js";
import { rules, setting } from "./setting.js";
import { endOf, lastYear, roleName, worldName } from "./show.js";

/** @import { Result } from "../twin/types.d.ts" */

/**
 * What a world ends with, in the order of ROWS.
 * @param {Result} result
 */
function figuresOf(result) {
  const end = endOf(rules.rounds.length - 1);
  const { actual, frozen } = result;
  const share = reboundAt(result, end);
  return [
    whole(actual.energy_twh[end]),
    whole(frozen.energy_twh[end]),
    share === null ? "–" : percent(share),
    number(actual.service_mtok[end] / actual.service_mtok[0]),
    number(actual.emissions_mtco2[end]),
    percent(actual.unserved_share[end]),
    whole(actual.electricity_price_usd_per_mwh[end]),
  ];
}

const ROWS = ["energy", "frozen", "rebound", "service", "emissions", "unserved", "price"];

/**
 * What several worlds end with, side by side.
 * @param {string} caption
 * @param {string[]} heads
 * @param {Result[]} results
 * @param {string} [captionLook]
 */
function figureTable(caption, heads, results, captionLook) {
  const columns = results.map(figuresOf);
  const rows = ROWS.map((name, k) => [say(`row_${name}`), ...columns.map((column) => column[k])]);
  return table(caption, ["", ...heads], rows, { captionLook });
}

/**
 * Changes of energy by role as bars, to both sides of zero.
 * @param {{ id: string, value: number }[]} values
 */
function bars(values) {
  const most = Math.max(1e-9, ...values.map((item) => Math.abs(item.value)));
  const low = Math.min(0, ...values.map((item) => item.value));
  const high = Math.max(0, ...values.map((item) => item.value));
  const span = Math.max(most, high - low);
  const place = (/** @type {number} */ value) => `${((value - low) / span) * 100}%`;
  const cells = values.flatMap(({ id, value }) => {
    const bar = make("div", { class: value < 0 ? "bar less" : "bar" });
    bar.style.left = place(Math.min(0, value));
    bar.style.width = `${(Math.abs(value) / span) * 100}%`;
    const zero = make("div", { class: "zero" });
    zero.style.left = place(0);
    return [
      make("div", {}, roleName(id)),
      make("div", { class: "track", "aria-hidden": "true" }, bar, zero),
      make("div", { class: "value" }, `${signed(whole(value))} TWh`),
    ];
  });
  return make("div", { class: "bars" }, cells);
}

/**
 * Whose choices mattered in a world.
 * @param {number} world
 */
function whoView(world) {
  const rounds = rules.rounds.length;
  const year = lastYear(rounds - 1);
  const values = shares(setting, planOfWorld(world), "energy_twh", rounds);
  const ranked = [...values].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const [first] = ranked;
  const heading = make("h3", {}, say("debrief_who", { year }));
  if (Math.abs(first.value) < 0.5) {
    return [heading, make("p", { class: "say" }, say("who_nobody", { year }))];
  }
  const most = {
    role: roleName(first.id),
    n: whole(Math.abs(first.value)),
    year,
    more: say(first.value > 0 ? "more" : "less"),
  };
  const sum = signed(whole(values.reduce((total, item) => total + item.value, 0)));
  return [
    heading,
    make("p", { class: "say" }, say("who_most", most)),
    bars(ranked),
    make("p", { class: "hint" }, say("who_note", { sum })),
  ];
}

/**
 * What no cap, and a tight one, would have made of a world.
 * @param {number} world
 */
function capView(world) {
  const plan = planOfWorld(world);
  const variants = [plan, withCap(setting, plan, 0), withCap(setting, plan, 2)];
  const results = variants.map((variant) => outcome(setting, variant));
  const end = results[0].years.length - 1;
  const [, free, tight] = results.map((result) => reboundAt(result, end));
  const shows = free !== null && free > 1 && tight !== null && tight < 1.05;
  const heads = [say("as_played"), say("no_cap"), say("tight_cap")];
  return [
    make("h3", {}, say("debrief_cap")),
    figureTable(say("debrief_cap"), heads, results, "unseen"),
    make("p", {}, say(shows ? "cap_note" : "cap_note_plain")),
  ];
}

/**
 * The files of a world, and those of the class.
 * @param {number} world
 */
function downloads(world) {
  const name = fileName(world);
  const label = { world: worldName(world) };
  /** @type {(key: string, file: string, kind: string, text: () => string) => HTMLElement} */
  const button = (key, file, kind, text) =>
    make("button", { onclick: () => saveText(file, kind, text()) }, say(key, label));
  return make(
    "div",
    { class: "tabs download" },
    button("download_yaml", `${name}.yaml`, "application/yaml", () => yamlOf(world)),
    button("download_csv", `${name}.csv`, "text/csv", () => csvOf(world)),
    button("download_scores", "class-game-scores.csv", "text/csv", scoresCsv),
  );
}

/**
 * What each role of a world chose, round by round.
 * @param {number} world
 */
function choicesTable(world) {
  const plan = planOfWorld(world);
  const rows = rules.roles.flatMap((role) =>
    role.levers.map((lever, k) => {
      const cells = rules.rounds.map((_, round) => {
        const choice = plan[role.id][round] || usualOf(role);
        return say(`option.${role.id}.${lever.id}.${choice[k]}`);
      });
      return [`${roleName(role.id)}: ${say(`lever.${role.id}.${lever.id}`)}`, ...cells];
    }),
  );
  const caption = say("chosen", { world: worldName(world) });
  const heads = ["", ...rules.rounds.map(([first, last]) => `${first}–${last}`)];
  return make(
    "details",
    { id: "choices" },
    make("summary", { id: "choices-summary" }, caption),
    table(caption, heads, rows, { look: "left" }),
  );
}

/** What the class sees when all rounds are played. */
export function debriefView() {
  const rounds = rules.rounds.length;
  const all = worlds();
  const year = lastYear(rounds - 1);
  const world = oneWorld() ?? all[0];
  const file = `${fileName(world)}.yaml`;
  const firms = whole(setting.base.population.firms);
  const results = all.map((one) => outcomeOf(one, rounds));
  const worldTable = figureTable(say("in_2035", { year }), all.map(worldName), results);
  return [
    make("h2", {}, say("debrief_what")),
    sentences(rounds, "actual"),
    sideBySide(
      [chartOf(rounds, ["frozen", "engineering", "actual"]), all.length > 1 ? worldTable : null],
      [scoreTable(rounds)],
    ),
    make("h2", {}, worldName(world)),
    sideBySide([capView(world)], [whoView(world)]),
    choicesTable(world),
    make("h2", {}, say("questions")),
    make(
      "ol",
      { class: "questions" },
      [1, 2, 3].map((k) => make("li", {}, say(`question_${k}`))),
    ),
    downloads(world),
    make("p", { class: "hint" }, say("one_history", { firms, file })),
    make("p", { class: "hint" }, say("leaves_out")),
  ];
}
