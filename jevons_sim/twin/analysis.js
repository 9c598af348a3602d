// @ts-check
/* What runs say: rebound, its Shapley parts, and the LMDI over time.
   The twin of jevons_sim/equations/{rebound,decomposition}.py and jevons_sim/analysis/parts.py. */

import { RESPONSES, prepare, runSteps, runWith } from "./model.js";

/** @import { Case, Parts, Rebound, Result, Scenario, Series } from "./types.d.ts" */

export const FACTORS = [
  "adopters",
  "tasks_per_adopter",
  "tokens_per_task",
  "compute_per_token",
  "energy_per_compute",
];

/**
 * Share of the expected saving that is taken back; null where no saving was to be expected.
 * @param {number} frozen
 * @param {number} engineering
 * @param {number} actual
 */
function reboundOf(frozen, engineering, actual) {
  const expected = frozen - engineering;
  return expected > 1e-12 * Math.abs(frozen) ? (actual - engineering) / expected : null;
}

/**
 * The last value.
 * @param {Float64Array} array
 */
const last = (array) => array[array.length - 1];

/**
 * Rebound in the last year at both boundaries, and how energy ends.
 * @param {Result} result
 * @returns {Rebound}
 */
export function rebound(result) {
  const energy = (/** @type {Case} */ name) => last(result[name].energy_twh);
  const both = (/** @type {Case} */ name) => energy(name) + last(result[name].energy_economy_twh);
  return {
    ai: reboundOf(energy("frozen"), energy("engineering"), energy("actual")),
    economy: reboundOf(both("frozen"), both("engineering"), both("actual")),
    ratio: energy("actual") / energy("frozen"),
    growth: energy("actual") / result.actual.energy_twh[0],
    frozenGrowth: energy("frozen") / result.frozen.energy_twh[0],
  };
}

/**
 * Rebound of AI at each step; NaN where no saving was to be expected.
 * @param {Result} result
 */
export function reboundSeries(result) {
  const { frozen, engineering, actual } = result;
  return frozen.energy_twh.map((energy, t) => {
    const share = reboundOf(energy, engineering.energy_twh[t], actual.energy_twh[t]);
    return share === null ? NaN : share;
  });
}

const FACTORIAL = [1, 1, 2, 6, 24, 120, 720];

/**
 * How many bits of a number are set.
 * @param {number} number
 * @returns {number}
 */
const bitCount = (number) => (number === 0 ? 0 : (number & 1) + bitCount(number >> 1));

/**
 * Shapley values of players from the worth of each coalition: bit k stands for player k.
 * @param {number[]} worth
 */
export function shapleyValues(worth) {
  const n = Math.round(Math.log2(worth.length));
  const parts = new Array(n).fill(0);
  for (let coalition = 0; coalition < worth.length; coalition++) {
    const size = bitCount(coalition);
    if (size === n) continue;
    const weight = (FACTORIAL[size] * FACTORIAL[n - size - 1]) / FACTORIAL[n];
    for (let player = 0; player < n; player++) {
      if (!((coalition >> player) & 1)) {
        parts[player] += weight * (worth[coalition | (1 << player)] - worth[coalition]);
      }
    }
  }
  return parts;
}

/**
 * What each response takes back in the last year, per unit of the expected saving.
 * @param {number} frozen
 * @param {number[]} worth
 * @returns {Parts}
 */
function partsAt(frozen, worth) {
  const expected = frozen - worth[0];
  if (!(expected > 1e-12 * Math.abs(frozen))) return null;
  const values = shapleyValues(worth);
  return Object.fromEntries(RESPONSES.map((name, k) => [name, values[k] / expected]));
}

/**
 * Take rebound apart: a generator that makes one of 64 runs at each `next()`, so that a page stays
 * alive, and returns `{ai, economy}`, each response's Shapley part of R (null: no saving).
 * @param {Scenario} scenario
 * @param {{ seed?: number }} [options]
 */
export function* parts(scenario, options) {
  const { seed = 0 } = options || {};
  const ready = prepare(scenario, seed);
  const frozen = runSteps(ready.still, ready.drawn.adopted, null);
  const known = new Map();
  const ai = [];
  const economy = [];
  for (let coalition = 0; coalition < 64; coalition++) {
    const names = RESPONSES.filter(
      (name, bit) => (coalition >> bit) & 1 && ready.active.includes(name),
    );
    const key = names.join(" ");
    if (!known.has(key)) known.set(key, runWith(ready, frozen, names));
    const series = known.get(key);
    ai.push(last(series.energy_twh));
    economy.push(last(series.energy_twh) + last(series.energy_economy_twh));
    yield coalition + 1;
  }
  const still = last(frozen.series.energy_twh);
  return {
    ai: partsAt(still, ai),
    economy: partsAt(still + last(frozen.series.energy_economy_twh), economy),
  };
}

/**
 * Logarithmic mean, (a - b) / (ln a - ln b).
 * @param {number} a
 * @param {number} b
 */
function logMean(a, b) {
  const gap = Math.log(a) - Math.log(b);
  return Math.abs(gap) < 1e-7 ? b * (1 + 0.5 * gap) : (a - b) / gap;
}

/**
 * The five factors of inference energy at each step: arrays by name.
 * @param {Series} series
 * @returns {Series}
 */
export function factorsOf(series) {
  const service = series.tasks.map((tasks, t) => tasks * series.depth[t]);
  return {
    adopters: series.adoption_share,
    tasks_per_adopter: series.tasks.map((tasks, t) => tasks / series.adoption_share[t]),
    tokens_per_task: series.depth,
    compute_per_token: series.compute.map((compute, t) => compute / service[t]),
    energy_per_compute: series.energy_inference_twh.map((energy, t) => energy / series.compute[t]),
  };
}

/** Stands in for zero in logarithms, and for a share of nobody: five of them still multiply to a number. */
const SMALL = 1e-60;

/**
 * Change of inference energy since the base year that each factor brought. [TWh]
 * @param {Result} result
 */
export function lmdi(result) {
  const factors = factorsOf(result.actual);
  const at = (/** @type {string} */ name, /** @type {number} */ t) =>
    factors[name][t] > SMALL ? factors[name][t] : SMALL; // 0/0 as well
  const product = (/** @type {number} */ t) =>
    FACTORS.reduce((total, name) => total * at(name, t), 1);
  const changes = Object.fromEntries(FACTORS.map((name) => [name, 0]));
  for (let t = 1; t < result.years.length; t++) {
    const weight = logMean(product(t), product(t - 1));
    for (const name of FACTORS)
      changes[name] += weight * (Math.log(at(name, t)) - Math.log(at(name, t - 1)));
  }
  return changes;
}
