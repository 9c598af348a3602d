// @ts-check
/* The form on which a team predicts and decides. */

import { at, field, fill, make } from "../web/shared/dom.js";
import { say } from "../web/shared/words.js";
import { costOf, roleOf, usualOf } from "./game.js";
import { online, rules } from "./setting.js";
import { roleName, tell } from "./show.js";

/** @import { Decided, Draft, Lever, Role } from "./types.d.ts" */

/**
 * What the form holds: what the team is about to send.
 * @type {Draft}
 */
let draft = { round: -1, choices: {}, forecast: null, sent: false };

/** What the team is about to send. */
export const current = () => draft;

/**
 * Begin anew for roles in a round: with what was sent before, or all as usual.
 * @param {number} round
 * @param {string[]} roles
 * @param {Decided} [own]
 */
export function begin(round, roles, own) {
  const choices = Object.fromEntries(
    roles.map((id) => [id, [...(own?.choices[id] ?? usualOf(roleOf(rules, id)))]]),
  );
  draft = { round, choices, forecast: own ? own.forecast : null, sent: Boolean(own) };
}

/**
 * What an option costs, in words.
 * @param {number} n
 */
const points = (n) => (n === 0 ? say("free") : say(n === 1 ? "point" : "points", { n }));

/**
 * The options of a lever.
 * @param {Role} role
 * @param {Lever} lever
 * @param {number} k
 */
function leverField(role, lever, k) {
  const name = `${role.id}.${lever.id}`;
  const options = lever.options.map((option, number) =>
    make(
      "label",
      { class: "option" },
      make("input", {
        type: "radio",
        name,
        value: number,
        checked: draft.choices[role.id][k] === number,
        onchange: () => {
          draft.choices[role.id][k] = number;
          touched();
        },
      }),
      make("span", {}, say(`option.${name}.${number}`)),
      make("span", { class: "cost" }, points(option.cost)),
    ),
  );
  return make("fieldset", {}, make("legend", {}, say(`lever.${name}`)), options);
}

/**
 * The levers of a role, and what they cost.
 * @param {string} id
 */
function roleCard(id) {
  const role = roleOf(rules, id);
  return make(
    "section",
    { class: "card" },
    make("h3", {}, say("your_role", { role: roleName(id) })),
    make("p", { class: "goal" }, make("strong", {}, say("your_goal")), " ", say(`goal.${id}`)),
    role.levers.map((lever, k) => leverField(role, lever, k)),
    make("p", { class: "budget", id: `budget-${id}`, role: "status" }),
  );
}

/**
 * The slider of the prediction.
 * @param {string} text
 */
function forecastField(text) {
  const written = () => (draft.forecast === null ? "?" : say("twh", { n: draft.forecast }));
  const output = make("output", { for: "forecast" }, written());
  const slider = make("input", {
    type: "range",
    id: "forecast",
    min: 0,
    max: rules.forecast.most_twh,
    step: rules.forecast.step_twh,
    "aria-describedby": "forecast-text",
    "aria-label": say("predict_heading"),
    oninput: () => {
      draft.forecast = Number(slider.value);
      output.textContent = written();
      slider.setAttribute("aria-valuetext", written());
      touched();
    },
  });
  slider.value = String(draft.forecast ?? 0);
  slider.setAttribute("aria-valuetext", written());
  return [
    make("h2", {}, say("predict_heading")),
    make("p", { id: "forecast-text" }, text),
    make("div", { class: "predict" }, slider, output),
  ];
}

/** Whether a role's choice costs more than it has. */
const overBudget = () =>
  Object.entries(draft.choices).some(
    ([id, choice]) => costOf(roleOf(rules, id), choice) > rules.budget,
  );

/** Whether the draft can be sent. */
export const isComplete = () => !overBudget() && draft.forecast !== null;

/** Say what each role's choice costs, and whether it can be sent. */
export function weigh() {
  for (const [id, choice] of Object.entries(draft.choices)) {
    const spent = costOf(roleOf(rules, id), choice);
    const over = spent > rules.budget;
    const words = say(over ? "budget_over" : "budget", { spent, budget: rules.budget });
    tell(`budget-${id}`, words, over);
  }
  field("send").disabled = !isComplete();
  const { forecast, sent, dirty } = draft;
  const changed = online ? "changed" : "changed_code";
  const status = forecast === null ? "predict_first" : sent ? "sent" : changed;
  tell("send-status", dirty || sent || forecast === null ? say(status) : "");
}

function touched() {
  draft.sent = false;
  draft.dirty = true;
  if (at("made")) fill("made");
  weigh();
}

/**
 * The form: the prediction, the choices, and the button that sends them.
 * @param {string} text
 * @param {string} button
 * @param {() => void} send
 */
export function decisionForm(text, button, send) {
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    send();
  };
  return make(
    "form",
    { onsubmit },
    forecastField(text),
    make("h2", {}, say("decide_heading")),
    Object.keys(draft.choices).map(roleCard),
    make(
      "div",
      { class: "sendbar" },
      make("button", { id: "send", class: "primary" }, button),
      make("p", { id: "send-status", role: "status" }),
    ),
  );
}
