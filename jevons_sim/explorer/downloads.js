// @ts-check
/* What a student takes home: the numbers (CSV), a picture (PNG), the scenario (YAML). */

import { SERIES } from "../twin/model.js";
import { toYaml } from "../twin/scenario.js";
import { elements, find, make, save, saveText } from "../web/shared/dom.js";
import { say } from "../web/shared/words.js";
import { titleOf } from "./presets.js";

/** @import { Case, Result } from "../twin/types.d.ts" */
/** @import { Page } from "./types.d.ts" */

/** @type {Case[]} */
const CASES = ["frozen", "engineering", "actual"];

/**
 * The yearly table with the columns of years.csv, one run a case.
 * @param {Result} result
 */
export function csvOf(result) {
  const lines = [["run_id", "case", "seed", "year", ...SERIES].join(",")];
  CASES.forEach((name, run) => {
    result.years.forEach((year, t) => {
      const values = SERIES.map((series) => result[name][series][t]);
      lines.push([run, name, result.seed, year, ...values].join(","));
    });
  });
  return lines.join("\n") + "\n";
}

/**
 * A name that a scenario can have: of its preset, told apart.
 * @param {string} preset
 */
const nameOf = (preset) => `${preset.slice(0, 54)}-explorer`;

/**
 * The scenario as a file that `jevons run` takes.
 * @param {Page} page
 */
export function yamlOf(page) {
  const name = nameOf(page.state.preset);
  const note = `Made by the explorer of jevons_sim ${page.data.version}. Run it with: jevons run ${name}.yaml`;
  return toYaml({ ...page.scenario, name, sweep: null }, page.data.reference, note);
}

/**
 * A chart as a picture: white ground, a title above, twice the size on the screen.
 * @param {SVGElement} svg
 * @param {string} title
 * @param {string} name
 */
function savePicture(svg, title, name) {
  const width = Number(svg.getAttribute("width"));
  const height = Number(svg.getAttribute("height"));
  const head = 34;
  const image = new Image();
  image.onload = () => {
    const canvas = make("canvas", { width: 2 * width, height: 2 * (height + head) });
    const pen = canvas.getContext("2d");
    if (pen === null) return;
    pen.scale(2, 2);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, width, height + head);
    pen.fillStyle = "#1b2126";
    pen.font = `600 16px ${svg.getAttribute("font-family")}`;
    pen.fillText(title, 4, 22, width - 8);
    pen.drawImage(image, 0, head, width, height);
    canvas.toBlob((blob) => blob && save(`${name}.png`, blob), "image/png");
  };
  const source = new XMLSerializer().serializeToString(svg);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
}

/**
 * Wire the buttons, once.
 * @param {Page} page
 */
export function build(page) {
  find("save-csv").addEventListener("click", () =>
    saveText(`${nameOf(page.state.preset)}-years.csv`, "text/csv", csvOf(page.result)),
  );
  find("save-yaml").addEventListener("click", () =>
    saveText(`${nameOf(page.state.preset)}.yaml`, "application/yaml", yamlOf(page)),
  );
  for (const button of elements("[data-picture]")) {
    button.addEventListener("click", () => {
      const { picture = "", title = "" } = button.dataset;
      const svg = find(picture).querySelector("svg");
      const heading = `${titleOf(page.state.preset, page)}: ${say(title)}`;
      if (svg) savePicture(svg, heading, `${page.state.preset}-${picture}`);
    });
  }
}
