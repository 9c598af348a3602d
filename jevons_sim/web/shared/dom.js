// @ts-check
/* Elements: found, made, filled and translated. Text is always set as text, never read as markup. */

import { inUse, say } from "./words.js";

/** @typedef {string | number | Node | null | undefined | Content[]} Content what goes into an element */
/** @typedef {string | number | boolean | null | ((event: any) => void)} Attribute */
/** @typedef {Record<string, Attribute>} Attributes */

/**
 * The element with an id, or null.
 * @param {string} id
 */
export const at = (id) => document.getElementById(id);

/**
 * The element with an id, which is there.
 * @param {string} id
 */
export function find(id) {
  const element = at(id);
  if (element === null) throw new Error(`no element ${id}`);
  return element;
}

/**
 * The field of a form with an id, which is there: an input, or what else has a value.
 * @param {string} id
 */
export const field = (id) => /** @type {HTMLInputElement} */ (find(id));

/**
 * What of some content is there, in a flat list.
 * @param {Content[]} content
 * @returns {(string | Node)[]}
 */
function flat(content) {
  return content.flatMap((item) => {
    if (item === null || item === undefined) return [];
    if (Array.isArray(item)) return flat(item);
    return [typeof item === "number" ? String(item) : item];
  });
}

/**
 * An element. Of its attributes, one that starts with "on" listens to an event; true is written
 * without a value, false and null are left out. Of its content, nothing is left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {...Content} content
 */
export function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, String(value));
  }
  element.append(...flat(content));
  return element;
}

/**
 * Put content in the place of what an element holds.
 * @param {string} id
 * @param {...Content} content
 */
export const fill = (id, ...content) => find(id).replaceChildren(...flat(content));

/**
 * Put the page's fixed words in their place, in the language that is chosen.
 * @param {string} title
 */
export function translate(title) {
  document.documentElement.lang = inUse();
  document.title = say(title);
  for (const element of elements("[data-w]")) element.textContent = say(element.dataset.w ?? "");
  for (const element of elements("[data-w-label]")) {
    element.setAttribute("aria-label", say(element.dataset.wLabel ?? ""));
  }
}

/**
 * All elements that a selector finds.
 * @param {string} selector
 * @param {ParentNode} inside
 * @returns {NodeListOf<HTMLElement>}
 */
export const elements = (selector, inside = document) => inside.querySelectorAll(selector);

/**
 * A table from heads and rows of cells; the first cell of a row names it.
 * @param {string} caption
 * @param {string[]} heads
 * @param {Content[][]} rows
 * @param {{ look?: string, captionLook?: string }} looks
 */
export function table(caption, heads, rows, { look, captionLook } = {}) {
  const head = heads.map((text) => (text ? make("th", { scope: "col" }, text) : make("td")));
  const body = rows.map((cells) =>
    cells.map((cell, k) => (k ? make("td", {}, cell) : make("th", { scope: "row" }, cell))),
  );
  return make(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    make(
      "table",
      { class: look ?? null },
      make("caption", { class: captionLook ?? null }, caption),
      make("thead", {}, make("tr", {}, head)),
      make(
        "tbody",
        {},
        body.map((cells) => make("tr", {}, cells)),
      ),
    ),
  );
}

/**
 * Hand a file to the browser.
 * @param {string} name
 * @param {Blob} blob
 */
export function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/**
 * Hand text to the browser as a file.
 * @param {string} name
 * @param {string} kind
 * @param {string} text
 */
export const saveText = (name, kind, text) =>
  save(name, new Blob([text], { type: `${kind};charset=utf-8` }));

/**
 * A function that runs once after a pause; a later call starts the pause again.
 * @template {unknown[]} Values
 * @param {number} pause
 * @param {(...values: Values) => void} act
 */
export function later(pause, act) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (/** @type {Values} */ ...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), pause);
  };
}
