// @ts-check
/* The four views below the main chart, as tabs: which one is open, and what it needs. */

import { run } from "../twin/model.js";
import { elements, find } from "../web/shared/dom.js";
import * as changed from "./changed.js";
import * as firms from "./firms.js";
import * as frontier from "./frontier.js";
import * as parts from "./parts.js";
import { hasPlane, job, planeFor } from "./plane.js";
import * as slices from "./slices.js";
import { VIEWS } from "./state.js";
import { isOpen } from "./tables.js";

/** @import { Page, View } from "./types.d.ts" */

/**
 * What each view is drawn with.
 * @typedef {object} Drawing
 * @property {(box: HTMLElement, page: Page) => void} draw
 * @property {(page: Page) => string} sentence
 * @property {(box: HTMLElement, page: Page) => void} table
 */

/** @type {Record<View, Drawing>} */
const DRAWINGS = { changed, parts, frontier, firms };

/**
 * Start the work that a view waits for.
 * @param {View} name
 * @param {Page} page
 */
function prepare(name, page) {
  const seed = page.state.seed;
  if (name === "firms") {
    page.firms = run(page.scenario, { seed, firms: true }).firms ?? null;
    firms.fit(page);
  }
  if (name === "frontier" && !planeFor(page).done && hasPlane(page)) {
    slices.start("frontier", job(page), page.redrawFrontier);
  }
  if (name === "parts" && !page.parts) page.wantParts();
}

/**
 * Hide what belongs to a chart where there is none to draw.
 * @param {View} name
 * @param {boolean} there
 */
function showChart(name, there) {
  const body = find(`${name}-body`);
  for (const item of elements(".how, .numbers, .row", body)) item.hidden = !there;
}

/**
 * Draw a view with its sentence and its table, if it is open by now.
 * @param {View} name
 * @param {Page} page
 */
export function draw(name, page) {
  const view = DRAWINGS[name];
  const box = find(`${name}-chart`);
  find(`${name}-body`).hidden = page.hidden;
  find(`${name}-wait`).hidden = !page.hidden;
  if (page.hidden || page.failed) return;
  if (name === "frontier") showChart(name, hasPlane(page));
  view.draw(box, page);
  find(`${name}-sentence`).textContent = view.sentence(page);
  if (isOpen(`${name}-table`)) view.table(find(`${name}-table`), page);
}

/**
 * Draw the open view.
 * @param {Page} page
 */
export function drawOpen(page) {
  if (!page.hidden && !page.failed) prepare(page.state.view, page);
  draw(page.state.view, page);
}

/**
 * Open a tab.
 * @param {View} name
 * @param {Page} page
 */
export function open(name, page) {
  page.state.view = name;
  for (const other of VIEWS) {
    const tab = find(`tab-${other}`);
    tab.setAttribute("aria-selected", String(other === name));
    tab.tabIndex = other === name ? 0 : -1;
    find(`panel-${other}`).hidden = other !== name;
  }
  drawOpen(page);
}

/**
 * Arrow keys move between tabs, as in every list of tabs.
 * @param {KeyboardEvent} event
 * @param {Page} page
 * @param {(name: View) => void} chosen
 */
function move(event, page, chosen) {
  const here = VIEWS.indexOf(page.state.view);
  const places = new Map([
    ["ArrowRight", (here + 1) % VIEWS.length],
    ["ArrowLeft", (here - 1 + VIEWS.length) % VIEWS.length],
    ["Home", 0],
    ["End", VIEWS.length - 1],
  ]);
  const next = places.get(event.key);
  if (next === undefined) return;
  event.preventDefault();
  chosen(VIEWS[next]);
  find(`tab-${VIEWS[next]}`).focus();
}

/**
 * Wire tabs and tables, once; `chosen(name)` opens a tab.
 * @param {Page} page
 * @param {(name: View) => void} chosen
 */
export function build(page, chosen) {
  for (const name of VIEWS) {
    find(`tab-${name}`).addEventListener("click", () => chosen(name));
    find(`tab-${name}`).addEventListener("keydown", (event) => move(event, page, chosen));
    const box = find(`${name}-table`);
    box.addEventListener("toggle", () => {
      if (isOpen(box.id) && !page.hidden && !page.failed) DRAWINGS[name].table(box, page);
    });
  }
  firms.build();
}

/**
 * Show and draw all views, as on paper.
 * @param {Page} page
 */
export function drawAll(page) {
  for (const name of VIEWS) {
    find(`panel-${name}`).hidden = false;
    if (!page.hidden && !page.failed) prepare(name, page);
    slices.finish();
    draw(name, page);
  }
}
