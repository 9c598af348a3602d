// @ts-check
/* Where a team without a server sits: its world, role and round, as the link has them. */

/** @import { Rules } from "./types.d.ts" */
/** @typedef {{ world: number, role: string, round: number }} Seat */

/** Worlds that a code can name. */
export const WORLDS = 8;

/**
 * Take the seat from a link; what does not exist is replaced by the nearest, and `clamped` says so.
 * @param {URLSearchParams} link
 * @param {Rules} rules
 */
export function seatOf(link, rules) {
  let clamped = false;
  const whole = (/** @type {string} */ name, /** @type {number} */ most) => {
    const text = link.get(name);
    if (text === null || !/^-?\d{1,6}$/.test(text)) return 0;
    const value = Math.min(Math.max(Number(text) - 1, 0), most);
    clamped = clamped || value !== Number(text) - 1;
    return value;
  };
  const asked = rules.roles.find((role) => role.id === link.get("role"));
  /** @type {Seat} */
  const seat = {
    world: whole("world", WORLDS - 1),
    role: (asked ?? rules.roles[0]).id,
    round: whole("round", rules.rounds.length - 1),
  };
  return { seat, clamped };
}
