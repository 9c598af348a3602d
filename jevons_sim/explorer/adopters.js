// @ts-check
/* Which firm uses AI at a step, with the gain and without it. */

/** @import { FirmsWatched } from "../twin/types.d.ts" */

/**
 * Whether a firm uses AI at a step.
 * @param {FirmsWatched} firms
 * @param {number} t
 * @param {number} i
 */
export const uses = (firms, t, i) => firms.using[t * firms.n + i] === 1;

/**
 * Whether it does where technology stands still.
 * @param {FirmsWatched} firms
 * @param {number} t
 * @param {number} i
 */
export const usesFrozen = (firms, t, i) => firms.frozenUsing[t * firms.n + i] === 1;
