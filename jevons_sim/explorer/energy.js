// @ts-check
/* The main chart: energy over time in the three cases, with the rebound shaded and named. */

import { reboundSeries } from "../twin/analysis.js";
import { kindOf } from "../twin/kind.js";
import { make } from "../web/shared/dom.js";
import { number, percent, twoDecimals } from "../web/shared/numbers.js";
import { apart, logTicks, scale, ticks, yearTicks } from "../web/shared/scales.js";
import { area, line, node, text } from "../web/shared/svg.js";
import { inUse, say } from "../web/shared/words.js";
import { COLOUR, INK } from "./colours.js";
import { energyAtEnd, lastStep, savingAtEnd } from "./ends.js";
import { room, sheet, xAxis, yAxis } from "./sheet.js";
import { showTable } from "./tables.js";

/** @import { Case } from "../twin/types.d.ts" */
/** @import { Scale, Span } from "../web/shared/scales.js" */
/** @import { Point } from "../web/shared/svg.js" */
/** @import { Frame } from "./sheet.js" */
/** @import { Page } from "./types.d.ts" */
/** @typedef {(series: ArrayLike<number>) => Point[]} PointsOf */

const WIDE = 560;

/**
 * Draw; `page` holds the result, other lucks, the prediction, and whether the answer is hidden.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function draw(box, page) {
  const { root, width, height, size } = sheet(box, sentence(page), {
    most: page.hidden ? 0.36 : 0.5,
  });
  const wide = width >= WIDE;
  /** @type {Span} */
  const span = [page.state.log ? lowest(page) : 0, ceiling(page)];
  const values = page.state.log ? logTicks(...span) : ticks(...span, 5);
  const frame = {
    left: room(values, size),
    right: width - (wide ? 9.5 : 1.6) * size,
    top: 2.2 * size,
    bottom: height - 2.2 * size,
  };
  const years = page.result.years;
  const x = scale([years[0], years[years.length - 1]], [frame.left, frame.right]);
  const y = scale(span, [frame.bottom, frame.top], page.state.log ? "log" : "linear");
  const title = say("energy_axis") + (page.state.log ? `, ${say("log_scale")}` : "");
  yAxis(root, y, values, { ...frame, size, title });
  const count = Math.floor((frame.right - frame.left) / (4 * size));
  xAxis(root, x, yearTicks(x.domain[0], x.domain[1], count), { ...frame, size, write: String });
  /** @type {PointsOf} */
  const points = (series) => Array.from(series, (value, t) => [x(years[t]), y(value)]);
  if (!page.hidden) shade(root, page, points, size);
  drawLines(root, page, points);
  if (wide) labelEnds(root, page, y, { ...frame, size });
  box.replaceChildren(root);
  return { x, y, frame, root };
}

/**
 * Highest energy on the axis: a round number, so that the axis does not jump with every curve. While
 * the answer is hidden, the axis must not give it away.
 * @param {Page} page
 */
function ceiling(page) {
  const { frozen, engineering, actual } = page.result;
  const shown = [frozen.energy_twh, engineering.energy_twh];
  if (!page.hidden) shown.push(actual.energy_twh, ...page.lucks.map((luck) => luck.energy));
  if (page.guess && !page.hidden) shown.push(page.guess);
  let most = 0;
  for (const series of shown) for (const value of series) if (value > most) most = value;
  most = (most || 1) * (page.hidden ? 1.6 : 1.02);
  const [first, second] = ticks(0, most, 8);
  return Math.ceil(most / (second - first)) * (second - first);
}

/**
 * Lowest energy on a logarithmic axis.
 * @param {Page} page
 */
function lowest(page) {
  const { frozen, engineering, actual } = page.result;
  const all = [frozen, engineering, actual].flatMap((series) => [...series.energy_twh]);
  return 0.8 * Math.min(...all.filter((value) => value > 0));
}

/**
 * The areas between the lines: what arrives of the saving, what is taken back, what is above it.
 * @param {SVGElement} root
 * @param {Page} page
 * @param {PointsOf} points
 * @param {number} size
 */
