// @ts-check
/* A page's words, in the language that is chosen: one table for a page, taken once as it starts. */

/** @type {Record<string, Record<string, string>>} */
let table = { en: {} };
let language = "en";
let subject = "";

/**
 * Take the table of words: language to key to text.
 * @param {Record<string, Record<string, string>>} words
 */
export function load(words) {
  table = words;
}

/**
 * Choose a language; one that the table does not have becomes English. Returns the one chosen.
 * @param {string} name
 */
export function use(name) {
  language = Object.hasOwn(table, name) ? name : "en";
  return language;
}

/** The language that is chosen. */
export const inUse = () => language;

/**
 * Choose what the page is about: "energy_axis@lighting" beats "energy_axis" where it is lighting.
 * @param {string} name
 */
export function about(name) {
  subject = name;
}

/**
 * Whether there are words for a key.
 * @param {string} key
 */
export const has = (key) => Object.hasOwn(table[language], key);

/**
 * The words for a key, with each {name} replaced by its value or, where there is none, by the words
 * of that name. A missing key shows itself, and is a fault on the console.
 * @param {string} key
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function say(key, values = {}) {
  const own = `${key}@${subject}`;
  const found = has(own) ? own : key;
  if (!has(found)) {
    console.error(`no words for ${key}`);
    return key;
  }
  return table[language][found].replace(/\{(\w+)\}/g, (whole, name) => {
    if (Object.hasOwn(values, name)) return String(values[name]);
    return has(name) ? say(name) : whole;
  });
}
