// @ts-check
/* What changed since the base year: five factors whose product is the energy of inference (LMDI). */

import { FACTORS, factorsOf, lmdi } from "../twin/analysis.js";
import { number, signed } from "../web/shared/numbers.js";
import { scale } from "../web/shared/scales.js";
import { node, text } from "../web/shared/svg.js";
import { say } from "../web/shared/words.js";
import { COLOUR } from "./colours.js";
import { fitted, sheet, typeSize, widthIn, widthOf } from "./sheet.js";
import { showTable } from "./tables.js";

/** @import { Result } from "../twin/types.d.ts" */
/** @import { Scale } from "../web/shared/scales.js" */
/** @import { Page } from "./types.d.ts" */
/** @typedef {{ name: string, from: number, to: number, colour: string, words: string }} Bar */
/** @typedef {{ isAbove: boolean, left: number, row: number, head: number }} Layout */
/** @typedef {{ name: string, change: number, multiple: number }} Step */

/**
 * A factor in the last year over the base year: their product is inference energy's.
 * @param {Float64Array} series
 */
function multipleOf(series) {
  return series[series.length - 1] / series[0];
}

/**
 * Steps from the base year's inference energy to the last year's, one a factor.
 * @param {Result} result
 */
function stepsOf(result) {
  const energy = result.actual.energy_inference_twh;
  const changes = lmdi(result);
  const factors = factorsOf(result.actual);
  return {
    start: energy[0],
    end: energy[energy.length - 1],
    steps: FACTORS.map((name) => ({
      name,
      change: changes[name],
      multiple: multipleOf(factors[name]),
    })),
  };
}

/**
 * The bars from top to bottom: the base year, a step for each factor, the last year.
 * @param {Page} page
 */
function barsOf(page) {
  const { start, end, steps } = stepsOf(page.result);
  const { years } = page.result;
  /** @type {(to: number, year: number, colour: string) => Bar} */
  const total = (to, year, colour) => ({
    from: 0,
    to,
    colour,
    name: say("in_year", { year }),
    words: number(to),
  });
  const bars = [total(start, years[0], COLOUR.frozen)];
  let floor = start;
  for (const { name, change } of steps) {
    const colour = change >= 0 ? COLOUR.actual : COLOUR.engineering;
    const words = signed(number(change));
    bars.push({ name: say(`factor_${name}`), from: floor, to: floor + change, colour, words });
    floor += change;
  }
  return [...bars, total(end, years[years.length - 1], COLOUR.text)];
}

/**
 * Names stand to the left of their bars, or above them where the chart is too narrow for that.
 * @param {Bar[]} bars
 * @param {number} width
 * @param {number} size
 */
function layoutOf(bars, width, size) {
  const left = Math.min(13.5 * size, width * 0.42);
  const isAbove = bars.some((bar) => widthOf(bar.name, size) > left - 10);
  return isAbove
    ? { isAbove, left: 2, row: 3.3 * size, head: 1.25 * size }
    : { isAbove, left, row: 2.5 * size, head: 0 };
}

/**
 * Draw the bars.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function draw(box, page) {
  const bars = barsOf(page);
  const size = typeSize();
  const layout = layoutOf(bars, widthIn(box), size);
  const { root, width } = sheet(box, sentence(page), {
    ratio: 9,
    least: layout.row * 7 + 2.6 * size,
    most: 0,
  });
  const ends = bars.flatMap((bar) => [bar.from, bar.to]);
  const x = scale([Math.min(0, ...ends), Math.max(...ends)], [layout.left, width - 4.5 * size]);
  bars.forEach((bar, k) => drawBar(root, bar, { x, y: 1.8 * size + k * layout.row, size, layout }));
  root.append(fitted(2, size, say("inference_axis"), width - 4, { fill: COLOUR.quiet }));
  box.replaceChildren(root);
}

/**
 * A bar with its name and its number.
 * @param {SVGElement} root
 * @param {Bar} bar
 * @param {{ x: Scale, y: number, size: number, layout: Layout }} place
 */
function drawBar(root, bar, { x, y, size, layout }) {
  const { isAbove, left, row, head } = layout;
  const low = x(Math.min(bar.from, bar.to));
  const high = x(Math.max(bar.from, bar.to));
  const thick = (row - head) * 0.62;
  const top = y + head;
  const base = top + thick / 2 + size * 0.35;
  const halo = { stroke: "#fff", "stroke-width": 4, "paint-order": "stroke" };
  root.append(
    node("line", { x1: x(bar.to), x2: x(bar.to), y1: top, y2: top + row, stroke: COLOUR.axis }),
    node("rect", {
      x: low,
      y: top,
      width: Math.max(1, high - low),
      height: thick,
      fill: bar.colour,
    }),
    isAbove
      ? text(left, y + size, bar.name, halo)
      : text(left - 8, base, bar.name, { "text-anchor": "end" }),
    text(high + 5, base, bar.words, {}),
  );
}

/**
 * What changed most, in words.
 * @param {Page} page
 */
export function sentence(page) {
  const { start, end, steps } = stepsOf(page.result);
  const most = steps.reduce((a, b) => (b.change > a.change ? b : a));
  const least = steps.reduce((a, b) => (b.change < a.change ? b : a));
  const part = (/** @type {string} */ key, /** @type {Step} */ { name, change }) =>
    say(key, { name: say(`factor_${name}`), n: number(Math.abs(change)) });
  const said = [say("changed_sentence", { start: number(start), end: number(end) })];
  if (most.change > 0.005 * start) said.push(part("changed_most", most));
  if (least.change < -0.005 * start) said.push(part("changed_least", least));
  return said.join(" ");
}

/**
 * A row a factor: the numbers of the chart.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function table(box, page) {
  const rows = stepsOf(page.result).steps.map(({ name, change, multiple }) => [
    say(`factor_${name}`),
    `× ${number(multiple)}`,
    signed(number(change)),
  ]);
  showTable(box, say("view_changed"), [say("factor"), say("multiple"), say("change_twh")], rows);
}
