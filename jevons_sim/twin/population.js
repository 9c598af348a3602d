// @ts-check
/* The population: draws that depend on seed and firm alone, and the firms a scenario makes of them.
   Called by model.js. The twin of jevons_sim/engine/population.py. */

import { STREAM, standardNormal, uniform } from "./random.js";

/** @import { Parameters } from "./types.d.ts" */
/** @typedef {ReturnType<typeof drawFirms>} Draws */

/**
 * Bring a place that is at most one turn away back onto a ring of n.
 * @param {number} place
 * @param {number} n
 */
function onRing(place, n) {
  if (place >= n) return place - n;
  return place < 0 ? place + n : place;
}

/**
 * A firm other than i, every one equally likely.
 * @param {number} i
 * @param {number} draw
 * @param {number} n
 */
function otherThan(i, draw, n) {
  return onRing(i + 1 + Math.min(Math.trunc(draw * (n - 1)), n - 2), n);
}

/**
 * A neighbour on the ring or, with the chance of rewiring, any other firm.
 * @param {number} i
 * @param {number} slot
 * @param {number} draw
 * @param {Parameters} p
 */
function smallWorldPeer(i, slot, draw, p) {
  if (draw < p.rewire) return otherThan(i, draw / p.rewire, p.firms);
  const half = Math.floor((p.degree + 1) / 2);
  return onRing(i + (slot < half ? slot + 1 : half - slot - 1), p.firms);
}

/**
 * A random peer from the firm's own sector; firm i belongs to sector i modulo their number.
 * @param {number} i
 * @param {number} draw
 * @param {Parameters} p
 */
function sectorPeer(i, draw, p) {
  const sector = i % p.sectors;
  const members = Math.floor((p.firms - sector + p.sectors - 1) / p.sectors);
  if (members < 2) return i;
  return sector + p.sectors * otherThan(Math.floor(i / p.sectors), draw, members);
}

/**
 * Every draw that is made once for a firm.
 * @param {Parameters} p
 * @param {number} seed
 */
function drawFirms(p, seed) {
  const n = p.firms;
  const degree = p.network !== "complete" && p.imitation > 0 ? p.degree : 0;
  const draws = {
    degree,
    sizeShare: new Float64Array(n),
    size: new Float64Array(n),
    keenness: new Float64Array(n),
    elasticity: new Float64Array(n),
    ceiling: new Float64Array(n),
    peers: new Int32Array(n * degree),
  };
  for (let i = 0; i < n; i++) {
    draws.sizeShare[i] = uniform(seed, STREAM.SIZE, i, 0);
    draws.size[i] = standardNormal(draws.sizeShare[i]);
    draws.keenness[i] = standardNormal(uniform(seed, STREAM.KEENNESS, i, 0));
    draws.elasticity[i] = standardNormal(uniform(seed, STREAM.ELASTICITY, i, 0));
    draws.ceiling[i] = uniform(seed, STREAM.CEILING, i, 0);
    for (let slot = 0; slot < degree; slot++) {
      const draw = uniform(seed, STREAM.PEERS, i, slot);
      draws.peers[i * degree + slot] =
        p.network === "sectors" ? sectorPeer(i, draw, p) : smallWorldPeer(i, slot, draw, p);
    }
  }
  return draws;
}

const kept = new Map();
const MAX_KEPT = 40;

/**
 * The draws of a seed, kept so that moving a slider draws nothing anew.
 * @param {Parameters} p
 * @param {number} seed
 */
function drawsOf(p, seed) {
  const watched = p.network !== "complete" && p.imitation > 0;
  const links = watched ? [p.network, p.degree, p.rewire, p.sectors] : [];
  const key = [seed, p.firms, ...links].join(" ");
  let draws = kept.get(key);
  if (draws === undefined) {
    draws = drawFirms(p, seed);
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value);
    kept.set(key, draws);
  }
  return draws;
}

/**
 * Log size from a draw; Pareto has an exponential log size.
 * @param {Draws} draws
 * @param {number} i
 * @param {Parameters} p
 */
function logSize(draws, i, p) {
  return p.distribution === "pareto"
    ? -p.sizeSpread * Math.log(1 - draws.sizeShare[i])
    : p.sizeSpread * draws.size[i];
}

/**
 * Log reservation price, placed so that a share of firms lies above the base price.
 * @param {number} keenness
 * @param {Parameters} p
 * @param {number} share
 * @param {number} place
 */
function logReservation(keenness, p, share, place) {
  if (share >= 1) return Infinity;
  if (share <= 0) return -Infinity;
  return p.reservationSpread * (keenness + place);
}

/**
 * Turn draws into firms, and say which of them use AI in the base year: the keenest.
 * @param {Parameters} p
 * @param {number} seed
 */
export function populate(p, seed) {
  const draws = drawsOf(p, seed);
  const n = p.firms;
  const firms = {
    n,
    degree: draws.degree,
    peers: draws.peers,
    size: new Float64Array(n),
    lnReservation: new Float64Array(n),
    elasticity: new Float64Array(n),
  };
  const keenness = new Float64Array(n);
  const own = Math.sqrt(1 - p.sizeCorrelation * p.sizeCorrelation);
  const share = p.potential / Math.max(p.adopterCeiling, 1e-300);
  const place = share > 0 && share < 1 ? standardNormal(share) : 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    firms.size[i] = Math.exp(logSize(draws, i, p));
    total += firms.size[i];
    keenness[i] = p.sizeCorrelation * draws.size[i] + own * draws.keenness[i];
    firms.lnReservation[i] = logReservation(keenness[i], p, share, place);
    if (draws.ceiling[i] >= p.adopterCeiling) {
      firms.lnReservation[i] = -Infinity;
      keenness[i] -= 1e6;
    }
    firms.elasticity[i] = Math.min(p.elasticity + p.elasticitySpread * draws.elasticity[i], 0);
  }
  for (let i = 0; i < n; i++) firms.size[i] /= total;
  return { firms, adopted: keenest(keenness, p.baseAdopters) };
}

/**
 * Mark the firms with the highest keenness; ties go to the earlier firm.
 * @param {Float64Array} keenness
 * @param {number} count
 */
function keenest(keenness, count) {
  const n = keenness.length;
  const bar = Float64Array.from(keenness).sort()[n - count];
  const adopted = new Uint8Array(n);
  let left = count;
  for (let i = 0; i < n; i++) {
    if (keenness[i] > bar) {
      adopted[i] = 1;
      left -= 1;
    }
  }
  for (let i = 0; i < n && left > 0; i++) {
    if (keenness[i] === bar) {
      adopted[i] = 1;
      left -= 1;
    }
  }
  return adopted;
}
