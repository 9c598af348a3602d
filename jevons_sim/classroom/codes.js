// @ts-check
/* Team codes: a decision as seven letters and digits. The twin of jevons_sim/classroom/codes.py. */

import { costOf, roleOf } from "./game.js";

/** @import { Decision, Role, Rules } from "./types.d.ts" */

const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const BASE = ALPHABET.length;
const SYMBOLS = 5;
const WORLDS = 8;
const EDITIONS = 16;

/**
 * How many choices a role has, whatever they cost.
 * @param {Role} role
 */
const sizeOf = (role) => role.levers.reduce((size, lever) => size * lever.options.length, 1);
/**
 * How many choices the role with the most of them has.
 * @param {Rules} rules
 */
const combinations = (rules) => Math.max(...rules.roles.map(sizeOf));
/**
 * How many predictions there are.
 * @param {Rules} rules
 */
const forecasts = (rules) => Math.floor(rules.forecast.most_twh / rules.forecast.step_twh) + 1;

/**
 * Two digits in which any one or two errors, and any two digits that changed places, show.
 * @param {number[]} digits
 */
function checkDigits(digits) {
  const plain = digits.reduce((sum, digit) => sum + digit, 0);
  const weighted = digits.reduce((sum, digit, place) => sum + (place + 1) * digit, 0);
  return [plain % BASE, weighted % BASE];
}

/**
 * Return a decision `{world, role, round, choice, forecast}` as a code.
 * @param {Rules} rules
 * @param {Decision} decision
 */
export function encode(rules, decision) {
  const role = roleOf(rules, decision.role);
  let rank = 0;
  role.levers.forEach((lever, k) => {
    rank = rank * lever.options.length + decision.choice[k];
  });
  let number = rules.edition % EDITIONS;
  number = number * WORLDS + decision.world;
  number = number * rules.roles.length + rules.roles.indexOf(role);
  number = number * rules.rounds.length + decision.round;
  number = number * combinations(rules) + rank;
  number = number * forecasts(rules) + Math.floor(decision.forecast / rules.forecast.step_twh);
  const digits = [];
  for (let k = 0; k < SYMBOLS; k++) {
    digits.unshift(number % BASE);
    number = Math.floor(number / BASE);
  }
  const text = [...digits, ...checkDigits(digits)].map((digit) => ALPHABET[digit]).join("");
  return `${text.slice(0, 3)}-${text.slice(3)}`;
}

/**
 * Return `{decision}`, or `{error}`: code, typo, edition, choice or budget.
 * @param {Rules} rules
 * @param {string} text
 */
export function decode(rules, text) {
  const symbols = text.toUpperCase().replace(/[ \t-]/g, "");
  const digits = [...symbols].map((letter) => ALPHABET.indexOf(letter));
  if (digits.length !== SYMBOLS + 2 || digits.includes(-1)) return { error: "code" };
  const [plain, weighted] = checkDigits(digits.slice(0, SYMBOLS));
  if (digits[SYMBOLS] !== plain || digits[SYMBOLS + 1] !== weighted) return { error: "typo" };
  let number = digits.slice(0, SYMBOLS).reduce((sum, digit) => sum * BASE + digit, 0);
  const take = (/** @type {number} */ size) => {
    const part = number % size;
    number = Math.floor(number / size);
    return part;
  };
  const forecast = take(forecasts(rules)) * rules.forecast.step_twh;
  let rank = take(combinations(rules));
  const round = take(rules.rounds.length);
  const role = rules.roles[take(rules.roles.length)];
  const world = take(WORLDS);
  if (number !== rules.edition % EDITIONS) return { error: "edition" };
  /** @type {number[]} */
  const choice = [];
  for (const lever of [...role.levers].reverse()) {
    choice.unshift(rank % lever.options.length);
    rank = Math.floor(rank / lever.options.length);
  }
  if (rank !== 0) return { error: "choice" };
  if (costOf(role, choice) > rules.budget) return { error: "budget" };
  return { decision: { world, role: role.id, round, choice, forecast } };
}
