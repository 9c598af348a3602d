// @ts-check
/* A team's page: join, predict, decide, see what came of it. Without a server it makes codes. */

import { at, fill, find, make } from "../web/shared/dom.js";
import { whole } from "../web/shared/numbers.js";
import { inUse, say } from "../web/shared/words.js";
import { encode } from "./codes.js";
import { stepOf } from "./game.js";
import { WORLDS, seatOf } from "./seat.js";
import { ask, fault, isLost, poll } from "./server.js";
import { link, online, rules, setting } from "./setting.js";
import { keep, kept, lastYear, roleName, roundName, start, tell, worldName } from "./show.js";
import { begin, current, decisionForm, isComplete, weigh } from "./team_form.js";
import { joinForm } from "./team_join.js";
import { energyAt, historyView, resultView } from "./team_result.js";

/** @import { Seat } from "./seat.js" */
/** @import { Asked } from "./team_join.js" */
/** @import { Fault, TeamState } from "./types.d.ts" */
/** @typedef {{ origin: string, code: string, key: string }} Pass */

const KEPT = "jevons-team";
const TITLE = "team_title";
const origin = online ? location.host : "";

/** @type {Pass | null} */
const before = online ? kept(KEPT, "sessionStorage") : null;
let pass = before?.origin === origin ? before : null;
/** @type {TeamState | null} */
let state = null;
let shown = "";
let troubled = false;
let askNow = () => {};

/**
 * The headers that say which team asks.
 * @param {Pass} pass
 */
const headers = ({ code, key }) => ({ "X-Join-Code": code, "X-Team-Key": key });

// ---- playing with a server ------------------------------------------------------------------

/**
 * Enter the class with the key that a question gives.
 * @param {string} typed
 * @param {Asked} asked
 */
async function enter(typed, asked) {
  const code = typed.trim().toUpperCase();
  try {
    const { key } = await asked(code);
    pass = { origin, code, key };
    keep(KEPT, pass, "sessionStorage");
    tell("message", "");
    askNow();
  } catch (error) {
    tell("message", fault(/** @type {Fault} */ (error)), true);
  }
}

/**
 * The form of a round.
 * @param {TeamState} team
 */
function decideView(team) {
  const { round } = team;
  const fits = current().round === round && team.roles.every((id) => id in current().choices);
  if (!fits) begin(round, team.roles, team.own[round]);
  const [first, last] = rules.rounds[round];
  const now = whole(energyAt(team, stepOf(setting, first), round));
  const text = say("predict", { year: last, before: first, now });
  const history = round > 0 ? historyView(team, round) : [];
  fill("stage", decisionForm(text, say("send"), sendDecision), history);
  weigh();
}

/** What of the draft is sent. */
function written() {
  const { round, choices, forecast } = current();
  return { round, choices, forecast };
}

async function sendDecision() {
  if (!isComplete() || !pass) return;
  const sent = JSON.stringify(written());
  try {
    state = await ask("/api/decide", headers(pass), written());
    current().sent = JSON.stringify(written()) === sent;
    tell("message", "");
    if (at("send")) weigh();
  } catch (error) {
    tell("message", fault(/** @type {Fault} */ (error)), true);
    askNow();
  }
}

/**
 * What the class is at.
 * @param {TeamState} team
 */
const phaseOf = ({ phase, round }) => `${phase} ${round}`;

/**
 * What to draw, as a text: nothing is drawn anew while it stays the same.
 * @param {TeamState} team
 */
function sceneOf(team) {
  const hasSent = team.phase === "closed" && team.round in team.own;
  return `${phaseOf(team)} ${hasSent} ${inUse()}`;
}

/**
 * Draw what has changed, or everything.
 * @param {boolean} force
 */
function draw(force) {
  if (!pass || !state) {
    shown = "";
    return joinForm(enter);
  }
  find("where").textContent =
    state.phase === "lobby"
      ? state.name
      : `${state.name} · ${worldName(state.world)} · ${roundName(state.round)}`;
  find("foot").textContent = say("your_key", { key: pass.key });
  if (!force && shown === sceneOf(state)) return;
  const goesOn = shown !== "" && !shown.startsWith(`${phaseOf(state)} `);
  const wasHere = find("stage").contains(document.activeElement);
  shown = sceneOf(state);
  tell("message", goesOn ? say(`phase.${state.phase}`) : "");
  drawScene(state);
  if (wasHere && document.activeElement === document.body) find("stage").focus();
}

