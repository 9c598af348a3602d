// @ts-check
/* Scenarios as values: changed copies, and the YAML file that `jevons run` takes. */

/** @import { Scenario } from "./types.d.ts" */

/**
 * A copy of a plain value.
 * @param {any} value
 */
const copyOf = (value) => JSON.parse(JSON.stringify(value));

/**
 * Return a copy of a scenario with some dotted keys changed; an unknown key is an error.
 * @param {Scenario} scenario
 * @param {Record<string, any>} values
 * @returns {Scenario}
 */
export function withValues(scenario, values) {
  const tree = copyOf(scenario);
  for (const [key, value] of Object.entries(values)) {
    const parts = key.split(".");
    const name = parts.splice(-1)[0];
    let place = tree;
    for (const part of parts) {
      if (place === null || typeof place !== "object" || !Object.hasOwn(place, part)) {
        throw new Error(`no such key: ${key}`);
      }
      place = place[part];
    }
    if (place === null || typeof place !== "object" || !Object.hasOwn(place, name)) {
      throw new Error(`no such key: ${key}`);
    }
    place[name] = copyOf(value);
  }
  return tree;
}

/**
 * Whether a value maps keys to values.
 * @param {any} value
 */
const isSection = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * Keys in which a scenario differs from its parent; mappings deeply, everything else whole.
 * @param {any} tree
 * @param {any} base
 */
function differences(tree, base) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const [key, value] of Object.entries(tree)) {
    const other = isSection(base) ? base[key] : undefined;
    if (isSection(value) && isSection(other)) {
      const inner = differences(value, other);
      if (Object.keys(inner).length > 0) found[key] = inner;
    } else if (JSON.stringify(value) !== JSON.stringify(other)) {
      found[key] = value;
    }
  }
  return found;
}

/**
 * JSON that is YAML as well: what a reader of YAML may not see as text is written as an escape.
 * @param {any} value
 */
function scalar(value) {
  return JSON.stringify(value).replace(
    /[\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff0-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A mapping as lines of block YAML.
 * @param {any} tree
 * @param {number} depth
 * @returns {string[]}
 */
function linesOf(tree, depth) {
  return Object.entries(tree).flatMap(([key, value]) => {
    const indent = "  ".repeat(depth);
    const plain = /^[a-z][a-z0-9_]+(\.[a-z0-9_]+)*$/.test(key) ? key : scalar(key);
    if (isSection(value) && Object.keys(value).length > 0) {
      return [`${indent}${plain}:`, ...linesOf(value, depth + 1)];
    }
    return [`${indent}${plain}: ${scalar(value)}`];
  });
}

/**
 * Return a scenario as the text of a file that extends `reference.yaml`.
 *
 * `base` is the resolved reference; `comment`, where given, becomes the first line.
 * @param {Scenario} scenario
 * @param {any} base
 * @param {string} comment
 */
export function toYaml(scenario, base, comment) {
  const { name, title, question, expected, sweep, ...rest } = scenario;
  /** @type {Record<string, string>} */
  const own = { name };
  if (title) own.title = title;
  if (question) own.question = question;
  own.extends = "reference.yaml";
  const { sources, ranges, ...model } = differences(rest, base);
  const notes = sources === undefined ? {} : { sources };
  const head = comment ? [`# ${comment.replace(/\s+/g, " ")}`] : [];
  return [...head, ...linesOf({ ...own, ...model, ...notes }, 0), ""].join("\n");
}
