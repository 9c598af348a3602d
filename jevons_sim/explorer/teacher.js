// @ts-check
/* Links: copying the state as it is, and the teacher's dialog that locks controls or prediction. */

import { field, find, later, make } from "../web/shared/dom.js";
import { say } from "../web/shared/words.js";
import { CONTROLS } from "./controls.js";
import { isLocked, write } from "./state.js";

/** @import { Page, State } from "./types.d.ts" */

/**
 * The link to a state of this page.
 * @param {State} state
 * @param {string} version
 */
const linkOf = (state, version) => `${location.href.split("#")[0]}#${write(state, version)}`;

/**
 * Put text on the clipboard; where the browser does not allow it, select it to be copied by hand.
 * @param {string} text
 * @param {HTMLInputElement | null} field
 */
async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.select();
    return field ? document.execCommand("copy") : false;
  }
}

/**
 * The state that the dialog describes: the page's, with what the teacher ticked.
 * @param {Page} page
 */
function wanted(page) {
  const free = CONTROLS.filter((control) => field(`free-${control.id}`).checked);
  const locked = CONTROLS.filter((control) => !free.includes(control)).map((control) => control.id);
  if (!field("free-preset").checked) locked.push("preset");
  const all = locked.length > CONTROLS.length;
  return {
    ...page.state,
    predict: field("teacher-predict").checked,
    big: field("teacher-big").checked,
    locked: all ? ["all"] : locked,
  };
}

/**
 * Show the link to what the teacher ticked.
 * @param {Page} page
 */
const refresh = (page) => {
  field("teacher-link").value = linkOf(wanted(page), page.data.version);
};

/**
 * A box to tick, with its label.
 * @param {string} id
 * @param {string} key
 * @param {() => void} changed
 */
const tick = (id, key, changed) =>
  make(
    "div",
    { class: "tick" },
    make("input", { type: "checkbox", id, checked: true, onchange: changed }),
    make("label", { for: id, "data-w": key }),
  );

/**
 * Copy, and say beside the button whether that went well; it stays in the page's language.
 * @param {HTMLElement} place
 * @param {HTMLInputElement | null} field
 * @param {string} text
 */
async function copyShown(place, field, text) {
  const done = await copy(text, field);
  place.dataset.w = done ? "copied" : "not_copied";
  place.textContent = say(place.dataset.w);
}

/**
 * Say no more about copying.
 * @param {HTMLElement} place
 */
function hush(place) {
  delete place.dataset.w;
  place.textContent = "";
}

/**
 * Wire the dialog and the copy button, once.
 * @param {Page} page
 */
export function build(page) {
  const dialog = /** @type {HTMLDialogElement} */ (find("teacher"));
  const changed = () => refresh(page);
  find("teacher-free").append(
    tick("free-preset", "free_preset", changed),
    ...CONTROLS.map((control) => tick(`free-${control.id}`, `name_${control.id}`, changed)),
  );
  for (const id of ["teacher-predict", "teacher-big"]) find(id).addEventListener("change", changed);
  find("open-teacher").addEventListener("click", () => {
    field("teacher-predict").checked = page.state.predict;
    field("teacher-big").checked = page.state.big;
    for (const id of ["preset", ...CONTROLS.map((control) => control.id)]) {
      field(`free-${id}`).checked = !isLocked(page.state, id);
    }
    hush(find("teacher-said"));
    refresh(page);
    dialog.showModal();
  });
  find("teacher-close").addEventListener("click", () => dialog.close());
  find("teacher-none").addEventListener("click", () => setAll(page, false));
  find("teacher-all").addEventListener("click", () => setAll(page, true));
  find("teacher-copy").addEventListener("click", () => {
    const link = field("teacher-link");
    copyShown(find("teacher-said"), link, link.value);
  });
  const hushSoon = later(8000, hush);
  find("copy-link").addEventListener("click", () => {
    copyShown(find("copy-said"), null, linkOf(page.state, page.data.version));
    hushSoon(find("copy-said"));
  });
}

/**
 * Tick every box, or none.
 * @param {Page} page
 * @param {boolean} free
 */
function setAll(page, free) {
  for (const input of find("teacher-free").querySelectorAll("input")) input.checked = free;
  refresh(page);
}