function shade(root, page, points, size) {
  const { frozen, engineering, actual } = page.result;
  const f = frozen.energy_twh;
  const a = actual.energy_twh;
  const inside = Array.from(a, (value, t) => Math.min(value, f[t]));
  const back = inside.map((value, t) => Math.max(value, Math.min(engineering.energy_twh[t], f[t])));
  const above = Array.from(a, (value, t) => Math.max(value, f[t]));
  /** @type {[string, number[], number[], string, number, string][]} */
  const areas = [
    ["saving", Array.from(f), back, "#009E73", 0.13, INK.engineering],
    [
      "rebound",
      back,
      Array.from(engineering.energy_twh, (v, t) => Math.min(v, back[t])),
      "#E69F00",
      0.38,
      "#6b4a00",
    ],
    ["backfire", above, Array.from(f), "#D55E00", 0.3, INK.actual],
  ];
  for (const [name, upper, lower, colour, opacity, ink] of areas) {
    const top = points(upper);
    const low = points(lower);
    root.append(
      node("path", {
        class: `area-${name}`,
        d: area(top, low),
        fill: colour,
        "fill-opacity": opacity,
      }),
    );
    nameArea(root, name, top, low, size, ink);
  }
}

/**
 * Write an area's name where it is thickest, if it fits between the lines for its whole length.
 * @param {SVGElement} root
 * @param {string} name
 * @param {Point[]} top
 * @param {Point[]} low
 * @param {number} size
 * @param {string} ink
 */
function nameArea(root, name, top, low, size, ink) {
  const words = say(`area_${name}`);
  const half = words.length * size * (inUse() === "ko" ? 0.46 : 0.27) + size * 0.4;
  /** @type {{ x: number, y: number, thick: number } | null} */
  let best = null;
  for (const [x] of top) {
    if (x - half < top[0][0] || x + half > top[top.length - 1][0]) continue;
    const under = top.map((_, t) => t).filter((t) => Math.abs(top[t][0] - x) <= half);
    const roof = Math.max(...under.map((t) => top[t][1]));
    const floor = Math.min(...under.map((t) => low[t][1]));
    if (floor - roof > 1.5 * size && (!best || floor - roof > best.thick)) {
      best = { x, y: (roof + floor) / 2, thick: floor - roof };
    }
  }
  if (best)
    root.append(text(best.x, best.y + size * 0.35, words, { "text-anchor": "middle", fill: ink }));
}

/**
 * Draw the lines of the cases, of other lucks and of the guess.
 * @param {SVGElement} root
 * @param {Page} page
 * @param {PointsOf} points
 */
function drawLines(root, page, points) {
  const { frozen, engineering, actual } = page.result;
  const add = (
    /** @type {string} */ name,
    /** @type {Float64Array} */ series,
    /** @type {Record<string, string | number>} */ attributes,
  ) =>
    root.append(
      node("path", {
        class: `line-${name}`,
        d: line(points(series)),
        fill: "none",
        ...attributes,
      }),
    );
  if (!page.hidden) {
    for (const luck of page.lucks)
      add("luck", luck.energy, { stroke: COLOUR.actual, "stroke-opacity": 0.3 });
  }
  add("frozen", frozen.energy_twh, { stroke: COLOUR.frozen, "stroke-width": 2.2 });
  add("engineering", engineering.energy_twh, { stroke: COLOUR.engineering, "stroke-width": 2.2 });
  if (page.guess)
    add("guess", page.guess, {
      stroke: COLOUR.guess,
      "stroke-width": 2.6,
      "stroke-dasharray": "7 5",
    });
  if (!page.hidden) add("actual", actual.energy_twh, { stroke: COLOUR.actual, "stroke-width": 3 });
}

/**
 * Names at the right ends of the lines, pushed apart where they would collide.
 * @param {SVGElement} root
 * @param {Page} page
 * @param {Scale} y
 * @param {Frame & { size: number }} place
 */
