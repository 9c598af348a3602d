// @ts-check
/* The plane of the Jevons frontier: energy with the gain over energy without it, for elasticities
   and gains. Computed coarse to fine in slices; kept while only these two move. */

import { run } from "../twin/model.js";
import { line } from "../web/shared/svg.js";
import { byId, isThere } from "./controls.js";

/** @import { Scenario } from "../twin/types.d.ts" */
/** @import { Scale, Span } from "../web/shared/scales.js" */
/** @import { Point } from "../web/shared/svg.js" */
/** @import { Control, Page } from "./types.d.ts" */

/**
 * A plane of elasticity and gain: its axes and the ratio of energy at each place.
 * @typedef {object} Plane
 * @property {Control} gain
 * @property {Control} elasticity
 * @property {number[]} gains
 * @property {number[]} elasticities
 * @property {{ gain: Span, elasticity: Span }} span
 * @property {Float64Array} ratio row by row; NaN where it is not known yet
 * @property {boolean} done
 */

export const COLUMNS = 24;
export const ROWS = 20;
const STRIDES = [4, 2, 1];
const MOST_FIRMS = 400;
const FIRM_STEPS = 20000;
const MOST_KEPT = 30;
/** @type {Map<string, Plane>} */
const kept = new Map();

/**
 * Whether there is a plane: where demand follows from the firms' own trade, no elasticity is given.
 * @param {Page} page
 */
export const hasPlane = (page) => page.scenario.demand.form !== "derived";

/**
 * The gain that the plane varies: the jump of a preset that has one, else the yearly factor.
 * @param {Scenario} scenario
 */
const gainControl = (scenario) => (isThere(byId.shock, scenario) ? byId.shock : byId.gain);

/**
 * The plane of a scenario: its axes and a place for each ratio.
 * @param {Page} page
 * @returns {Plane}
 */
function planeOf(page) {
  const gain = gainControl(page.scenario);
  const elasticity = byId.elasticity;
  const spanOf = (/** @type {Control} */ control) =>
    control.range(page.preset, control.read(page.preset));
  const g = spanOf(gain);
  const e = spanOf(elasticity);
  const least = g.low + (g.high - g.low) / COLUMNS / 2;
  return {
    gain,
    elasticity,
    gains: Array.from({ length: COLUMNS }, (_, k) => least + ((g.high - g.low) * k) / COLUMNS),
    elasticities: Array.from(
      { length: ROWS },
      (_, k) => e.low + ((e.high - e.low) * (k + 0.5)) / ROWS,
    ),
    span: { gain: [g.low, g.high], elasticity: [e.low, e.high] },
    ratio: new Float64Array(COLUMNS * ROWS).fill(NaN),
    done: false,
  };
}

/**
 * What the plane depends on: everything but its own two axes, in small.
 * @param {Page} page
 */
function keyOf(page) {
  const values = { ...page.state.values };
  delete values.elasticity;
  delete values[gainControl(page.scenario).id];
  return JSON.stringify([page.state.preset, page.state.seed, values]);
}

/**
 * The plane of the page, kept from before or begun.
 * @param {Page} page
 */
export function planeFor(page) {
  const key = keyOf(page);
  const known = kept.get(key);
  if (known) return known;
  const plane = planeOf(page);
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT) kept.delete(oldest);
  kept.set(key, plane);
  return plane;
}

/**
 * Fill the plane, coarse to fine: a job in slices that yields after each run.
 * @param {Page} page
 */
export function* job(page) {
  const plane = planeFor(page);
  const scenario = structuredClone(page.scenario);
  const firms = Math.min(
    MOST_FIRMS,
    Math.max(150, Math.round(FIRM_STEPS / page.result.years.length)),
  );
  scenario.population.firms = Math.min(firms, scenario.population.firms);
  for (const stride of STRIDES) {
    for (let row = 0; row < ROWS; row += stride) {
      for (let column = 0; column < COLUMNS; column += stride) {
        const cell = row * COLUMNS + column;
        if (!Number.isNaN(plane.ratio[cell])) continue;
        plane.gain.write(scenario, plane.gains[column]);
        plane.elasticity.write(scenario, plane.elasticities[row]);
        const result = run(scenario, {
          seed: page.state.seed,
          cases: ["actual"],
        });
        const last = result.years.length - 1;
        plane.ratio[cell] = result.actual.energy_twh[last] / result.frozen.energy_twh[last];
        yield;
      }
    }
    page.redrawFrontier();
  }
  plane.done = true;
}

/**
 * The finest value known for a cell: its own or that of the coarser block it lies in.
 * @param {Plane} plane
 * @param {number} row
 * @param {number} column
 */
export function known(plane, row, column) {
  for (const stride of [1, 2, 4]) {
    const value = plane.ratio[(row - (row % stride)) * COLUMNS + (column - (column % stride))];
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

/**
 * The line where the ratio is 1: marching squares between the centres of cells.
 * @param {Plane} plane
 * @param {Scale} x
 * @param {Scale} y
 */
export function contour(plane, x, y) {
  if (!plane.done) return "";
  const level = (/** @type {number} */ row, /** @type {number} */ column) =>
    Math.log(plane.ratio[row * COLUMNS + column]);
  /** @type {(a: number, b: number, from: number, to: number) => number} */
  const cross = (a, b, from, to) => from + ((to - from) * a) / (a - b);
  let path = "";
  for (let row = 0; row + 1 < ROWS; row++) {
    for (let column = 0; column + 1 < COLUMNS; column++) {
      const corner = [
        level(row, column),
        level(row, column + 1),
        level(row + 1, column + 1),
        level(row + 1, column),
      ];
      if (!corner.every(Number.isFinite)) continue;
      const [g0, g1] = [x(plane.gains[column]), x(plane.gains[column + 1])];
      const [e0, e1] = [y(plane.elasticities[row]), y(plane.elasticities[row + 1])];
      /** @type {Point[]} */
      const points = [];
      if (corner[0] > 0 !== corner[1] > 0) points.push([cross(corner[0], corner[1], g0, g1), e0]);
      if (corner[1] > 0 !== corner[2] > 0) points.push([g1, cross(corner[1], corner[2], e0, e1)]);
      if (corner[3] > 0 !== corner[2] > 0) points.push([cross(corner[3], corner[2], g0, g1), e1]);
      if (corner[0] > 0 !== corner[3] > 0) points.push([g0, cross(corner[0], corner[3], e0, e1)]);
      for (let k = 0; k + 1 < points.length; k += 2) path += line([points[k], points[k + 1]]);
    }
  }
  return path;
}

/**
 * The elasticity at which energy neither rises nor falls, at the gain that is set; or null.
 * @param {Plane} plane
 * @param {number} gain
 */
export function tipping(plane, gain) {
  const columns = plane.gains.map((value) => Math.abs(value - gain));
  const column = columns.indexOf(Math.min(...columns));
  for (let row = ROWS - 1; row > 0; row--) {
    const a = Math.log(plane.ratio[row * COLUMNS + column]);
    const b = Math.log(plane.ratio[(row - 1) * COLUMNS + column]);
    if (a <= 0 && b > 0) {
      const share = a / (a - b);
      return (
        plane.elasticities[row] + share * (plane.elasticities[row - 1] - plane.elasticities[row])
      );
    }
  }
  return null;
}
