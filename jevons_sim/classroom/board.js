// @ts-check
/* The teacher's page: who plays, what came of it, step by step, and the debrief. With a server it
   shows the server's class; opened from a folder it keeps the class itself and takes codes. */

import { at, elements, field, fill, find, make } from "../web/shared/dom.js";
import { say } from "../web/shared/words.js";
import {
  board,
  fresh,
  hasDecided,
  nextOf,
  roundsShown,
  savedWords,
  worlds,
} from "./board_class.js";
import { debriefView } from "./board_debrief.js";
import { dealTeams, lobbyOffline, lobbyOnline } from "./board_lobby.js";
import { chartOf, decidedPill, forecasts, keysButton } from "./board_views.js";
import { saidBy, scoreTable, sentences, sideBySide, teamTable } from "./board_views.js";
import { decode } from "./codes.js";
import { ask, fault, isLost, poll } from "./server.js";
import { link, online, rules } from "./setting.js";
import { button, isPressed, keep, kept, roleName, roundName, start, tell } from "./show.js";

/** @import { Case } from "../twin/types.d.ts" */
/** @import { Attributes, Content } from "../web/shared/dom.js" */
/** @import { Fault, Phase } from "./types.d.ts" */

const KEPT = online ? "jevons-board" : "jevons-offline-board";
const TITLE = "board_title";

/**
 * What is shown of a closed round, step by step, after the predictions.
 * @type {Case[]}
 */
const STEPS = ["frozen", "engineering"];

/**
 * The teacher's pass to the server.
 * @type {{ code: string, token: string } | null}
 */
let pass = null;
let isSure = false;
/** Whether there is a class to show. */
let known = !online;

// ---- where the class is kept ----------------------------------------------------------------

/** The headers that say that the teacher asks. */
const headers = () => ({ "X-Join-Code": pass?.code ?? "", "X-Teacher-Token": pass?.token ?? "" });

function keepOffline() {
  board.state.version += 1;
  keep(KEPT, board.state);
}

/**
 * Let the class go on, on the server or here.
 * @param {string} path
 * @param {unknown} body
 */
async function act(path, body) {
  isSure = false;
  try {
    if (online) {
      board.state = await ask(path, headers(), body);
    } else {
      if (path === "/api/step") [board.state.phase, board.state.round] = nextOf(board.state);
      else board.state.phase = "decide";
      keepOffline();
    }
    board.step = 0;
    if (board.state.phase === "reveal") board.focus = "all";
    tell("message", "");
  } catch (error) {
    tell("message", fault(/** @type {Fault} */ (error)), true);
  }
  draw();
}

/** What the page saw when its button was pressed: a press counts once. */
const seen = () => ({ from: [board.state.phase, board.state.round] });
const goOn = () => act("/api/step", seen());

// ---- a round --------------------------------------------------------------------------------

/** The field for a team's code. */
function codeEntry() {
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    takeCode(field("code").value);
  };
  const input = { type: "text", id: "code", autocomplete: "off", spellcheck: "false" };
  return make(
    "form",
    { class: "code-entry", onsubmit },
    make(
      "div",
      {},
      make("label", { for: "code" }, say("enter_code")),
      make("input", { ...input, maxlength: 20 }),
    ),
    make("button", { class: "primary" }, say("enter")),
  );
}

/**
 * Enter a team's code, or say why not; a later code of the same role replaces an earlier one.
 * @param {string} text
 */
function takeCode(text) {
  const { decision, error } = decode(rules, text);
  const refuse = (/** @type {string} */ key, values = {}) =>
    tell("message", say(`error.${key}`, values), true);
  if (!decision) return refuse(error);
  const { phase, round, teams } = board.state;
  const { world, role } = decision;
  const team = teams.find((one) => one.world === world && one.roles.includes(role));
  if (!team) return refuse("no_team");
  if (decision.round !== round) return refuse("other_round", { n: decision.round + 1 });
  if (phase !== "decide") return refuse("late");
  const choices = { ...team.decisions[round]?.choices, [role]: decision.choice };
  team.decisions[round] = { choices, forecast: decision.forecast };
  isSure = false;
  keepOffline();
  field("code").value = "";
  draw();
  tell("message", say("entered", { team: team.name, role: roleName(role) }));
  find("code").focus();
}

function decideView() {
  const { round } = board.state;
  const table = teamTable([{ head: say("state"), cell: decidedPill }]);
  return [
    make("p", { class: "say" }, say("say_decide", { year: rules.rounds[round][1] })),
    sideBySide([chartOf(round, ["actual"])], [online ? null : codeEntry(), table, keysButton()]),
  ];
}

/** Before the result: predictions, then what stands still and what engineers expect, of one world. */
function closedView() {
  const { round } = board.state;
  if (board.focus === "all") [board.focus] = worlds();
  const names = STEPS.slice(0, board.step);
  const predicted = {
    head: say("predicted"),
    cell: (/** @type {any} */ team) => saidBy(team, round),
  };
  const chart = names.length
    ? chartOf(round + 1, names, forecasts(round))
    : chartOf(round, ["actual"], forecasts(round));
  return [
    sentences(round + 1, names.at(-1) ?? "none"),
    sideBySide([chart], [teamTable([predicted])]),
  ];
}

