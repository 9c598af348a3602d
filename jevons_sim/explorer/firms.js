// @ts-check
/* The firms: a field of dots, keenest first, as large as the firm, coloured by when it adopted.
   A scrubber moves time; a firm that is picked says why it did or did not adopt. */

import { field as input, fill, find, make } from "../web/shared/dom.js";
import { number, whole } from "../web/shared/numbers.js";
import { node, text } from "../web/shared/svg.js";
import { say } from "../web/shared/words.js";
import { uses, usesFrozen } from "./adopters.js";
import { lastStep } from "./ends.js";
import { sheet } from "./sheet.js";
import { showTable } from "./tables.js";
import { dateOf, linesOf } from "./why.js";

/** @import { FirmsWatched } from "../twin/types.d.ts" */
/** @import { Page } from "./types.d.ts" */
/** @import { Watched } from "./why.js" */

/**
 * The field as it is drawn: its firms in order of keenness, their places in that order, their dots.
 * @typedef {object} Field
 * @property {Watched} page
 * @property {number[]} order
 * @property {Int32Array} rank
 * @property {SVGElement[]} dots by firm
 * @property {SVGElement} root
 * @property {SVGElement} ring round the firm that is picked
 * @property {number} cell
 * @property {number} columns
 * @property {number} top
 */

const NEVER = "#ffffff";
const BASE = "#1b2126";
/** From early to late: dark blue, blue, green, yellow. */
const RAMP = [
  [0, 62, 121],
  [0, 126, 176],
  [58, 168, 120],
  [230, 195, 40],
];
/** @type {Field | null} */
let field = null;
/** Whether somebody has picked a firm; until then the page shows one that the gain brought in. */
let touched = false;

/**
 * Colour of a firm that adopted at a share of the horizon.
 * @param {number} share
 */
function rampAt(share) {
  const place = Math.min(share, 0.9999) * (RAMP.length - 1);
  const k = Math.floor(place);
  const mix = RAMP[k].map((value, i) => Math.round(value + (RAMP[k + 1][i] - value) * (place - k)));
  return `rgb(${mix.join(",")})`;
}

/**
 * Firms in order of keenness: those that would pay most come first, those that never adopt last.
 * @param {FirmsWatched} firms
 */
function orderOf(firms) {
  const order = Array.from({ length: firms.n }, (_, i) => i);
  const started = (/** @type {number} */ i) => (uses(firms, 0, i) ? 1 : 0);
  return order.sort(
    (a, b) =>
      started(b) - started(a) || compare(firms.lnReservation[b], firms.lnReservation[a]) || a - b,
  );
}

/**
 * The difference of two numbers, also of two that are infinite.
 * @param {number} a
 * @param {number} b
 */
const compare = (a, b) => (a === b ? 0 : a - b);

/**
 * The page with its firms, once they are watched.
 * @param {Page} page
 * @returns {Watched | null}
 */
const watched = (page) => (page.firms ? { ...page, firms: page.firms } : null);

/**
 * Draw the field anew: after a control moved or the window changed.
 * @param {HTMLElement} box
 * @param {Page} shown
 */
export function draw(box, shown) {
  const page = watched(shown);
  if (!page) return;
  const { firms } = page;
  const { root, width, size } = sheet(box, sentence(page), { ratio: 9, least: 10, most: 0 });
  const cell = Math.max(9, Math.sqrt((width * Math.max(230, width * 0.32)) / firms.n));
  const columns = Math.floor((width - cell) / cell);
  const rows = Math.ceil(firms.n / columns);
  const height = Math.ceil((rows + 1) * cell + 1.8 * size);
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("height", String(height));
  const look = { class: "picked", fill: "none", stroke: "#D55E00", "stroke-width": 3, r: 0 };
  const order = orderOf(firms);
  field = {
    ...{ page, order, rank: rankOf(order), dots: [], root, ring: node("circle", look) },
    ...{ cell, columns, top: 1.4 * size },
  };
  root.append(text(2, size, say("field_keen")));
  const bySize = [...order].sort((a, b) => firms.size[b] - firms.size[a]);
  for (const i of bySize) root.append((field.dots[i] = dotOf(field, i)));
  root.append(field.ring);
  box.replaceChildren(root);
  const drawn = field;
  root.addEventListener("pointerdown", (event) => pick(drawn, nearest(drawn, event)));
  if (!touched) input("firms-pick").value = String(field.rank[notable(field, "brought")] + 1);
  paint();
}

