// @ts-check
/* The sliders and choices, each with its value, a line of explanation and its key in the YAML. */

import { elements, field, find, make } from "../web/shared/dom.js";
import { say } from "../web/shared/words.js";
import { CONTROLS, GROUPS, isThere, valueText } from "./controls.js";
import { isLocked } from "./state.js";

/** @import { Scenario } from "../twin/types.d.ts" */
/** @import { Control, State, Value } from "./types.d.ts" */

/**
 * The slider of a control.
 * @param {Control} control
 */
const slider = (control) =>
  make("input", {
    type: "range",
    id: `c-${control.id}`,
    "aria-describedby": `h-${control.id}`,
  });

/**
 * The list of a control that chooses.
 * @param {Control} control
 * @param {string[]} choices
 */
function choice(control, choices) {
  const options = choices.map((name) => make("option", { value: name, "data-w": `rule_${name}` }));
  const attributes = { id: `c-${control.id}`, "aria-describedby": `h-${control.id}` };
  return make("select", attributes, options);
}

/**
 * A line of explanation that opens: a longer word, and the dotted keys of the YAML.
 * @param {Control} control
 */
function explanation(control) {
  return make(
    "details",
    { class: "what" },
    make("summary", { class: "hint", id: `h-${control.id}`, "data-w": `hint_${control.id}` }),
    make("p", { "data-w": `what_${control.id}` }),
    make(
      "p",
      {},
      make("span", { "data-w": "in_the_file" }),
      " ",
      control.keys.map((key) => make("code", {}, key)),
    ),
  );
}

/**
 * A control with its name, value and explanation.
 * @param {Control} control
 */
function block(control) {
  const label = make("label", { for: `c-${control.id}`, "data-w": `name_${control.id}` });
  const value = make("output", { id: `v-${control.id}`, for: `c-${control.id}` });
  return make(
    "div",
    { class: "control", id: `b-${control.id}` },
    make("div", { class: "head" }, label, value),
    control.choices ? choice(control, control.choices) : slider(control),
    explanation(control),
  );
}

/**
 * Make every control once; `changed` is called as one moves, with the time of the event.
 * @param {(id: string, value: Value, stamp: number) => void} changed
 */
export function build(changed) {
  const box = find("control-groups");
  for (const group of GROUPS) {
    const members = CONTROLS.filter((control) => control.group === group).map(block);
    box.append(make("fieldset", {}, make("legend", { "data-w": `group_${group}` }), members));
  }
  for (const control of CONTROLS) {
    const input = field(`c-${control.id}`);
    input.addEventListener("input", (event) =>
      changed(control.id, taken(control, input), event.timeStamp),
    );
  }
}

/**
 * The value that an input stands for; the last position of some sliders means none.
 * @param {Control} control
 * @param {HTMLInputElement} input
 */
function taken(control, input) {
  if (control.choices) return input.value;
  const value = Number(input.value);
  return control.none && value > Number(input.dataset.high) ? null : value;
}

/**
 * Show a scenario's values: positions, words, and what cannot be moved, with the reason.
 * @param {Scenario} scenario
 * @param {Scenario} preset
 * @param {State} state
 */
export function show(scenario, preset, state) {
  for (const control of CONTROLS) {
    const here = isThere(control, preset);
    find(`b-${control.id}`).hidden = !here;
    if (here) showOne(control, scenario, preset, state);
  }
  for (const group of elements("fieldset", find("control-groups"))) {
    group.hidden = group.querySelector(".control:not([hidden])") === null;
  }
}

/**
 * Show the value of one control.
 * @param {Control} control
 * @param {Scenario} scenario
 * @param {Scenario} preset
 * @param {State} state
 */
function showOne(control, scenario, preset, state) {
  const input = field(`c-${control.id}`);
  const value = control.read(scenario);
  const words = valueText(control, value, scenario);
  if (control.choices) input.value = value;
  else place(control, input, value, preset, words);
  const why = control.why ? control.why(scenario) : null;
  input.disabled = isLocked(state, control.id) || why !== null;
  const hint = find(`h-${control.id}`);
  hint.dataset.w = why || `hint_${control.id}`;
  hint.textContent = say(hint.dataset.w);
  find(`v-${control.id}`).textContent = words;
  find(`b-${control.id}`).classList.toggle("moved", Object.hasOwn(state.values, control.id));
}

/**
 * Put a slider where its value is.
 * @param {Control} control
 * @param {HTMLInputElement} input
 * @param {number | null} value
 * @param {Scenario} preset
 * @param {string} words
 */
function place(control, input, value, preset, words) {
  const { low, high, step } = control.range(preset, control.read(preset));
  const top = control.none ? high + step : high;
  const ends = { min: String(low), max: String(top), step: String(step) };
  if (input.min !== ends.min) input.min = ends.min;
  if (input.max !== ends.max) input.max = ends.max;
  if (input.step !== ends.step) input.step = ends.step;
  input.dataset.high = String(high);
  const at = value === null ? top : value;
  if (Number(input.value) !== at) input.value = String(at);
  input.setAttribute("aria-valuetext", words);
}
