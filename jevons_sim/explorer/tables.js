// @ts-check
/* The numbers of a chart as a table, inside the <details> below it: for eyes and screen readers. */

import { find, table } from "../web/shared/dom.js";

/**
 * Fill the table of a chart.
 * @param {HTMLElement} box
 * @param {string} caption
 * @param {string[]} heads
 * @param {string[][]} rows
 */
export function showTable(box, caption, heads, rows) {
  noTable(box);
  box.append(table(caption, heads, rows));
}

/**
 * Take the table out: its numbers are those of other settings.
 * @param {HTMLElement} box
 */
export const noTable = (box) => box.querySelector(".scroll")?.remove();

/**
 * Whether the table of a chart is open.
 * @param {string} id
 */
export const isOpen = (id) => find(id).hasAttribute("open");
