// @ts-check
/* The answer in words: R with its meaning, the verdict, and what the change is like. */

import { kindOf } from "../twin/kind.js";
import { find } from "../web/shared/dom.js";
import { number, percent, tick, twoDecimals } from "../web/shared/numbers.js";
import { say } from "../web/shared/words.js";
import { energyAtEnd, lastStep } from "./ends.js";

/** @import { Rebound } from "../twin/types.d.ts" */
/** @import { Page } from "./types.d.ts" */

/**
 * A growth factor in words: "rises 2.3-fold"; `perfect` says what would have happened.
 * @param {number} ratio
 * @param {boolean} perfect
 */
function change(ratio, perfect = false) {
  const end = perfect ? "_perfect" : "";
  if (ratio >= 2) return say("rises_fold" + end, { n: number(ratio) });
  if (Math.abs(ratio - 1) < 0.005) return say("stays" + end);
  if (ratio > 1) return say("rises_percent" + end, { n: percent(ratio - 1) });
  if (ratio > 0.01) return say("falls_percent" + end, { n: percent(1 - ratio) });
  return say((ratio > 0 ? "falls_fraction" : "falls_zero") + end, { n: number(1 / ratio) });
}

/**
 * The answer in words: what happens, what would have happened, and what that means.
 * @param {Rebound} rebound
 * @param {string} year
 */
export function verdict(rebound, year) {
  const what = kindOf(rebound.ai);
  const meaning = say(`kind_${what}`);
  const values = {
    year,
    actual: change(rebound.growth),
    frozen: change(rebound.frozenGrowth, true),
    meaning: rebound.ai === null ? meaning : `${meaning}, R = ${twoDecimals(rebound.ai)}`,
  };
  return say("verdict", values);
}

/**
 * Show R and its meaning, the verdict, and what the change is like; or none of it yet.
 * @param {Page} page
 */
export function show(page) {
  const { ai } = page.rebound;
  const what = page.hidden ? "hidden" : kindOf(ai);
  const year = page.result.years[lastStep(page)];
  find("verdict").textContent = page.hidden
    ? say("verdict_hidden")
    : verdict(page.rebound, year.toFixed(0));
  find("picture").textContent = page.hidden
    ? ""
    : `${pictureText(page)} ${serviceText(page)}`.trim();
  find("r-value").textContent = page.hidden || ai === null ? "?" : twoDecimals(ai);
  find("r-kind").textContent = say(`short_${what}`);
  find("score").dataset.kind = what;
}

/**
 * The change in reactors, where there were reactors: two digits, as the command line says it.
 * @param {Page} page
 */
function pictureText(page) {
  const gap = energyAtEnd(page, "actual") - energyAtEnd(page, "frozen");
  const units = page.scenario.equivalents;
  if (!units || Math.abs(gap) < 0.005) return "";
  const reactors = Number(Math.abs(gap / units.reactor_twh).toPrecision(2));
  const values = { n: tick(reactors), twh: number(Math.abs(gap)) };
  return say(gap > 0 ? "picture_more" : "picture_less", values);
}

/**
 * What users get for it: efficiency has a second side.
 * @param {Page} page
 */
function serviceText(page) {
  const last = lastStep(page);
  const ratio = page.result.actual.service_mtok[last] / page.result.frozen.service_mtok[last];
  return say("service", { n: number(ratio) });
}
