// @ts-check
/* The state of the page and its form in a link: #preset=coal-1865&elasticity=-1.2&…
   A link is text from a stranger: only known keys, only plain numbers, clamped, at most 2 kB. */

import { number } from "../web/shared/numbers.js";
import { languageOf, valuesOf } from "../web/shared/link.js";
import { CONTROLS, byId, isThere } from "./controls.js";

/** @import { Scenario } from "../twin/types.d.ts" */
/** @import { Control, Note, Start, State, View } from "./types.d.ts" */

export const MOST_SEED = 9999;
const NUMBER = /^-?\d{1,12}(\.\d{1,17})?(e-?\d{1,2})?$/i;
/** @type {View[]} */
export const VIEWS = ["changed", "parts", "frontier", "firms"];

/**
 * The state that a page starts with.
 * @param {Start} start
 * @param {Record<string, Scenario>} presets
 * @returns {State}
 */
export function initial(start, presets) {
  return {
    preset: start.preset,
    values: {},
    seed: presets[start.preset].seeds[0],
    language: start.language,
    predict: start.predict,
    locked: start.lock ? ["all"] : [],
    view: "changed",
    big: false,
    log: false,
  };
}

/**
 * Read a link into a state; `notes` says what was changed or left out, as [key, values].
 * @param {string} hash
 * @param {Start} start
 * @param {Record<string, Scenario>} presets
 * @param {string} version
 */
export function read(hash, start, presets, version) {
  const state = initial(start, presets);
  /** @type {Note[]} */
  const notes = [];
  const given = valuesOf(hash);
  if (given === null) {
    notes.push(["note_long", {}]);
    return { state, notes };
  }
  const made = given.get("v");
  if (made !== null && made !== version) {
    const known = /^[\w.+-]{1,30}$/.test(made) ? made : "?";
    notes.push(["note_version", { made: known, version }]);
  }
  readPreset(given, state, presets, notes);
  state.seed = presets[state.preset].seeds[0];
  readValues(given, state, presets[state.preset], notes);
  readSettings(given, state);
  return { state, notes };
}

/**
 * Take the preset of a link, where there is one.
 * @param {URLSearchParams} given
 * @param {State} state
 * @param {Record<string, Scenario>} presets
 * @param {Note[]} notes
 */
function readPreset(given, state, presets, notes) {
  const name = given.get("preset");
  if (name === null) return;
  if (Object.hasOwn(presets, name)) state.preset = name;
  else notes.push(["note_preset", {}]);
}

/**
 * Take the controls of a link that the preset has.
 * @param {URLSearchParams} given
 * @param {State} state
 * @param {Scenario} scenario
 * @param {Note[]} notes
 */
function readValues(given, state, scenario, notes) {
  for (const control of CONTROLS) {
    const text = given.get(control.id);
    if (text === null || !isThere(control, scenario)) continue;
    const value = valueOf(control, text, scenario, notes);
    if (value !== undefined) state.values[control.id] = value;
  }
}

/**
 * The value that a text stands for, clamped and said; undefined where it stands for none.
 * @param {Control} control
 * @param {string} text
 * @param {Scenario} scenario
 * @param {Note[]} notes
 */
function valueOf(control, text, scenario, notes) {
  if (control.choices) return control.choices.includes(text) ? text : undefined;
  if (control.none && text === "none") return null;
  if (!NUMBER.test(text)) return undefined;
  const { low, high } = control.range(scenario, control.read(scenario));
  const wanted = Number(text);
  const value = Math.min(high, Math.max(low, wanted));
  if (value !== wanted) {
    const said = {
      control: control.id,
      wanted: text.slice(0, 20),
      value: number(value),
    };
    notes.push(["note_clamped", said]);
  }
  return value;
}

/**
 * Take what else a link sets: seed, language, view, and how the page looks.
 * @param {URLSearchParams} given
 * @param {State} state
 */
function readSettings(given, state) {
  const seed = given.get("seed");
  if (seed !== null && /^\d{1,4}$/.test(seed)) state.seed = Math.min(Number(seed), MOST_SEED);
  state.language = languageOf(given, state.language);
  if (given.get("predict") === "0") state.predict = false;
  if (given.get("predict") === "1") state.predict = true;
  state.view = VIEWS.find((view) => view === given.get("view")) ?? state.view;
  if (given.get("big") === "1") state.big = true;
  if (given.get("log") === "1") state.log = true;
  const lock = given.get("lock");
  if (lock !== null) state.locked = lock.split(",").filter(canLock);
}

/**
 * Whether a link can lock what it names.
 * @param {string} id
 */
const canLock = (id) => ["all", "preset"].includes(id) || Object.hasOwn(byId, id);

/**
 * Write a state as the part of a link after #.
 * @param {State} state
 * @param {string} version
 */
export function write(state, version) {
  const parts = new URLSearchParams({ v: version, preset: state.preset });
  for (const [id, value] of Object.entries(state.values))
    parts.set(id, value === null ? "none" : String(value));
  parts.set("seed", String(state.seed));
  parts.set("lang", state.language);
  parts.set("predict", state.predict ? "1" : "0");
  if (state.view !== "changed") parts.set("view", state.view);
  if (state.big) parts.set("big", "1");
  if (state.log) parts.set("log", "1");
  if (state.locked.length > 0) parts.set("lock", state.locked.join(","));
  return parts.toString().replaceAll("%2C", ",");
}

/**
 * Whether a control (or "preset") may not be moved.
 * @param {State} state
 * @param {string} id
 */
export const isLocked = (state, id) => state.locked.includes("all") || state.locked.includes(id);

/**
 * The values that a reset leaves: those of controls that may not be moved.
 * @param {State} state
 */
export const lockedValues = (state) =>
  Object.fromEntries(Object.entries(state.values).filter(([id]) => isLocked(state, id)));
