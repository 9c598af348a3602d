// @ts-check
/* Scales of charts, round numbers for their axes, and places for labels: numbers in, numbers out. */

import { tick } from "./numbers.js";

/** @typedef {[number, number]} Span low and high end */
/** @typedef {((x: number) => number) & { invert: (pixel: number) => number, domain: Span }} Scale */

/**
 * A scale from a domain to pixels, with its inverse.
 * @param {Span} domain
 * @param {Span} range
 * @param {"linear" | "log"} kind
 * @returns {Scale}
 */
export function scale(domain, [r0, r1], kind = "linear") {
  const to = kind === "log" ? Math.log : (/** @type {number} */ x) => x;
  const back = kind === "log" ? Math.exp : (/** @type {number} */ x) => x;
  const [d0, d1] = domain;
  const slope = (r1 - r0) / (to(d1) - to(d0) || 1);
  return Object.assign((/** @type {number} */ x) => r0 + (to(x) - to(d0)) * slope, {
    invert: (/** @type {number} */ pixel) => back(to(d0) + (pixel - r0) / slope),
    domain,
  });
}

/**
 * Multiples of a step inside a span.
 * @param {number} low
 * @param {number} high
 * @param {number} step
 */
function multiples(low, high, step) {
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
    found.push(Number((k * step).toPrecision(12)));
  }
  return found;
}

/**
 * Whether an axis can write a number as it is.
 * @param {number} value
 */
const isWritten = (value) => Number(tick(value).replaceAll(",", "").replaceAll("−", "-")) === value;

/**
 * Round numbers inside a span, about `count` of them, or fewer where an axis could not write so
 * many apart. `factors` times a power of ten is the step between them.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @param {number[]} factors
 */
export function ticks(low, high, count, factors = [1, 2, 2.5, 5, 10, 20]) {
  const raw = (high - low) / Math.max(1, count);
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const steps = factors.map((k) => k * power).filter((step) => step >= raw * 0.999);
  const choices = steps.map((step) => multiples(low, high, step));
  return choices.find((values) => values.every(isWritten)) ?? choices[0];
}

/**
 * Round numbers for a logarithmic axis: powers of ten, with 2 and 5 between where there is room.
 * @param {number} low
 * @param {number} high
 */
export function logTicks(low, high) {
  const factors = high / low > 2000 ? [1] : [1, 2, 5];
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const factor of factors) found.push(Number((factor * Math.pow(10, power)).toPrecision(3)));
  }
  return found.filter((value) => value >= low && value <= high);
}

/**
 * Whole years inside a span.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
export const yearTicks = (low, high, count) =>
  ticks(low, high, Math.min(count, high - low)).filter((year) => Number.isInteger(year));

/**
 * Heights moved as little as needed to lie `gap` apart, in order.
 * @param {number[]} heights
 * @param {number} gap
 * @param {number} low
 * @param {number} high
 */
export function apart(heights, gap, low, high) {
  const order = heights.map((_, k) => k).sort((a, b) => heights[a] - heights[b]);
  const placed = [...heights];
  for (let pass = 0; pass < 40; pass++) {
    for (let k = 1; k < order.length; k++) {
      const lack = gap - (placed[order[k]] - placed[order[k - 1]]);
      if (lack <= 0) continue;
      placed[order[k - 1]] -= lack / 2;
      placed[order[k]] += lack / 2;
    }
    for (const k of order) placed[k] = Math.min(high, Math.max(low, placed[k]));
  }
  return placed;
}
