// @ts-check
/* The page: reads its data and its link, runs the model as controls move, and keeps all in step. */

import { rebound } from "../twin/analysis.js";
import { run } from "../twin/model.js";
import { elements, field, fill, find, later, make, translate } from "../web/shared/dom.js";
import * as words from "../web/shared/words.js";
import { byId, scenarioOf } from "./controls.js";
import * as downloads from "./downloads.js";
import * as energy from "./energy.js";
import * as panel from "./panel.js";
import * as parts from "./parts.js";
import * as predict from "./predict.js";
import * as presets from "./presets.js";
import * as slices from "./slices.js";
import { MOST_SEED, lockedValues, read, write } from "./state.js";
import { isOpen } from "./tables.js";
import * as teacher from "./teacher.js";
import * as verdict from "./verdict.js";
import * as views from "./views.js";

/** @import { Case, Series } from "../twin/types.d.ts" */
/** @import { Data, Luck, Page, Value, View } from "./types.d.ts" */

const OTHER_LUCKS = 12;
/** @type {Case[]} */
const CASES = ["frozen", "engineering", "actual"];
const { say } = words;

/** @type {Data} */
const data = JSON.parse(find("explorer-data").textContent ?? "");
words.load(data.words);

const page = /** @type {Page} state, scenario and result come with the first run */ ({
  data,
  presets: data.presets,
  revealed: false,
  hidden: false,
  failed: false,
  lucks: /** @type {Luck[]} */ ([]),
  parts: null,
  firms: null,
  guess: null,
  drawn: null,
  choice: null,
  said: null,
  wantParts,
  redrawFrontier,
});

/** Run the model for the state; returns whether there is an answer. The last one stays otherwise. */
function compute() {
  page.preset = page.presets[page.state.preset];
  page.scenario = scenarioOf(page.preset, page.state.values, page.state.seed);
  const result = run(page.scenario, { seed: page.state.seed });
  const works = CASES.every((name) => hasAnswer(result[name]));
  find("failure").hidden = works;
  find("failure").textContent = works ? "" : say("failure");
  find("bench").classList.toggle("stale", !works);
  field("save-csv").disabled = field("save-yaml").disabled = !works;
  field("reveal").disabled = !works || page.choice === null;
  page.failed = !works;
  if (!works) return false;
  page.result = result;
  page.rebound = rebound(result);
  return true;
}

/**
 * Demand that no price can hold back drives the price at a limit beyond all numbers.
 * @param {Series} series
 */
const hasAnswer = (series) =>
  ["energy_twh", "price_usd_per_mtok"].every((name) => series[name].every(Number.isFinite));

/** The main chart, its words and its key. */
function drawEnergy() {
  page.hidden = predict.isHidden(page);
  page.chart = energy.draw(find("energy-chart"), page);
  find("energy-sentence").textContent = energy.sentence(page);
  find("luck-sentence").textContent = page.hidden ? "" : energy.luckSentence(page);
  energy.legend(find("energy-legend"), page);
  if (isOpen("energy-table")) energy.table(find("energy-table"), page);
  verdict.show(page);
  predict.show(page);
}

const saveLink = later(250, () => {
  history.replaceState(null, "", `#${write(page.state, data.version)}`);
});
const announceVerdict = later(700, () => {
  find("live").textContent = find("verdict").textContent;
});
const drawOpenSoon = later(30, () => views.drawOpen(page));

function redrawFrontier() {
  if (page.state.view === "frontier") views.draw("frontier", page);
}

function wantParts() {
  slices.start("parts", parts.job(page.scenario, page.state.seed), (found) => {
    page.parts = found;
    if (page.state.view === "parts") views.drawOpen(page);
    predict.show(page);
  });
}

/**
 * Other draws of luck, a run a slice: lines that show how far one run can be trusted. Each is scaled
 * to the frozen line on the page: above it means that the gain raises energy with that luck too.
 */
function* otherLucks() {
  const found = [];
  for (let k = 1; k <= OTHER_LUCKS; k++) {
    const result = run(page.scenario, { seed: page.state.seed + k });
    const frozen = page.result.frozen.energy_twh;
    found.push({
      energy: result.actual.energy_twh.map(
        (value, t) => (value * frozen[t]) / result.frozen.energy_twh[t],
      ),
      rebound: rebound(result).ai,
    });
    yield;
  }
  return found;
}

function startSlowWork() {
  if (page.hidden) return;
  slices.start("lucks", otherLucks(), (found) => {
    page.lucks = found;
    drawEnergy();
  });
}

/**
 * Bring all in step with the state. `stamp` is the time of the event that asked for it.
 * @param {number} [stamp]
 */
function update(stamp) {
  const works = compute();
  if (works) {
    page.lucks = [];
    page.parts = null;
  }
  if (page.result) drawEnergy();
  if (works && stamp !== undefined) note(stamp);
  panel.show(page.scenario, page.preset, page.state);
  find("seed").textContent = String(page.state.seed);
  saveLink();
  slices.clear();
  drawOpenSoon();
  if (!works) return;
  startSlowWork();
  announceVerdict();
}