function labelEnds(root, page, y, { right, top, bottom, size }) {
  /** @type {Case[]} */
  const cases = page.hidden ? ["frozen", "engineering"] : ["frozen", "engineering", "actual"];
  /** @type {{ name: keyof typeof INK, value: number }[]} */
  const ends = cases.map((name) => ({ name, value: energyAtEnd(page, name) }));
  if (page.guess) ends.push({ name: "guess", value: page.guess[lastStep(page)] });
  const spots = apart(
    ends.map((end) => y(end.value)),
    2.4 * size,
    top,
    bottom - size,
  );
  ends.forEach(({ name, value }, k) => {
    const colour = { fill: INK[name] };
    root.append(
      text(right + 8, spots[k], say(`case_${name}`), {
        ...colour,
        "font-weight": 600,
      }),
      text(right + 8, spots[k] + size * 1.15, say("twh", { n: number(value) }), colour),
    );
  });
}

/**
 * What the chart shows, in words.
 * @param {Page} page
 */
export function sentence(page) {
  const values = {
    year: page.result.years[lastStep(page)].toFixed(0),
    frozen: number(energyAtEnd(page, "frozen")),
    engineering: number(energyAtEnd(page, "engineering")),
    actual: number(energyAtEnd(page, "actual")),
    saving: number(savingAtEnd(page)),
    back: percent(page.rebound.ai ?? 0),
  };
  if (page.hidden) return say("energy_hidden", values);
  const kind = kindOf(page.rebound.ai);
  const meaning = ["part", "backfire", "used_up"].includes(kind)
    ? ` ${say(`energy_${kind}`, values)}`
    : "";
  return say("energy_sentence", values) + meaning + turnSentence(page);
}

/**
 * Whether the gain first raised energy and later lowered it, or the other way round, and when.
 * @param {Page} page
 */
function turnSentence(page) {
  const years = page.result.years;
  const series = reboundSeries(page.result);
  const above = Array.from(series, (value) => kindOf(value) === "backfire");
  const last = above.length - 1;
  const turn = above.lastIndexOf(!above[last]);
  if (turn < 4 || turn === last) return "";
  const key = above[last] ? "turn_to_backfire" : "turn_to_saving";
  return ` ${say(key, { year: Math.round(years[turn]) })}`;
}

/**
 * One result proves nothing: what other draws of luck give.
 * @param {Page} page
 */
export function luckSentence(page) {
  const found = [page.rebound.ai, ...page.lucks.map((luck) => luck.rebound)];
  const all = found.filter((value) => value !== null);
  if (page.lucks.length === 0 || all.length < found.length) return "";
  const values = {
    n: page.lucks.length,
    low: twoDecimals(Math.min(...all)),
    high: twoDecimals(Math.max(...all)),
  };
  const fires = all.filter((value) => value > 1).length;
  const mixed = fires > 0 && fires < all.length;
  return (
    say("luck_sentence", values) +
    (mixed ? ` ${say("luck_mixed", { k: fires, n: all.length })}` : "")
  );
}

/**
 * The keys of colours below the chart.
 * @param {any} list
 * @param {Page} page
 */
export function legend(list, page) {
  const names = ["frozen", "engineering"];
  if (page.guess) names.push("guess");
  if (!page.hidden) {
    names.push("actual");
    if (page.lucks.length > 0) names.push("luck");
    const kind = kindOf(page.rebound.ai);
    if (kind !== "no_saving") names.push("rebound", kind === "backfire" ? "backfire" : "saving");
  }
  const item = (/** @type {string} */ name) =>
    make(
      "li",
      {},
      make("span", { class: `key key-${name}`, "aria-hidden": "true" }),
      say(`legend_${name}`),
    );
  list.replaceChildren(...names.map(item));
}

/**
 * A row a year: the numbers of the chart.
 * @param {Page} page
 */
function rows(page) {
  const { years, frozen, engineering, actual } = page.result;
  const found = [];
  const series = reboundSeries(page.result);
  for (let t = 0; t < years.length; t++) {
    if (!Number.isInteger(years[t])) continue;
    const cells = [
      String(years[t]),
      number(frozen.energy_twh[t]),
      number(engineering.energy_twh[t]),
    ];
    if (!page.hidden) cells.push(number(actual.energy_twh[t]), number(series[t]));
    found.push(cells);
  }
  return found;
}

/**
 * The numbers of the chart as a table.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function table(box, page) {
  const heads = ["year", "case_frozen", "case_engineering"].map((key) => say(key));
  if (!page.hidden) heads.push(say("case_actual"), say("rebound_r"));
  showTable(box, say("energy_axis"), heads, rows(page));
}
