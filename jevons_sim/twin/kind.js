// @ts-check
/* What a rebound means, in one of six words. The twin of `kind_of` in jevons_sim/equations/rebound.py. */

/** Words call a saving "just used up" where R is this near to 1, and whole where it is to 0. */
const USED_UP = 0.005;

/**
 * Which kind of rebound a number is.
 * @param {number | null} rebound null or NaN where no saving was to be expected
 */
export function kindOf(rebound) {
  if (rebound === null || Number.isNaN(rebound)) return "no_saving";
  if (rebound > 1 + USED_UP) return "backfire";
  if (rebound >= 1 - USED_UP) return "used_up";
  if (rebound >= USED_UP) return "part";
  return rebound > -USED_UP ? "whole" : "super";
}
