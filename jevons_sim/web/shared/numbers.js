/* Numbers as people read them: the rule of words/numbers.py, for every page.
   A test holds the two together. */
"use strict";

const JevonsNumbers = (function () {
  const MINUS = "\u2212";
  const ZERO = 1e-9;
  const LONGEST = 1e15;

  /** Thousands in groups: "1234.50" becomes "1,234.50". */
  const grouped = (text) => text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

  /** Three significant digits; from 1,000 on, whole with separators. */
  function number(value) {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    if (size < ZERO) return "0";
    let text;
    if (size < 999.5) text = size.toPrecision(3);
    else if (size < LONGEST) text = grouped(size.toFixed(0));
    else text = size.toExponential(2);
    text = text.replace("e+", "e").replace("e-", `e${MINUS}`);
    return (value < 0 ? MINUS : "") + text;
  }

  /** A rebound or an elasticity: two decimals. */
  function twoDecimals(value) {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    const text = size < LONGEST ? grouped(size.toFixed(2)) : number(size);
    return (value < 0 && text !== "0.00" ? MINUS : "") + text;
  }

  /** A share as a percentage: one decimal below 10%, none above. */
  function percent(share) {
    if (!Number.isFinite(share)) return "–";
    const hundredths = 100 * share;
    if (hundredths === 0) return "0%";
    const size = Math.abs(hundredths);
    const text = `${size < LONGEST ? grouped(size.toFixed(size < 9.95 ? 1 : 0)) : number(size)}%`;
    return (share < 0 && text !== "0.0%" ? MINUS : "") + text;
  }

  /** A written number with a sign also where it is above zero. */
  const signed = (text) => (text.startsWith(MINUS) || /^[0.%–]*$/.test(text) ? text : `+${text}`);

  /** A number for an axis: without the zeros at the end of its decimals. */
  function tick(value) {
    const [head, power] = number(value).split("e");
    const short = head.includes(".") ? head.replace(/0+$/, "").replace(/\.$/, "") : head;
    return power === undefined ? short : `${short}e${power}`;
  }

  return { number, twoDecimals, percent, signed, tick };
})();

if (typeof module !== "undefined") module.exports = JevonsNumbers;
