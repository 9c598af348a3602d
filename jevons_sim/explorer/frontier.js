// @ts-check
/* The Jevons frontier as a map: where the gain raises energy, where it lowers it, and where "you" are. */

import { number, tick, twoDecimals } from "../web/shared/numbers.js";
import { scale, ticks } from "../web/shared/scales.js";
import { node, text } from "../web/shared/svg.js";
import { say } from "../web/shared/words.js";
import { COLOUR } from "./colours.js";
import { COLUMNS, ROWS, contour, hasPlane, known, planeFor, tipping } from "./plane.js";
import { room, sheet, xAxis, yAxis } from "./sheet.js";
import { noTable, showTable } from "./tables.js";

/** @import { Scale } from "../web/shared/scales.js" */
/** @import { Plane } from "./plane.js" */
/** @import { Frame } from "./sheet.js" */
/** @import { Page } from "./types.d.ts" */

/** Words on the map, legible on any colour. */
const ON_MAP = {
  "font-weight": 700,
  stroke: "#fff",
  "stroke-width": 4,
  "paint-order": "stroke",
};

/**
 * Orange where the gain raises energy, blue where it lowers it, white in between.
 * @param {number} ratio
 */
function colourOf(ratio) {
  if (!Number.isFinite(ratio)) return "#eeeeee";
  const strength = Math.min(1, Math.abs(Math.log2(ratio)) / 2);
  const end = ratio > 1 ? [213, 94, 0] : [0, 114, 178];
  const mix = end.map((value) => Math.round(250 + (value - 250) * (0.12 + 0.78 * strength)));
  return `rgb(${mix.join(",")})`;
}

/**
 * Draw the map.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function draw(box, page) {
  if (!hasPlane(page)) return box.replaceChildren();
  const plane = planeFor(page);
  const { root, width, height, size } = sheet(box, sentence(page), {
    ratio: 0.56,
    least: 300,
    most: 0.6,
  });
  const elasticities = ticks(...plane.span.elasticity, 5);
  const frame = {
    left: room(elasticities, size),
    right: width - 1.4 * size,
    top: 2.2 * size,
    bottom: height - 3.6 * size,
  };
  const x = scale(plane.span.gain, [frame.left, frame.right]);
  const y = scale(plane.span.elasticity, [frame.top, frame.bottom]);
  drawCells(root, plane, frame);
  root.append(
    node("path", {
      class: "frontier",
      d: contour(plane, x, y),
      fill: "none",
      stroke: COLOUR.text,
      "stroke-width": 2.6,
    }),
  );
  yAxis(root, y, elasticities, {
    left: frame.left,
    right: frame.left,
    size,
    title: say("name_elasticity"),
  });
  const count = Math.min(6, Math.floor((frame.right - frame.left) / (4.2 * size)));
  xAxis(root, x, ticks(...plane.span.gain, count), {
    ...frame,
    size,
    write: (value) => `×${tick(value)}`,
    title: say(`axis_${plane.gain.id}`),
  });
  nameSides(root, plane, frame, size);
  drawHere(root, page, plane, { x, y, frame, size });
  box.replaceChildren(root);
}

/**
 * Colour every cell of the map.
 * @param {SVGElement} root
 * @param {Plane} plane
 * @param {Frame} frame
 */
function drawCells(root, plane, frame) {
  const wide = (frame.right - frame.left) / COLUMNS;
  const high = (frame.bottom - frame.top) / ROWS;
  const cells = node("g", { "shape-rendering": "crispEdges" });
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const place = {
        x: frame.left + column * wide,
        y: frame.top + row * high,
        width: wide,
        height: high,
      };
      cells.append(node("rect", { ...place, fill: colourOf(known(plane, row, column)) }));
    }
  }
  root.append(cells);
}

/**
 * Write "energy rises" and "energy falls" on the sides of the frontier that exist.
 * @param {SVGElement} root
 * @param {Plane} plane
 * @param {Frame} frame
 * @param {number} size
 */
function nameSides(root, plane, frame, size) {
  /** @type {[string, number, number][]} */
  const corners = [
    ["rises", 0, frame.top + 1.8 * size],
    ["falls", ROWS - 1, frame.bottom - size],
  ];
  for (const [name, row, at] of corners) {
    const ratio = known(plane, row, COLUMNS - 1);
    if (!(name === "rises" ? ratio > 1 : ratio < 1)) continue;
    const look = { "text-anchor": "end", ...ON_MAP };
    root.append(text(frame.right - 8, at, say(`side_${name}`), look));
  }
}

/**
 * Mark where the page is.
 * @param {SVGElement} root
 * @param {Page} page
 * @param {Plane} plane
 * @param {{ x: Scale, y: Scale, frame: Frame, size: number }} place
 */
function drawHere(root, page, plane, { x, y, frame, size }) {
  const at = [x(plane.gain.read(page.scenario)), y(plane.elasticity.read(page.scenario))];
  const left = at[0] > (frame.left + frame.right) / 2;
  root.append(
    node("circle", {
      class: "here",
      cx: at[0],
      cy: at[1],
      r: 7,
      fill: "#fff",
      stroke: COLOUR.text,
      "stroke-width": 3,
    }),
    text(at[0] + (left ? -12 : 12), at[1] + size * 0.35, say("you_are_here"), {
      "text-anchor": left ? "end" : "start",
      ...ON_MAP,
    }),
  );
}

/**
 * On which side of the frontier the page is, and where the frontier lies.
 * @param {Page} page
 */
export function sentence(page) {
  if (!hasPlane(page)) return say("why_derived");
  const plane = planeFor(page);
  const side = page.rebound.ratio > 1 ? "here_rises" : "here_falls";
  const said = [say(side, { ratio: number(page.rebound.ratio) })];
  if (!plane.done) said.push(say("still_drawing"));
  else {
    const found = tipping(plane, plane.gain.read(page.scenario));
    said.push(found === null ? say("no_tipping") : say("tipping", { e: twoDecimals(found) }));
  }
  return said.join(" ");
}

/**
 * The frontier as numbers: the tipping elasticity at a few gains.
 * @param {HTMLElement} box
 * @param {Page} page
 */
export function table(box, page) {
  const plane = planeFor(page);
  if (!plane.done) return noTable(box);
  const rows = plane.gains
    .filter((_, k) => k % 4 === 1)
    .map((gain) => {
      const found = tipping(plane, gain);
      return [`× ${number(gain)}`, found === null ? say("none") : twoDecimals(found)];
    });
  showTable(box, say("view_frontier"), [say(`axis_${plane.gain.id}`), say("tipping_head")], rows);
}
