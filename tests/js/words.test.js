// @ts-check
/* Words of a page: in a language, about a preset, with values in their places. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import * as words from "../../jevons_sim/web/shared/words.js";

const { say } = words;

beforeEach(() => {
  words.load({
    en: { sum: "{n} of {all}", ai: "AI", "ai@coal": "iron", use: "Use of {ai}", lost: "{nowhere}" },
    ko: { sum: "{all} 중 {n}", ai: "AI", "ai@coal": "철", use: "{ai} 사용", lost: "{nowhere}" },
  });
  words.use("en");
  words.about("");
});

test("values stand in their places, in the order of the language", () => {
  assert.equal(say("sum", { n: 1, all: "3" }), "1 of 3");
  words.use("ko");
  assert.equal(say("sum", { n: 1, all: "3" }), "3 중 1");
});

test("a language that there is not is English", () => {
  for (const name of ["xx", "toString", "__proto__", ""]) {
    assert.equal(words.use(name), "en");
    assert.equal(words.inUse(), "en");
  }
});

test("words for the subject come first, also inside others", () => {
  words.about("coal");
  assert.equal(say("ai"), "iron");
  assert.equal(say("use"), "Use of iron");
  words.about("toString");
  assert.equal(say("use"), "Use of AI");
});

test("what has no value and no words stays as it is; values are not looked up in objects", () => {
  assert.equal(say("lost"), "{nowhere}");
  assert.equal(say("sum", /** @type {any} */ (Object.create({ n: 1 }))), "{n} of {all}");
});

test("a missing key shows itself, and is a fault", () => {
  const fault = mock.method(console, "error", () => {});
  assert.equal(say("toString"), "toString");
  assert.equal(words.has("toString"), false);
  assert.deepEqual(
    fault.mock.calls.map((call) => call.arguments),
    [["no words for toString"]],
  );
  fault.mock.restore();
});