/**
 * The place of each firm in an order.
 * @param {number[]} order
 */
function rankOf(order) {
  const rank = new Int32Array(order.length);
  order.forEach((firm, k) => {
    rank[firm] = k;
  });
  return rank;
}

/**
 * Where a firm's dot is: row by row, in order of keenness.
 * @param {Field} field
 * @param {number} i
 */
function placeOf({ rank, cell, columns, top }, i) {
  const k = rank[i];
  return [cell * (0.9 + (k % columns)), top + cell * (0.7 + Math.floor(k / columns))];
}

/**
 * Area of the dot in proportion to size, within what can be seen and does not cover others.
 * @param {Field} field
 * @param {number} i
 */
function radiusOf({ page: { firms }, cell }, i) {
  const mean = 0.3 * cell * Math.sqrt(firms.size[i] * firms.n);
  return Math.min(2.2 * cell, Math.max(0.16 * cell, mean));
}

/**
 * The dot of a firm.
 * @param {Field} field
 * @param {number} i
 */
function dotOf(field, i) {
  const [cx, cy] = placeOf(field, i);
  const r = radiusOf(field, i);
  return node("circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r: r.toFixed(1) });
}

/** Colour every firm as it is at the time of the scrubber. */
function paint() {
  if (!field) return;
  const { page, dots } = field;
  const { firms, result, scenario } = page;
  const t = Number(input("firms-time").value);
  const last = lastStep(page);
  const lnPrice = Math.log(result.actual.price_usd_per_mtok[t] / scenario.price.base_usd_per_mtok);
  for (let i = 0; i < firms.n; i++) {
    const since = firms.adoptedAt[i];
    if (uses(firms, t, i)) {
      dots[i].setAttribute("fill", since === 0 || since < 0 ? BASE : rampAt(since / last));
      dots[i].setAttribute("stroke", "#ffffff");
    } else {
      dots[i].setAttribute("fill", NEVER);
      dots[i].setAttribute("stroke", firms.lnReservation[i] >= lnPrice ? "#0072B2" : "#9aa3ab");
    }
  }
  find("firms-time").setAttribute("aria-valuetext", dateOf(result.years[t]));
  find("firms-now").textContent = nowSentence(page, t, lnPrice);
  showPicked(field);
}

/**
 * How many use AI at a time, and how many more could gain from it.
 * @param {Watched} page
 * @param {number} t
 * @param {number} lnPrice
 */
function nowSentence({ firms, result }, t, lnPrice) {
  let users = 0;
  let could = 0;
  for (let i = 0; i < firms.n; i++) {
    if (uses(firms, t, i)) users += 1;
    else if (firms.lnReservation[i] >= lnPrice) could += 1;
  }
  return say("firms_now", {
    year: dateOf(result.years[t]),
    users: whole(users),
    could: whole(could),
    n: whole(firms.n),
    price: say("price", { n: number(result.actual.price_usd_per_mtok[t]) }),
  });
}

/**
 * The firm whose dot is nearest to the pointer.
 * @param {Field} field
 * @param {PointerEvent} event
 */
function nearest(field, event) {
  const box = field.root.getBoundingClientRect();
  const at = [event.clientX - box.left, event.clientY - box.top];
  let best = [Infinity, 0];
  for (const i of field.order) {
    const [x, y] = placeOf(field, i);
    const far = Math.hypot(x - at[0], y - at[1]) - radiusOf(field, i) * 0.5;
    if (far < best[0]) best = [far, i];
  }
  return best[1];
}

/**
 * Pick a firm: the slider of firms follows, and the firm says why.
 * @param {Field} field
 * @param {number} i
 */
function pick(field, i) {
  touched = true;
  input("firms-pick").value = String(field.rank[i] + 1);
  showPicked(field);
}

/**
 * Firms that are worth a look: the largest, the last to adopt, one that only the gain brought in.
 * @param {Field} field
 * @param {"largest" | "latest" | "brought"} name
 */
function notable({ page, order }, name) {
  const { firms } = page;
  const last = lastStep(page);
  /** @type {Record<typeof name, (i: number) => number>} */
  const scores = {
    largest: (i) => firms.size[i],
    latest: (i) => firms.adoptedAt[i],
    brought: (i) => (uses(firms, last, i) && !usesFrozen(firms, last, i) ? firms.size[i] : -1),
  };
  const score = scores[name];
  return order.reduce((a, b) => (score(b) > score(a) ? b : a));
}

/**
 * Ring the firm that is picked, and let it say why.
 * @param {Field} field
 */
function showPicked(field) {
  const k = Number(input("firms-pick").value) - 1;
  const i = field.order[Math.min(Math.max(k, 0), field.order.length - 1)];
  const [cx, cy] = placeOf(field, i);
  const circle = { cx, cy, r: radiusOf(field, i) + 4 };
  for (const [name, value] of Object.entries(circle)) {
    field.ring.setAttribute(name, value.toFixed(1));
  }
  const lines = linesOf(field.page, i, Number(input("firms-time").value), field.rank[i] + 1);
  fill(
    "firms-why",
    lines.map((line) => make("li", {}, line)),
  );
}

/** Wire the scrubber, the slider of firms and the buttons, once. */
export function build() {
  find("firms-time").addEventListener("input", paint);
  find("firms-pick").addEventListener("input", () => {
    touched = true;
    if (field) showPicked(field);
  });
  for (const name of /** @type {const} */ (["largest", "latest", "brought"])) {
    find(`firms-${name}`).addEventListener("click", () => {
      if (field) pick(field, notable(field, name));
    });
  }
}

/**
 * Set the ends of the sliders to the run's.
 * @param {Page} page
 */
export function fit(page) {
  const time = input("firms-time");
  const atEnd = time.value === time.max;
  time.max = String(lastStep(page));
  if (atEnd) time.value = time.max;
  input("firms-pick").max = String(page.scenario.population.firms);
}

/**
 * How many use AI in the end, and how many of them the gain brought in.
 * @param {Page} page
 */
export function sentence(page) {
  const { firms } = page;
  if (!firms) return "";
  const last = lastStep(page);
  let users = 0;
  let brought = 0;
  for (let i = 0; i < firms.n; i++) {
    if (!uses(firms, last, i)) continue;
    users += 1;
    if (!usesFrozen(firms, last, i)) brought += 1;
  }
  const counts = { users: whole(users), brought: whole(brought), n: whole(firms.n) };
  return say("firms_sentence", { year: page.result.years[last], ...counts });
}

/**
 * A row a year: how many use AI, with the gain and without it.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function table(box, page) {
  const { firms } = page;
  if (!firms) return;
  const count = (/** @type {Uint8Array} */ using, /** @type {number} */ t) =>
    whole(using.subarray(t * firms.n, (t + 1) * firms.n).reduce((sum, one) => sum + one, 0));
  /** @type {string[][]} */
  const rows = [];
  page.result.years.forEach((year, t) => {
    if (!Number.isInteger(year)) return;
    rows.push([String(year), count(firms.using, t), count(firms.frozenUsing, t)]);
  });
  showTable(box, say("view_firms"), [say("year"), say("with_gain"), say("without_gain")], rows);
}
