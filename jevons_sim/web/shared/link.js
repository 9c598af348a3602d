// @ts-check
/* The part of an address after #. It is text from a stranger, so a page takes at most 2 kB of it. */

const MOST_LETTERS = 2048;

/**
 * The values of a link by name; null where it is too long to be one of ours.
 * @param {string} hash
 */
export function valuesOf(hash) {
  const text = hash.replace(/^#/, "");
  return text.length > MOST_LETTERS ? null : new URLSearchParams(text);
}

/**
 * The language that a link asks for: Korean, English for all that is unknown, or `other` where it
 * asks for none.
 * @param {URLSearchParams} values
 * @param {string} other
 */
export function languageOf(values, other) {
  const asked = values.get("lang");
  if (asked === null) return other;
  return asked === "ko" ? "ko" : "en";
}
