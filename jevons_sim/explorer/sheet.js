// @ts-check
/* Sheets that charts are drawn on, their axes, and text that fits. Every look is a presentation
   attribute, so that a chart looks the same on the page, in print and as a picture of its own. */

import { tick } from "../web/shared/numbers.js";
import { node, text } from "../web/shared/svg.js";
import { COLOUR } from "./colours.js";

/** @import { Scale } from "../web/shared/scales.js" */
/** @typedef {Record<string, string | number>} Attributes */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Frame */

const FONT = '"Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", system-ui, sans-serif';

/** Size of type in pixels: it follows the page, so that the projector mode reaches charts. */
export const typeSize = () =>
  0.8125 * parseFloat(getComputedStyle(document.documentElement).fontSize);

/**
 * Width of a chart in its box.
 * @param {HTMLElement} box
 */
export const widthIn = (box) => Math.max(280, Math.floor(box.clientWidth || 640));

/**
 * An empty drawing as wide as its box; `ratio` of its width high, within what the window allows.
 * @param {HTMLElement} box
 * @param {string} label
 * @param {{ ratio?: number, least?: number, most?: number }} shape
 */
export function sheet(box, label, { ratio = 0.46, least = 220, most = 0.5 } = {}) {
  const width = widthIn(box);
  const height = Math.round(Math.max(least, Math.min(width * ratio, window.innerHeight * most)));
  const size = typeSize();
  const root = node("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-label": label,
    "font-family": FONT,
    "font-size": size.toFixed(1),
    fill: COLOUR.text,
  });
  return { root, width, height, size };
}

/** @type {CanvasRenderingContext2D | null} */
let pen = null;

/**
 * Width of words in the type of a chart.
 * @param {string} words
 * @param {number} size
 * @param {number | string} weight
 */
export function widthOf(words, size, weight = 400) {
  pen ??= document.createElement("canvas").getContext("2d");
  if (pen === null) return 0.6 * size * words.length;
  pen.font = `${weight} ${size}px ${FONT}`;
  return pen.measureText(words).width;
}

/**
 * Text at a place, squeezed where it is wider than its room.
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {number} room
 * @param {Attributes} attributes
 */
export function fitted(x, y, words, room, attributes = {}) {
  const size = Number(attributes["font-size"] ?? typeSize());
  if (widthOf(words, size, attributes["font-weight"]) <= room) return text(x, y, words, attributes);
  return text(x, y, words, {
    ...attributes,
    textLength: room,
    lengthAdjust: "spacingAndGlyphs",
  });
}

/**
 * Room to the left of an axis for its longest number.
 * @param {number[]} values
 * @param {number} size
 */
export const room = (values, size) =>
  size * (1.2 + 0.62 * Math.max(3, ...values.map((value) => tick(value).length)));

const widthOfSheet = (/** @type {SVGElement} */ root) => Number(root.getAttribute("width"));

/**
 * Horizontal grid lines with their numbers, and the axis title above them.
 * @param {SVGElement} root
 * @param {Scale} y
 * @param {number[]} values
 * @param {{ left: number, right: number, size: number, title: string }} place
 */
export function yAxis(root, y, values, { left, right, size, title }) {
  for (const value of values) {
    const at = y(value);
    root.append(
      node("line", { x1: left, x2: right, y1: at, y2: at, stroke: COLOUR.grid }),
      text(left - 6, at + size * 0.35, tick(value), {
        "text-anchor": "end",
        fill: COLOUR.quiet,
      }),
    );
  }
  root.append(fitted(2, size, title, widthOfSheet(root) - 4, { fill: COLOUR.quiet }));
}

/**
 * Ticks below the plot; `write` writes their numbers.
 * @param {SVGElement} root
 * @param {Scale} x
 * @param {number[]} values
 * @param {Frame & { size: number, write: (value: number) => string, title?: string }} place
 */
export function xAxis(root, x, values, { bottom, left, right, size, write, title = "" }) {
  const middle = { "text-anchor": "middle", fill: COLOUR.quiet };
  root.append(node("line", { x1: left, x2: right, y1: bottom, y2: bottom, stroke: COLOUR.axis }));
  for (const value of values) {
    const at = x(value);
    root.append(
      node("line", { x1: at, x2: at, y1: bottom, y2: bottom + 4, stroke: COLOUR.axis }),
      text(at, bottom + 5 + size, write(value), middle),
    );
  }
  if (title) {
    const centre = (left + right) / 2;
    const most = 2 * Math.min(centre, widthOfSheet(root) - centre) - 4;
    root.append(fitted(centre, bottom + 7 + 2.3 * size, title, most, middle));
  }
}
