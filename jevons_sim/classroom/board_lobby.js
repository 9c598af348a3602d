// @ts-check
/* The lobby on the teacher's page: who has come, or how many teams there are. */

import { field, fill, make } from "../web/shared/dom.js";
import { say } from "../web/shared/words.js";
import { board } from "./board_class.js";
import { teamTable } from "./board_views.js";
import { deal } from "./game.js";
import { rules } from "./setting.js";
import { button } from "./show.js";

/**
 * The lobby of a class on a server; `remove` takes a team out, `clear` all of them.
 * @param {string} code
 * @param {(name: string) => void} remove
 * @param {() => void} clear
 */
export function lobbyOnline(code, remove, clear) {
  const { join, teams } = board.state;
  const rows = teams.map(({ key, name }) => {
    const label = `${say("remove")}: ${name}`;
    const attributes = {
      id: `remove-${key}`,
      "aria-label": label,
      onclick: () => remove(name),
    };
    return make("li", {}, make("span", {}, name), make("button", attributes, say("remove")));
  });
  return make(
    "div",
    { class: "columns" },
    make(
      "section",
      { class: "lobby" },
      make("h2", {}, say("go_to")),
      make("p", { class: "big" }, join),
      make("p", {}, say("code_is")),
      make("p", { class: "code", id: "join-code" }, code),
    ),
    make(
      "section",
      {},
      make("h2", {}, say("teams_in", { n: teams.length })),
      rows.length ? make("ul", { class: "joined" }, rows) : make("p", {}, say("nobody")),
      rows.length ? button("clear", say("clear"), clear) : null,
      make("p", { class: "hint" }, say("deal_hint")),
    ),
  );
}

/**
 * The lobby of a class without a server; `changed` keeps what was dealt.
 * @param {() => void} changed
 */
export function lobbyOffline(changed) {
  nameTeams();
  return [
    make("label", { for: "teams" }, say("how_many")),
    make("input", {
      type: "number",
      id: "teams",
      min: 1,
      max: rules.most_teams,
      value: board.state.teams.length || 6,
      onchange: () => dealTeams(changed),
    }),
    make("p", { class: "hint" }, say("deal_hint")),
    make("div", { id: "dealt" }, teamTable([])),
    make("p", { class: "hint" }, say("kept_here")),
  ];
}

/** Names that this page gave are in its language. */
function nameTeams() {
  board.state.teams.forEach((team, k) => {
    team.name = say("team_n", { n: k + 1 });
  });
}

/**
 * Deal as many teams as are asked for over worlds and roles.
 * @param {() => void} changed
 */
export function dealTeams(changed) {
  const input = field("teams");
  const n = Math.min(Math.max(Math.round(Number(input.value)) || 1, 1), rules.most_teams);
  board.state.teams = deal(
    rules,
    Array.from({ length: n }, (_, k) => say("team_n", { n: k + 1 })),
  );
  changed();
  input.value = String(n);
  fill("dealt", teamTable([]));
}
