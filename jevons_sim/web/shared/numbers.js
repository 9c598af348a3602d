// @ts-check
/* Numbers as people read them: the rule of words/numbers.py, for every page.
   A test holds the two together. */

const MINUS = "\u2212";
const NONE = "–";
const ZERO = 1e-9;
const LONGEST = 1e15;

/**
 * Thousands in groups: "1234.50" becomes "1,234.50".
 * @param {string} text
 */
const grouped = (text) => text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/**
 * Three significant digits; from 1,000 on, whole with separators.
 * @param {number} value
 */
export function number(value) {
  if (!Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size < ZERO) return "0";
  let text;
  if (size < 999.5) text = size.toPrecision(3);
  else if (size < LONGEST) text = grouped(size.toFixed(0));
  else text = size.toExponential(2);
  text = text.replace("e+", "e").replace("e-", `e${MINUS}`);
  return (value < 0 ? MINUS : "") + text;
}

/**
 * So many decimals, with separators: a value as it was set, or that is read beside others.
 * @param {number} value
 * @param {number} places
 */
export function decimals(value, places) {
  if (!Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  const text = size < LONGEST ? grouped(size.toFixed(places)) : number(size);
  return (value < 0 && /[1-9]/.test(text) ? MINUS : "") + text;
}

/**
 * A rebound or an elasticity.
 * @param {number} value
 */
export const twoDecimals = (value) => decimals(value, 2);

/**
 * A count, or a number that is read from the back of a room: no decimals.
 * @param {number} value
 */
export const whole = (value) => decimals(value, 0);

/**
 * A share as a percentage: one decimal below 10%, none above.
 * @param {number} share
 */
export function percent(share) {
  if (!Number.isFinite(share)) return NONE;
  const hundredths = 100 * share;
  if (hundredths === 0) return "0%";
  return `${decimals(hundredths, Math.abs(hundredths) < 9.95 ? 1 : 0)}%`;
}

/**
 * A written number with a sign also where it is above zero.
 * @param {string} text
 */
export const signed = (text) =>
  text.startsWith(MINUS) || /^[0.%–]*$/.test(text) ? text : `+${text}`;

/**
 * A number for an axis: without the zeros at the end of its decimals.
 * @param {number} value
 */
export function tick(value) {
  const [head, power] = number(value).split("e");
  const short = head.includes(".") ? head.replace(/0+$/, "").replace(/\.$/, "") : head;
  return power === undefined ? short : `${short}e${power}`;
}
