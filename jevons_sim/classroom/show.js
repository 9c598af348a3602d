// @ts-check
/* What both pages show in one way: names, messages, buttons; and what a browser keeps for them. */

import { find, make, translate } from "../web/shared/dom.js";
import { inUse, say, use } from "../web/shared/words.js";
import { stepOf } from "./game.js";
import { rules, setting } from "./setting.js";

/** @import { Attributes } from "../web/shared/dom.js" */

/**
 * The letter of a world.
 * @param {number} world
 */
export const letter = (world) => String.fromCharCode(65 + world);

/**
 * What a world is called.
 * @param {number} world
 */
export const worldName = (world) => say("world", { letter: letter(world) });

/**
 * What a role is called.
 * @param {string} id
 */
export const roleName = (id) => say(`role.${id}`);

/**
 * What a round is called.
 * @param {number} round
 */
export function roundName(round) {
  const [first, last] = rules.rounds[round];
  return say("round_of", { n: round + 1, all: rules.rounds.length, first, last });
}

/**
 * The year in which a round ends.
 * @param {number} round
 */
export const lastYear = (round) => rules.rounds[round][1];

/**
 * The step at which a round ends.
 * @param {number} round
 */
export const endOf = (round) => stepOf(setting, lastYear(round));

/**
 * Say something to those who see and to those who listen.
 * @param {string} id
 * @param {string} text
 * @param {boolean} isFault
 */
export function tell(id, text, isFault = false) {
  const place = find(id);
  place.textContent = text;
  place.classList.toggle("fault", isFault);
}

/**
 * Start a page: its title, its texts, the language button, and `render`, called to redraw it.
 * @param {string} title
 * @param {() => void} render
 */
export function start(title, render) {
  find("language").addEventListener("click", () => {
    use(inUse() === "ko" ? "en" : "ko");
    translate(title);
    render();
  });
  translate(title);
  render();
}

const LONGEST_PRESS = 3000; // milliseconds
let pressedAt = -Infinity;
const release = () => {
  pressedAt = -Infinity;
};
const press = () => {
  pressedAt = performance.now();
};
addEventListener("pointerdown", (event) => event.button === 0 && press());
addEventListener("keydown", (event) => event.key === " " && press());
for (const name of ["pointerup", "pointercancel", "keyup", "blur"]) addEventListener(name, release);

/** Whether a pointer or the space bar is down: what it presses must still be there when it lets go. */
export const isPressed = () => performance.now() - pressedAt < LONGEST_PRESS;

/**
 * A button that acts once: the second click of a double click is not meant for what stands there by
 * then.
 * @param {string} id
 * @param {string} text
 * @param {() => void} act
 * @param {Attributes} attributes
 */
export function button(id, text, act, attributes = {}) {
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.detail < 2) act();
  };
  return make("button", { type: "button", id, onclick, ...attributes }, text);
}

/**
 * Keep a value in this browser, where it allows that; null forgets it.
 * @param {string} key
 * @param {unknown} value
 * @param {"localStorage" | "sessionStorage"} store
 */
export function keep(key, value, store = "localStorage") {
  try {
    if (value === null) window[store].removeItem(key);
    else window[store].setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still plays.
  }
}

/**
 * A value that this browser kept; null where it has none.
 * @param {string} key
 * @param {"localStorage" | "sessionStorage"} store
 */
export function kept(key, store = "localStorage") {
  try {
    return JSON.parse(window[store].getItem(key) ?? "null");
  } catch {
    return null;
  }
}