function revealView() {
  const rounds = roundsShown();
  return [
    sentences(rounds, "actual"),
    sideBySide(
      [
        chartOf(rounds, ["frozen", "engineering", "actual"], forecasts(rounds - 1)),
        make("p", { class: "hint" }, `○ ${say("prediction_mark")}`),
      ],
      [scoreTable(rounds), make("p", { class: "hint" }, say("score_hint")), keysButton()],
    ),
  ];
}

// ---- the page -------------------------------------------------------------------------------

/**
 * The button that goes on.
 * @type {(text: string, act: () => void, more?: Attributes) => Content}
 */
const main = (text, act, more = {}) => button("go-on", text, act, { class: "primary", ...more });

function showNext() {
  isSure = false;
  board.step += 1;
  draw();
}

function newClass() {
  if (isSure) {
    board.state = fresh();
    keepOffline();
  }
  isSure = !isSure;
  draw();
}

/** @returns {Content[]} */
function actionsOf() {
  const { phase, round, teams } = board.state;
  if (phase === "lobby") {
    return [main(say("start"), startGame, { disabled: online && teams.length === 0 })];
  }
  const words = say(isSure ? "new_class_sure" : "new_class");
  const again = online ? null : button("new-class", words, newClass);
  if (phase === "decide") {
    const n = teams.filter(hasDecided).length;
    return [main(say("close", { n, all: teams.length }), goOn), again];
  }
  if (phase === "closed") {
    const next =
      board.step < STEPS.length
        ? main(say(`show_${STEPS[board.step]}`), showNext)
        : main(say("show_actual"), goOn);
    const reopen = () => act("/api/reopen", seen());
    return [next, board.step === 0 ? button("reopen", say("reopen"), reopen) : null, again];
  }
  if (phase === "reveal") {
    const isLast = round + 1 === rules.rounds.length;
    return [main(say(isLast ? "to_debrief" : "next_round"), goOn), again];
  }
  return [again];
}

function startGame() {
  if (!online && board.state.teams.length === 0) dealTeams(keepOffline);
  goOn();
}

/** @type {Record<Phase, () => Content>} */
const VIEWS = {
  lobby: () =>
    online
      ? lobbyOnline(
          pass?.code ?? "",
          (name) => act("/api/remove", { name }),
          () => act("/api/clear", {}),
        )
      : lobbyOffline(keepOffline),
  decide: decideView,
  closed: closedView,
  reveal: revealView,
  debrief: debriefView,
};

/** Redraw everything, and leave the keyboard where it was. */
function draw() {
  if (!known) return;
  const active = document.activeElement;
  const inActions = find("actions").contains(active);
  const opened = [...elements("#stage details[open]")].map((details) => details.id);
  const typed = at("code") ? field("code").value : "";
  const { join, phase, round } = board.state;
  const inRound = phase !== "lobby" && phase !== "debrief";
  const words = say(`phase.${phase}`);
  find("where").textContent = inRound ? `${roundName(round)} · ${words}` : words;
  find("address").textContent =
    online && inRound ? `${new URL(join).host} · ${say("code_is")} ${pass?.code}` : "";
  fill("stage", VIEWS[phase]());
  fill("actions", actionsOf());
  const version = elements("meta[name=generator]")[0].getAttribute("content")?.split(" ")[1] ?? "";
  const edition = say("version", { version, edition: rules.edition });
  find("foot").textContent = [edition, ...savedWords()].join(". ");
  if (typed && at("code")) field("code").value = typed;
  for (const id of opened) at(id)?.setAttribute("open", "");
  const place = at(active?.id ?? "") ?? (inActions ? find("actions") : null);
  if (place !== document.activeElement) place?.focus();
}

async function askState() {
  const since = known ? `?since=${board.state.version}` : "";
  const answer = await ask(`/api/board${since}`, headers());
  if (answer.same || isPressed()) return; // it comes again
  const before = board.state;
  const moved = !known || answer.phase !== before.phase || answer.round !== before.round;
  board.state = answer;
  known = true;
  if (moved) board.step = 0;
  draw();
}

/** Take code and token from the link, keep them for a reload, and clear them from the address. */
function takePass() {
  const code = link.get("code");
  const token = link.get("token");
  if (code && token) {
    history.replaceState(null, "", location.pathname);
    pass = { code, token };
    keep(KEPT, pass, "sessionStorage");
  } else {
    pass = kept(KEPT, "sessionStorage");
  }
}

/** Go on with the class that this browser kept; returns whether it kept one that is not of this game. */
function readOffline() {
  const found = kept(KEPT);
  const fits =
    found?.edition === rules.edition && Array.isArray(found.teams) && found.phase in VIEWS;
  if (fits) board.state = found;
  return Boolean(found) && !fits;
}

board.draw = draw;
if (online) {
  takePass();
  start(TITLE, draw);
  if (pass) {
    poll(async () => {
      try {
        await askState();
      } catch (error) {
        if (isLost(error)) throw error;
        tell("message", fault(/** @type {Fault} */ (error)), true);
      }
    }, 1000);
  } else {
    tell("message", say("link_lost"), true);
  }
} else {
  const isForeign = readOffline();
  start(TITLE, draw);
  if (isForeign) tell("message", say("other_version"));
}
