// @ts-check
/* Predictions: what a drawn curve stands for, and what is said when the answer is out. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { answerOf, isHidden, sentences, whole } from "../../jevons_sim/explorer/predict.js";
import { energyAtEnd } from "../../jevons_sim/explorer/ends.js";
import { pageAt } from "./data.js";

test("a rebound is one of three answers; without a saving there is none", () => {
  const answers = [-0.2, 0.49, 0.5, 1, 1 + 1e-8, 3].map(answerOf);
  assert.deepEqual(answers, ["arrives", "arrives", "part", "part", "above", "above"]);
  assert.deepEqual([answerOf(null), answerOf(NaN)], [null, null]);
});

test("a drawn curve has no holes, and stays level after its end", () => {
  const guess = Float64Array.from([10, NaN, 14, NaN, NaN, 20, NaN, NaN]);
  assert.deepEqual([...whole(guess)], [10, 12, 14, 16, 18, 20, 20, 20]);
  assert.deepEqual([...guess.slice(0, 2)], [10, NaN], "what was drawn stays as it was");
});

test("the answer is hidden until it is revealed", () => {
  const page = pageAt("");
  page.state.predict = true;
  page.revealed = false;
  assert.equal(isHidden(page), true);
  page.revealed = true;
  assert.equal(isHidden(page), false);
});

test("what was predicted is compared with what came", () => {
  const page = pageAt("#predict=0");
  assert.deepEqual(sentences(page), []);
  const actual = energyAtEnd(page, "actual");
  const answer = answerOf(page.rebound.ai);
  const ends = { near: 1.01, high: 1.5, low: 0.5 };
  const told = Object.values(ends).map((factor) => {
    page.said = { choice: "above", answer, drawn: factor * actual, actual };
    return sentences(page);
  });
  assert.ok(told.every((lines) => lines.some((line) => line.includes("Your curve ends at"))));
  assert.equal(new Set(told.map((lines) => lines[1])).size, 3);
  assert.ok(told.every((lines) => lines.some((line) => line.includes("The surprise"))));
});