/**
 * Note how long a redraw took, for the tests: the last hundred at most.
 * @param {number} stamp
 */
function note(stamp) {
  const name = "explorer-redraw";
  if (performance.getEntriesByName(name).length >= 100) performance.clearMeasures(name);
  performance.measure(name, { start: stamp, end: performance.now() });
}

/**
 * A control moved: it is kept only where it differs from the preset.
 * @param {string} id
 * @param {Value} value
 * @param {number} stamp
 */
function changed(id, value, stamp) {
  if (page.said) predict.reset(page, false);
  if (value === byId[id].read(page.preset)) delete page.state.values[id];
  else page.state.values[id] = value;
  update(stamp);
}

/**
 * Start over with a preset.
 * @param {string} name
 */
function choosePreset(name) {
  page.state.preset = name;
  page.state.values = {};
  page.state.seed = presets.seedOf(name, page);
  predict.reset(page, page.state.predict && !page.revealed);
  setLanguage(page.state.language);
  update();
}

function reveal() {
  if (page.failed) return;
  page.revealed = true;
  predict.remember(page);
  update();
  wantParts();
  showAnswer("revealed");
}

function predictAgain() {
  predict.reset(page, true);
  update();
  showAnswer("predict");
}

/**
 * Bring the chart into sight, and the keyboard to what belongs to it.
 * @param {string} place
 */
function showAnswer(place) {
  find(place).focus({ preventScroll: true });
  find("answer").scrollIntoView();
}

/**
 * Say everything in a language.
 * @param {string} name
 */
function setLanguage(name) {
  page.state.language = words.use(name);
  words.about(page.state.preset);
  translate("title");
  presets.show(page);
  for (const button of elements("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === page.state.language));
  }
  document.documentElement.classList.toggle("big", page.state.big);
  find("big").setAttribute("aria-pressed", String(page.state.big));
  field("log").checked = page.state.log;
  showNotes();
}

/** Read the link into the state, saying what was not taken as it stood. */
function readLink() {
  const { state, notes } = read(location.hash, data.start, page.presets, data.version);
  page.state = state;
  page.notes = notes;
  predict.reset(page, state.predict);
  setLanguage(state.language);
}

function showNotes() {
  const told = page.notes.map(([key, values]) => {
    const control = values.control === undefined ? "" : say(`name_${values.control}`);
    return make("p", {}, say(key, { ...values, control }));
  });
  fill("notes", told);
  find("notes").hidden = told.length === 0;
}

/** Start over from the link; settings without an answer are left out, and that is said. */
function startFromLink() {
  readLink();
  update();
  if (page.failed) {
    page.state.values = {};
    page.notes.push(["note_failed", {}]);
    showNotes();
    update();
  }
  views.open(page.state.view, page);
}

/**
 * Open a view, and keep that in the link.
 * @param {View} name
 */
function openView(name) {
  views.open(name, page);
  saveLink();
}

function wireButtons() {
  for (const button of elements("[data-language]")) {
    button.addEventListener("click", () => {
      setLanguage(button.dataset.language ?? "");
      update();
    });
  }
  find("big").addEventListener("click", () => {
    page.state.big = !page.state.big;
    setLanguage(page.state.language);
    update();
  });
  find("log").addEventListener("change", () => {
    page.state.log = field("log").checked;
    update();
  });
  find("reset").addEventListener("click", () => {
    page.state.values = lockedValues(page.state);
    if (page.said) predict.reset(page, false);
    update();
  });
  find("other-luck").addEventListener("click", () => {
    page.state.seed = (page.state.seed + 1) % (MOST_SEED + 1);
    update();
  });
  find("energy-table").addEventListener("toggle", () => {
    if (isOpen("energy-table")) energy.table(find("energy-table"), page);
  });
}

function wireWindow() {
  const redraw = later(60, () => {
    drawEnergy();
    views.drawOpen(page);
  });
  let width = find("energy-chart").clientWidth;
  new ResizeObserver(() => {
    if (find("energy-chart").clientWidth === width) return;
    width = find("energy-chart").clientWidth;
    redraw();
  }).observe(find("energy-chart"));
  window.addEventListener("hashchange", () => {
    if (location.hash.includes("=")) startFromLink();
    else saveLink(); // a place in the page, not a state of it
  });
  window.addEventListener("beforeprint", () => views.drawAll(page));
  window.addEventListener("afterprint", () => views.open(page.state.view, page));
}

/** Whoever waits for the page can see that it is at work. */
slices.watch((working) => document.documentElement.toggleAttribute("data-working", working));
presets.build(page, choosePreset);
panel.build(changed);
predict.build(page, { redraw: drawEnergy, reveal, again: predictAgain });
views.build(page, openView);
downloads.build(page);
teacher.build(page);
wireButtons();
startFromLink();
performance.mark("explorer-first-curve");
wireWindow();
