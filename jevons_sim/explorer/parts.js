// @ts-check
/* The rebound waterfall: which responses take the saving back (Shapley parts that sum to R). */

import * as analysis from "../twin/analysis.js";
import { RESPONSES } from "../twin/model.js";
import { number, signed, twoDecimals } from "../web/shared/numbers.js";
import { scale, ticks } from "../web/shared/scales.js";
import { node } from "../web/shared/svg.js";
import { say } from "../web/shared/words.js";
import { COLOUR, PARTS } from "./colours.js";
import { energyAtEnd, savingAtEnd } from "./ends.js";
import { fitted, room, sheet, yAxis } from "./sheet.js";
import { noTable, showTable } from "./tables.js";

/** @import { Case, Scenario } from "../twin/types.d.ts" */
/** @import { Scale } from "../web/shared/scales.js" */
/** @import { Frame } from "./sheet.js" */
/** @import { Page } from "./types.d.ts" */
/** @typedef {{ name: string, from: number, to: number, colour: string }} Bar */
/** @typedef {{ x: number, pitch: number, y: Scale, frame: Frame, size: number, k: number }} Place */

/**
 * The parts as a job in slices: 64 paired runs.
 * @param {Scenario} scenario
 * @param {number} seed
 */
export const job = (scenario, seed) => analysis.parts(scenario, { seed });

/** Responses that matter for AI's own energy; respending only counts in the wider economy. */
const shown = RESPONSES.filter((name) => name !== "economy");

/**
 * The parts of AI's own rebound, which are there.
 * @param {Page} page
 */
const partsOf = (page) => page.parts?.ai ?? {};

/**
 * The bars: what was used, what was to be saved, what each response takes back, what is used.
 * @param {Page} page
 */
function barsOf(page) {
  const at = (/** @type {Case} */ name) => energyAtEnd(page, name);
  const saving = savingAtEnd(page);
  const bars = [
    { name: "frozen", from: 0, to: at("frozen"), colour: COLOUR.frozen },
    { name: "saving", from: at("frozen"), to: at("engineering"), colour: COLOUR.engineering },
  ];
  let floor = at("engineering");
  for (const name of shown) {
    const change = partsOf(page)[name] * saving;
    bars.push({ name, from: floor, to: floor + change, colour: PARTS[name] });
    floor += change;
  }
  bars.push({ name: "actual", from: 0, to: at("actual"), colour: COLOUR.actual });
  return bars;
}

/**
 * Draw the bars.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function draw(box, page) {
  if (!page.parts?.ai) return box.replaceChildren();
  const bars = barsOf(page);
  const { root, width, height, size } = sheet(box, sentence(page), {
    ratio: 0.5,
    least: 260,
  });
  const ends = bars.flatMap((bar) => [bar.from, bar.to]);
  const low = Math.min(0, ...ends);
  const high = Math.max(...ends) * 1.08;
  const values = ticks(low, high, 5);
  const frame = {
    left: room(values, size),
    right: width - 4,
    top: 2.4 * size,
    bottom: height - 4 * size,
  };
  const y = scale([low, high], [frame.bottom, frame.top]);
  yAxis(root, y, values, {
    ...frame,
    size,
    title: say("energy_axis"),
  });
  const pitch = (frame.right - frame.left) / bars.length;
  const frozen = y(bars[0].to);
  root.append(
    node("line", {
      x1: frame.left,
      x2: frame.right,
      y1: frozen,
      y2: frozen,
      stroke: COLOUR.frozen,
      "stroke-dasharray": "2 4",
    }),
  );
  bars.forEach((bar, k) =>
    drawBar(root, bar, { x: frame.left + k * pitch, pitch, y, frame, size, k }),
  );
  box.replaceChildren(root);
}

/**
 * A bar, its number above it, its name below: on two levels where names are wider than bars.
 * @param {SVGElement} root
 * @param {Bar} bar
 * @param {Place} place
 */
function drawBar(root, bar, { x, pitch, y, frame, size, k }) {
  const high = y(Math.max(bar.from, bar.to));
  const low = y(Math.min(bar.from, bar.to));
  const total = bar.name === "frozen" || bar.name === "actual";
  const words = total ? number(bar.to) : signed(number(bar.to - bar.from));
  const middle = x + pitch / 2;
  const isTight = pitch < 6 * size;
  const level = isTight && k % 2 ? 1.3 * size : 0;
  const room = Math.min((isTight ? 2 : 1) * pitch - 4, 2 * (frame.right - middle));
  root.append(
    node("rect", {
      x: x + pitch * 0.12,
      y: high,
      width: pitch * 0.76,
      height: Math.max(1.5, low - high),
      fill: bar.colour,
    }),
    fitted(middle, high - 4, words, pitch - 3, { "text-anchor": "middle" }),
    fitted(middle, frame.bottom + 1.5 * size + level, say(`bar_${bar.name}`), room, {
      "text-anchor": "middle",
      "font-size": pitch < 4 * size ? size * 0.82 : size,
    }),
  );
}

/**
 * What takes back most, and what takes back less than nothing, in words.
 * @param {Page} page
 */
export function sentence(page) {
  if (!page.parts) return "";
  if (!page.parts.ai) return say("parts_none");
  const own = partsOf(page);
  const most = shown.reduce((a, b) => (own[b] > own[a] ? b : a));
  const least = shown.reduce((a, b) => (own[b] < own[a] ? b : a));
  const said = [say("parts_sentence", { r: twoDecimals(page.rebound.ai ?? NaN) })];
  const part = (/** @type {string} */ name, /** @type {number} */ share) => ({
    name: say(`response_${name}`),
    part: twoDecimals(share),
  });
  if (own[most] > 0.005) said.push(say("parts_most", part(most, own[most])));
  if (own[least] < -0.005) said.push(say("parts_least", part(least, -own[least])));
  return said.join(" ");
}

/**
 * A row a response: the numbers of the chart, and those of the wider economy.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function table(box, page) {
  if (!page.parts?.ai) return noTable(box);
  const { ai, economy } = page.parts;
  const rows = RESPONSES.map((name) => [
    say(`response_${name}`),
    twoDecimals(ai[name]),
    twoDecimals(economy?.[name] ?? NaN),
  ]);
  rows.push([
    say("rebound_r"),
    twoDecimals(page.rebound.ai ?? NaN),
    twoDecimals(page.rebound.economy ?? NaN),
  ]);
  showTable(box, say("view_parts"), [say("response"), say("of_ai"), say("of_economy")], rows);
}
