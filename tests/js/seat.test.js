// @ts-check
/* Links to the class game: a seat that there is, a language that there is, whatever they hold. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { seatOf } from "../../jevons_sim/classroom/seat.js";
import { languageOf, valuesOf } from "../../jevons_sim/web/shared/link.js";
import { classroom } from "./data.js";

const valuesIn = (/** @type {string} */ hash) => valuesOf(hash) ?? new URLSearchParams();

/** @type {[string, number, string, number, boolean][]} */
const LINKS = [
  ["", 0, "cloud", 0, false],
  ["#world=2&role=grid&round=3", 1, "grid", 2, false],
  ["#world=abc&role=NaN&round=1e999", 0, "cloud", 0, false],
  ["#round=99&world=99", 7, "cloud", 3, true],
  ["#round=-5", 0, "cloud", 0, true],
  ["#role=<script>alert(1)</script>", 0, "cloud", 0, false],
  ["#role=__proto__&round=%00", 0, "cloud", 0, false],
  [`#role=grid&x=${"x".repeat(100_000)}`, 0, "cloud", 0, false],
];

for (const [link, world, role, round, clamped] of LINKS) {
  test(`a hostile link does no harm: ${link.slice(0, 40)}`, () => {
    const found = seatOf(valuesIn(link), classroom.rules);
    assert.deepEqual(found, { seat: { world, role, round }, clamped });
  });
}

test("what is clamped is said to be the nearest", () => {
  assert.match(classroom.words.en.clamped, /nearest/);
});

for (const [link, language] of [
  ["#lang=ko", "ko"],
  ["#lang=xx", "en"],
  ["", "en"],
]) {
  test(`the link chooses a language that there is: ${link}`, () => {
    assert.equal(languageOf(valuesIn(link), "en"), language);
  });
}
