// @ts-check
/* The presets: a question each, as chips. Those without words of their own use the scenario's. */

import { field, find, make } from "../web/shared/dom.js";
import { has, say } from "../web/shared/words.js";
import { isLocked } from "./state.js";

/** @import { Page } from "./types.d.ts" */

/**
 * The words for a key, or a text where there are none.
 * @param {string} key
 * @param {string} text
 */
const wordOr = (key, text) => (has(key) ? say(key) : text);

/**
 * What a preset is called.
 * @param {string} name
 * @param {Page} page
 */
export const titleOf = (name, page) => wordOr(`preset_${name}`, page.presets[name].title || name);

/**
 * The seed that a preset starts with: one whose outcome is typical.
 * @param {string} name
 * @param {Page} page
 */
export const seedOf = (name, page) => page.presets[name].seeds[0];

/**
 * Make a chip for each preset; `chosen(name)` is called as one is chosen.
 * @param {Page} page
 * @param {(name: string) => void} chosen
 */
export function build(page, chosen) {
  const chips = Object.keys(page.presets).map((name) =>
    make(
      "div",
      { class: "chip" },
      make("input", {
        type: "radio",
        name: "preset",
        id: `p-${name}`,
        value: name,
        onchange: () => chosen(name),
      }),
      make("label", { for: `p-${name}`, id: `pl-${name}` }),
    ),
  );
  find("preset-chips").append(...chips);
}

/**
 * On a phone the chips are one long row: scroll it, not the page, to the chosen one.
 * @param {string} name
 */
function keepInSight(name) {
  const row = find("preset-chips");
  const chip = find(`pl-${name}`).parentElement;
  if (chip) row.scrollLeft = chip.offsetLeft - row.offsetLeft - row.clientWidth / 3;
}

/**
 * Show which preset is chosen, its question and how to read its words.
 * @param {Page} page
 */
export function show(page) {
  const { preset } = page.state;
  const locked = isLocked(page.state, "preset");
  for (const name of Object.keys(page.presets)) {
    find(`pl-${name}`).textContent = titleOf(name, page);
    const input = field(`p-${name}`);
    input.checked = name === preset;
    input.disabled = locked && !input.checked;
  }
  keepInSight(preset);
  find("question").textContent = wordOr(`question_${preset}`, page.presets[preset].question);
  const reading = wordOr(`reading_${preset}`, "");
  find("reading").textContent = reading;
  find("reading").hidden = reading === "";
}
