// @ts-check
/* Drawing: SVG elements, and lines and areas as paths. What a page draws, it draws with these. */

/** @typedef {[number, number]} Point */

const SPACE = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children; a plain string is text.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} name
 * @param {Record<string, string | number>} attributes
 * @param {...(string | Node)} children
 */
export function node(name, attributes = {}, ...children) {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * Text at a place.
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {Record<string, string | number>} attributes
 */
export const text = (x, y, words, attributes = {}) => node("text", { x, y, ...attributes }, words);

/**
 * A line through points; points that are not numbers break it.
 * @param {Point[]} points
 */
export function line(points) {
  let path = "";
  let down = false;
  for (const [x, y] of points) {
    if (!Number.isFinite(y)) {
      down = false;
      continue;
    }
    path += `${down ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    down = true;
  }
  return path;
}

/**
 * The area between two lines.
 * @param {Point[]} upper
 * @param {Point[]} lower
 */
export const area = (upper, lower) => `${line(upper)}L${line([...lower].reverse()).slice(1)}Z`;
