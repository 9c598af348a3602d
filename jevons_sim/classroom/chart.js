// @ts-check
/* A line chart, with its lines named where they end and the same numbers in a table. Its looks are
   in the style sheet. */

import { make, table } from "../web/shared/dom.js";
import { number, tick, whole } from "../web/shared/numbers.js";
import { apart, scale, ticks } from "../web/shared/scales.js";
import { area, line, node } from "../web/shared/svg.js";
import { say } from "../web/shared/words.js";
import { rules } from "./setting.js";
import { endOf } from "./show.js";

/** @import { Case, Result } from "../twin/types.d.ts" */
/** @import { Scale } from "../web/shared/scales.js" */
/** @import { Point } from "../web/shared/svg.js" */
/** @import { Line } from "./types.d.ts" */
/** @typedef {{ years: Float64Array, x: Scale, y: Scale, end: number }} Frame */

const HEIGHT = 470;
const LEFT = 64;
const TOP = 42;
const BOTTOM = 44;
const WIDEST = 23; // width of a letter of East Asia in a label: its size in the style sheet

/** Steps between grid lines that people can count in. */
const STEPS = [1, 2, 5, 10];

/**
 * Room for a label: letters of East Asia are as wide as they are high.
 * @param {string} text
 */
const roomFor = (text) =>
  Array.from(text).reduce((sum, letter) => sum + (letter > "\u2e80" ? WIDEST : 0.7 * WIDEST), 0);

/**
 * A chart of lines over years, drawn up to step `end`; `areas`: two lines between which to shade;
 * `marks`: dots; `text`: what the chart says.
 * @param {Float64Array} years
 * @param {Line[]} lines
 * @param {{ end: number, text?: string, marks?: Point[], between?: Float64Array[] }} options
 */
export function chart(years, lines, { end, text = "", marks = [], between = [] }) {
  const width = window.innerWidth < 560 ? 480 : 900;
  const isOver = end === years.length - 1;
  const labels = lines.map(({ values, short }) => `${whole(values[end])} ${short}`);
  const right = isOver ? 20 + Math.max(...labels.map(roomFor)) : width < 900 ? 100 : 40;
  const seen = lines.flatMap(({ values }) => [...values.slice(0, end + 1)]);
  const top = Math.max(10, ...seen, ...marks.map((mark) => mark[1])) * 1.08;
  const x = scale([years[0], years[years.length - 1]], [LEFT, width - right]);
  const y = scale([0, top], [HEIGHT - BOTTOM, TOP]);
  const image = node("svg", {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    role: "img",
    class: "chart",
    "aria-label": say("chart_label", { year: years[end], text }),
  });
  const points = (/** @type {Float64Array} */ values) =>
    Array.from(
      values.slice(0, end + 1),
      (value, t) => /** @type {Point} */ ([x(years[t]), y(value)]),
    );
  drawAxes(image, { years, x, y, end });
  if (between.length) {
    const [from, to] = between.map(points);
    image.append(node("path", { d: area(from, to), class: "rebound" }));
  }
  for (const { values, className } of lines) {
    image.append(node("path", { d: line(points(values)), class: `line ${className}` }));
  }
  for (const { values, className } of lines) {
    const place = { cx: x(years[end]), cy: y(values[end]), r: 5 };
    image.append(node("circle", { ...place, class: `dot ${className}` }));
  }
  for (const [year, value] of marks) {
    image.append(node("circle", { cx: x(year), cy: y(value), r: 6, class: "mark" }));
  }
  const ends = lines.map(({ values }) => y(values[end]) + 7);
  const heights = apart(ends, 28, TOP, HEIGHT - BOTTOM);
  lines.forEach(({ className }, k) => {
    const at = { x: x(years[end]) + 10, y: heights[k], class: `label ${className}` };
    image.append(node("text", at, labels[k]));
  });
  return image;
}

/**
 * Grid lines, years, the ends of rounds, and a veil over the years to come.
 * @param {SVGElement} image
 * @param {Frame} frame
 */
function drawAxes(image, { years, x, y, end }) {
  const [from, to] = x.domain;
  const high = { y1: y(0), y2: y(y.domain[1]) };
  image.append(node("text", { x: 4, y: 20, class: "axis" }, say("energy_axis")));
  for (const value of ticks(0, y.domain[1], 5, STEPS)) {
    const level = { x1: x(from), x2: x(to), y1: y(value), y2: y(value) };
    image.append(
      node("line", { ...level, class: "grid" }),
      node("text", { x: LEFT - 8, y: y(value) + 7, class: "tick end" }, tick(value)),
    );
  }
  let named = -Infinity;
  for (const year of [from, ...rules.rounds.map((round) => round[1])]) {
    if (x(year) - named < 56) continue;
    named = x(year);
    const at = { x: named, y: HEIGHT - BOTTOM + 28, class: "tick middle" };
    image.append(node("text", at, String(year)));
  }
  for (const [first] of rules.rounds) {
    if (first <= from) continue;
    image.append(node("line", { x1: x(first), x2: x(first), ...high, class: "round" }));
  }
  if (end < years.length - 1) {
    const box = { x: x(years[end]), y: high.y2, width: x(to) - x(years[end]) };
    image.append(node("rect", { ...box, height: high.y1 - high.y2, class: "future" }));
  }
}

/**
 * The same lines as a table, a row for each round's last year.
 * @param {Float64Array} years
 * @param {Line[]} lines
 * @param {number} end
 */
export function chartTable(years, lines, end) {
  const steps = [0, ...rules.rounds.map((_, round) => endOf(round))].filter((t) => t <= end);
  const rows = steps.map((t) => [String(years[t]), ...lines.map((line) => number(line.values[t]))]);
  const heads = [say("year"), ...lines.map(({ name }) => name)];
  return make(
    "details",
    { id: "numbers" },
    make("summary", { id: "numbers-summary" }, say("table")),
    table(say("energy_axis"), heads, rows),
  );
}

/**
 * The cases of a world's outcome as lines, as many as are shown.
 * @param {Result} result
 * @param {Case[]} names
 * @returns {Line[]}
 */
export const caseLines = (result, names) =>
  names.map((name) => ({
    name: say(name),
    short: say(`${name}_short`),
    values: result[name].energy_twh,
    className: name,
  }));