/**
 * Draw what belongs to the phase.
 * @param {TeamState} team
 */
function drawScene(team) {
  const big = (/** @type {string} */ text) => make("p", { class: "big" }, text);
  const { name, phase, round } = team;
  if (phase === "lobby") return fill("stage", big(say("waiting", { name })));
  if (phase === "decide") return decideView(team);
  if (phase === "closed") {
    const words = say(team.own[round] ? "closed" : "closed_missed");
    return fill("stage", big(words), round > 0 ? historyView(team, round) : []);
  }
  const over = [make("h2", {}, say("over_heading")), big(say("over"))];
  fill("stage", phase === "debrief" ? over : [], resultView(team));
}

async function askState() {
  if (!pass) return;
  const since = state ? `?since=${state.version}` : "";
  let answer;
  try {
    answer = await ask(`/api/team${since}`, headers(pass));
  } catch (error) {
    if (isLost(error)) throw error;
    return refused(/** @type {Fault} */ (error));
  }
  if (troubled) tell("message", "");
  troubled = false;
  if (!answer.same) state = answer;
  draw(false);
}

/**
 * Say what is wrong. Only a key or a code that the class does not know sends a team back to the door.
 * @param {Fault} error
 */
function refused(error) {
  if (error.error === "key" || error.error === "join") {
    pass = null;
    state = null;
    keep(KEPT, null, "sessionStorage");
    draw(true);
  }
  troubled = pass !== null;
  tell("message", fault(error), true);
}

// ---- playing without one --------------------------------------------------------------------

const { seat, clamped } = seatOf(link, rules);

/**
 * A list to choose from; another seat begins a new form.
 * @param {keyof Seat} id
 * @param {string} label
 * @param {[string | number, string][]} choices
 */
function pick(id, label, choices) {
  const onchange = () => {
    Object.assign(seat, { [id]: id === "role" ? select.value : Number(select.value) });
    begin(seat.round, [seat.role]);
    offlineView();
  };
  const options = choices.map(([value, text]) =>
    make("option", { value, selected: String(seat[id]) === String(value) }, text),
  );
  const select = make("select", { id, onchange }, options);
  return make("div", {}, make("label", { for: id }, label), select);
}

function offlineView() {
  const focused = document.activeElement?.id ?? "";
  const now = whole(setting.base.energy.base_twh);
  const text = say("predict_offline", { year: lastYear(seat.round), now });
  find("where").textContent = say("offline_intro");
  fill(
    "stage",
    pick(
      "world",
      say("pick_world"),
      Array.from({ length: WORLDS }, (_, k) => [k, worldName(k)]),
    ),
    pick(
      "role",
      say("pick_role"),
      rules.roles.map(({ id }) => [id, roleName(id)]),
    ),
    pick(
      "round",
      say("pick_round"),
      rules.rounds.map((_, k) => [k, roundName(k)]),
    ),
    decisionForm(text, say("make_code"), makeCode),
    make("div", { id: "made", role: "status" }),
  );
  weigh();
  at(focused)?.focus();
}

function makeCode() {
  const { choices, forecast } = current();
  if (!isComplete() || forecast === null) return;
  const code = encode(rules, { ...seat, choice: choices[seat.role], forecast });
  const heading = say("your_code", { role: roleName(seat.role), n: seat.round + 1 });
  fill(
    "made",
    make("h2", {}, heading),
    make("p", { class: "code", id: "made-code" }, code),
    make("p", {}, say("code_hint")),
  );
  tell("send-status", "");
  find("made").scrollIntoView({ block: "nearest" });
}

if (online) {
  start(TITLE, () => draw(true));
  askNow = poll(askState, 1500);
} else {
  begin(seat.round, [seat.role]);
  start(TITLE, offlineView);
  if (clamped) tell("message", say("clamped"));
}
