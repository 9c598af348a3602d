// @ts-check
/* What the explorer says in words: for every question that it offers, and for any other scenario. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as changed from "../../jevons_sim/explorer/changed.js";
import * as energy from "../../jevons_sim/explorer/energy.js";
import * as firms from "../../jevons_sim/explorer/firms.js";
import * as frontier from "../../jevons_sim/explorer/frontier.js";
import * as parts from "../../jevons_sim/explorer/parts.js";
import { hasPlane, job } from "../../jevons_sim/explorer/plane.js";
import { verdict } from "../../jevons_sim/explorer/verdict.js";
import { linesOf } from "../../jevons_sim/explorer/why.js";
import { rebound } from "../../jevons_sim/twin/analysis.js";
import { kindOf } from "../../jevons_sim/twin/kind.js";
import { run } from "../../jevons_sim/twin/model.js";
import { twoDecimals } from "../../jevons_sim/web/shared/numbers.js";
import * as words from "../../jevons_sim/web/shared/words.js";
import { data, derived, finish, own, pageAt } from "./data.js";

/** @import { Page } from "../../jevons_sim/explorer/types.d.ts" */
/** @import { Watched } from "../../jevons_sim/explorer/why.js" */

/**
 * Do what the page does in slices.
 * @param {Page} page
 */
function complete(page) {
  const { seed } = page.state;
  page.parts = finish(parts.job(page.scenario, seed));
  if (hasPlane(page)) finish(job(page));
  const other = run(page.scenario, { seed: seed + 1 });
  page.lucks = [{ energy: other.actual.energy_twh, rebound: rebound(other).ai }];
  return page;
}

/**
 * Everything that the page says about a result, by place.
 * @param {Page} page
 */
function said(page) {
  const end = String(page.result.years.at(-1));
  return {
    verdict: verdict(page.rebound, end),
    energy: energy.sentence(page),
    luck: energy.luckSentence(page),
    changed: changed.sentence(page),
    parts: parts.sentence(page),
    frontier: frontier.sentence(page),
    firms: firms.sentence(page),
    why: linesOf(/** @type {Watched} */ (page), 0, page.result.years.length - 1, 1).join(" "),
  };
}

/**
 * Hold what is said to be words: no hole, no number that is none, no place left open.
 * @param {Record<string, string>} texts
 * @param {number} least letters
 */
function assertWords(texts, least = 10) {
  for (const [place, text] of Object.entries(texts)) {
    assert.ok(text.length > least || (place === "luck" && text === ""), `${place}: ${text}`);
    assert.doesNotMatch(text, /NaN|undefined|null|Infinity|[{}]/, place);
  }
}

for (const name of Object.keys(data.presets)) {
  test(`each preset has a question and says what comes of it: ${name}`, () => {
    const page = complete(pageAt(`#preset=${name}&predict=0`));
    assert.equal(page.state.preset, name);
    const question = words.has(`question_${name}`)
      ? words.say(`question_${name}`)
      : page.presets[name].question;
    assert.ok(question.length > 20);
    assert.match(twoDecimals(page.rebound.ai ?? NaN), /^−?\d/);
    assertWords(said(page));
    words.use("ko");
    const korean = said(page);
    assertWords(korean);
    for (const [place, text] of Object.entries(korean)) {
      if (text) assert.match(text, /[가-힣]/, place);
    }
  });
}

for (const [name, scenario] of Object.entries(own)) {
  test(`any scenario can be explored: ${name}`, () => {
    const presets = { [name]: scenario, ...data.presets };
    const page = complete(pageAt(`#preset=${name}&predict=0`, presets));
    assert.equal(page.state.preset, name);
    assert.ok(page.result.actual.energy_twh.every(Number.isFinite));
    assertWords(said(page), 20);
  });
}

test("where demand is derived there is no map, and that is said", () => {
  const page = pageAt("#preset=reference&predict=0", { ...data.presets, reference: derived });
  assert.equal(hasPlane(page), false);
  assert.ok(frontier.sentence(page).length > 20);
  assert.equal(frontier.sentence(page), words.say("why_derived"));
});

test("cheaper is what rebounds, not greener", () => {
  const green = pageAt("#predict=0&preset=green-not-cheap").rebound.ai ?? NaN;
  const cheap = pageAt("#predict=0&preset=green-not-cheap&power=1").rebound.ai ?? NaN;
  assert.ok(green < 0.05);
  assert.ok(cheap > 1);
  assert.equal(kindOf(cheap), "backfire");
});

for (const [language, says] of Object.entries({ en: "with 1800 as 1", ko: "1800년을 1로" })) {
  test(`light is not measured in terawatt hours: ${language}`, () => {
    const page = complete(pageAt(`#preset=lighting&predict=0&lang=${language}&limit=4`));
    const texts = Object.values(said(page)).join(" ");
    assert.doesNotMatch(texts, /\d TWh|, TWh/);
    const axes = ["energy_axis", "inference_axis", "change_twh", "value_limit"];
    for (const key of axes) assert.doesNotMatch(words.say(key, { n: 4 }), /\d TWh|, TWh/);
    assert.ok(words.say("guess_high", { drawn: 9, actual: 1, off: "800%" }).includes(says));
  });
}

test("a firm that only the gain brought in says so", () => {
  const page = /** @type {Watched} */ (pageAt("#predict=0"));
  const last = page.result.years.length - 1;
  const brought = Array.from({ length: page.firms.n }, (_, i) => i).filter(
    (i) =>
      page.firms.using[last * page.firms.n + i] && !page.firms.frozenUsing[last * page.firms.n + i],
  );
  const lines = linesOf(page, brought[0], last, 12).join(" ");
  assert.match(lines, /Firm 12 of 1,000 in keenness/);
  assert.match(lines, /times the average size/);
  assert.match(lines, /It would pay at most|at any price/);
  assert.match(lines, /the gain brought it in/);
});

test("a verdict says how energy changes, with the gain and without", () => {
  words.use("en");
  words.about("");
  const rebound = { ai: 1.2, economy: 1.3, ratio: 1.1, growth: 2.34, frozenGrowth: 0.5 };
  const said = verdict(rebound, "2035");
  for (const part of ["2035", "rises 2.34-fold", "fallen by 50%", "R = 1.20"]) {
    assert.ok(said.includes(part), said);
  }
  const changes = [1.001, 1.25, 0.4, 0.005, 0].map((growth) => verdict({ ...rebound, growth }, ""));
  const ways = [
    "stays the same",
    "rises by 25%",
    "falls by 60%",
    "falls to 1/200",
    "falls to zero",
  ];
  ways.forEach((way, k) => assert.ok(changes[k].includes(way), changes[k]));
  assert.ok(!verdict({ ...rebound, ai: null }, "2035").includes("R ="));
});
