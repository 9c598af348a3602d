// @ts-check
/* Predict, then reveal. Until the reveal the page hides the actual curve and all that gives it away.
   A student draws the curve with a pointer, or chooses one of three answers; both count the same. */

import { field, fill, find, make } from "../web/shared/dom.js";
import { number, percent } from "../web/shared/numbers.js";
import { say } from "../web/shared/words.js";
import { energyAtEnd, lastStep, savingAtEnd } from "./ends.js";
import * as parts from "./parts.js";

/** @import { Answer, Page } from "./types.d.ts" */
/** @typedef {[number, number]} Spot a step and the energy drawn for it */

/** @type {Answer[]} */
const CHOICES = ["arrives", "part", "above"];

/**
 * Which of the three answers a rebound is; null where no saving was to be expected.
 * @param {number | null} rebound
 * @returns {Answer | null}
 */
export function answerOf(rebound) {
  if (rebound === null || !Number.isFinite(rebound)) return null;
  if (rebound > 1 + 1e-9) return "above";
  return rebound >= 0.5 ? "part" : "arrives";
}

/**
 * Whether the answer is hidden now.
 * @param {Page} page
 */
export const isHidden = (page) => page.state.predict && !page.revealed;

/**
 * Put a drawn point into the guess, joined to the point before it.
 * @param {Float64Array} guess
 * @param {number} base
 * @param {Spot} from
 * @param {Spot} to
 */
function put(guess, base, [t0, v0], [t1, v1]) {
  const steps = Math.max(1, Math.abs(t1 - t0));
  for (let k = 0; k <= steps; k++) {
    const t = Math.round(t0 + ((t1 - t0) * k) / steps);
    if (t > 0) guess[t] = v0 + ((v1 - v0) * k) / steps;
  }
  guess[0] = base;
}

/**
 * A guess without holes: straight lines across what was not drawn, level after the last point.
 * @param {Float64Array} guess
 */
export function whole(guess) {
  const filled = Float64Array.from(guess);
  let before = 0;
  for (let t = 1; t < filled.length; t++) {
    if (Number.isNaN(filled[t])) continue;
    for (let k = before + 1; k < t; k++) {
      filled[k] = filled[before] + ((filled[t] - filled[before]) * (k - before)) / (t - before);
    }
    before = t;
  }
  return filled.fill(filled[before], before);
}

/**
 * Let a pointer draw on the chart; `redraw` draws it again with the guess so far.
 * @param {HTMLElement} box
 * @param {Page} page
 * @param {() => void} redraw
 */
function allowDrawing(box, page, redraw) {
  /** @type {Spot | null} */
  let last = null;
  /** @type {(event: PointerEvent) => Spot} */
  const spot = (event) => {
    const { x, y, root } = page.chart;
    const frame = root.getBoundingClientRect();
    const years = page.result.years;
    const year = x.invert(event.clientX - frame.left);
    const share = (year - years[0]) / (years[years.length - 1] - years[0]);
    const t = Math.round(Math.min(1, Math.max(0, share)) * (years.length - 1));
    const value = y.invert(event.clientY - frame.top);
    return [t, Math.min(y.domain[1], Math.max(0, value))];
  };
  const draw = (/** @type {PointerEvent} */ event) => {
    const here = spot(event);
    const size = page.result.years.length;
    if (page.drawn?.length !== size) page.drawn = new Float64Array(size).fill(NaN);
    put(page.drawn, page.result.frozen.energy_twh[0], last || here, here);
    last = here;
    page.guess = whole(page.drawn);
    choose(page, choiceOfGuess(page));
    redraw();
  };
  box.addEventListener("pointerdown", (event) => {
    if (!isHidden(page)) return;
    box.setPointerCapture(event.pointerId);
    last = null;
    draw(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (last !== null && isHidden(page)) draw(event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    box.addEventListener(name, () => {
      last = null;
    });
  }
}

/**
 * Which answer the end of the drawn curve stands for.
 * @param {Page} page
 */
function choiceOfGuess(page) {
  const saving = savingAtEnd(page);
  if (!page.guess || !(saving > 0)) return null;
  return answerOf((page.guess[lastStep(page)] - energyAtEnd(page, "engineering")) / saving);
}

/**
 * Take an answer, whether from the keyboard or from the drawing.
 * @param {Page} page
 * @param {Answer | null} answer
 */
function choose(page, answer) {
  page.choice = answer;
  for (const name of CHOICES) field(`guess-${name}`).checked = name === answer;
  field("reveal").disabled = answer === null || page.failed;
}

/**
 * Wire the form, once; `reveal` and `again` are called by its buttons.
 * @param {Page} page
 * @param {any} options
 */
export function build(page, { redraw, reveal, again }) {
  allowDrawing(find("energy-chart"), page, redraw);
  for (const name of CHOICES) {
    find(`guess-${name}`).addEventListener("change", () => {
      if (page.guess && choiceOfGuess(page) !== name) forgetDrawing(page);
      choose(page, name);
      redraw();
    });
  }
  find("reveal").addEventListener("click", reveal);
  find("predict-again").addEventListener("click", again);
}

/**
 * Forget the drawn curve, but not the answer.
 * @param {Page} page
 */
function forgetDrawing(page) {
  page.guess = null;
  page.drawn = null;
}

/**
 * Forget a prediction; `ask` for a new one.
 * @param {Page} page
 * @param {boolean} ask
 */
export function reset(page, ask) {
  forgetDrawing(page);
  page.said = null;
  page.revealed = !ask;
  choose(page, null);
}

/**
 * Keep what was predicted and what the model said, to be shown until a control moves.
 * @param {Page} page
 */
export function remember(page) {
  page.said = {
    choice: page.choice,
    answer: answerOf(page.rebound.ai),
    drawn: page.guess ? page.guess[lastStep(page)] : null,
    actual: energyAtEnd(page, "actual"),
  };
}

/**
 * What was predicted, what happened, and what is surprising about it.
 * @param {Page} page
 */
export function sentences(page) {
  if (!page.said) return [];
  const { choice, answer, drawn, actual } = page.said;
  if (answer === null) return [say("kind_no_saving")];
  const found = [
    say("guess_yours", { guess: say(`answer_${choice}`), answer: say(`answer_${answer}`) }),
  ];
  if (drawn !== null) {
    const off = drawn / actual - 1;
    const near = Math.abs(off) < 0.05 ? "guess_near" : off > 0 ? "guess_high" : "guess_low";
    found.push(
      say(near, {
        drawn: number(drawn),
        actual: number(actual),
        off: percent(Math.abs(off)),
      }),
    );
  }
  found.push(say(choice === answer ? "guess_right" : `surprise_${choice}_${answer}`));
  if (page.parts?.ai) found.push(parts.sentence(page));
  return found;
}

/**
 * Show the form before the reveal, the comparison after it, nothing where it is switched off.
 * @param {Page} page
 */
export function show(page) {
  const hidden = isHidden(page);
  if (hidden && page.guess) choose(page, choiceOfGuess(page));
  find("predict").hidden = !hidden;
  find("revealed").hidden = hidden || !page.said;
  find("predict-again").hidden = hidden || !page.state.predict;
  find("energy-chart").classList.toggle("draw-here", hidden);
  fill(
    "revealed-text",
    sentences(page).map((line) => make("p", {}, line)),
  );
}
