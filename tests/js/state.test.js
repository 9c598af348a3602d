// @ts-check
/* Links to the explorer: they hold a whole state, and a hostile one does no harm. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { CONTROLS, isThere, valueText } from "../../jevons_sim/explorer/controls.js";
import { initial, isLocked, lockedValues, read, write } from "../../jevons_sim/explorer/state.js";
import { languageOf, valuesOf } from "../../jevons_sim/web/shared/link.js";
import * as words from "../../jevons_sim/web/shared/words.js";
import { data, opened, pageAt } from "./data.js";

const SEED = data.presets["deepseek-shock"].seeds[0];

for (const value of ["abc", "NaN", "1e999", "", "--1", "0x10", "Infinity", "-1;2"]) {
  test(`nonsense is the default: ${value}`, () => {
    const page = pageAt(`#predict=0&elasticity=${encodeURIComponent(value)}`);
    assert.deepEqual(page.state.values, {});
    const [control] = CONTROLS.filter(({ id }) => id === "elasticity");
    assert.equal(valueText(control, control.read(page.scenario), page.scenario), "−0.80");
    assert.ok(page.result.actual.energy_twh.every(Number.isFinite));
  });
}

test("a value out of range is clamped and said", () => {
  const { state, notes } = opened("#elasticity=99&gain=1e9&seed=5");
  assert.equal(state.values.elasticity, 0);
  assert.equal(notes.length, 2);
  words.use("en");
  const said = notes.map(([key, values]) =>
    words.say(key, { ...values, control: words.say(`name_${values.control}`) }),
  );
  assert.ok(
    said.includes("Elasticity of use: 99 in the link is out of range; 0 is used."),
    said.join("\n"),
  );
});

test("an unknown language is English", () => {
  assert.equal(opened("#lang=xx").state.language, "en");
  assert.equal(opened("#lang=ko").state.language, "ko");
  assert.equal(opened("").state.language, data.start.language);
  assert.equal(languageOf(new URLSearchParams("lang=toString"), "ko"), "en");
  assert.equal(languageOf(new URLSearchParams(""), "ko"), "ko");
});

test("markup in a link is no state", () => {
  const hostile = "%3Cscript%3Ealert(1)%3C/script%3E";
  const keys = ["tax", "preset", "view", "lock", "v", "lang", "rule", "seed", hostile];
  const { state, notes } = opened(`#${keys.map((key) => `${key}=${hostile}`).join("&")}`);
  assert.ok(notes.length > 0);
  assert.deepEqual(state, { ...initial(data.start, data.presets), locked: [], language: "en" });
  assert.ok(!JSON.stringify(notes).includes("alert"));
});

test("a link cannot reach into objects", () => {
  const link = "#preset=__proto__&lock=constructor,toString&rule=__proto__&lang=toString";
  const { state } = opened(link);
  assert.equal(state.preset, "deepseek-shock");
  assert.deepEqual(state.locked, []);
  assert.equal(isLocked(state, "gain"), false);
  assert.deepEqual(state.values, {});
});

test("a long link is left out", () => {
  const { state, notes } = opened(`#elasticity=-1.5&x=${"y".repeat(100_000)}`);
  assert.deepEqual(state.values, {});
  assert.equal(state.seed, SEED);
  words.use("en");
  assert.ok(words.say(notes[0][0]).includes("longer than 2 kB"));
  assert.equal(valuesOf(`#${"y".repeat(2049)}`), null);
  assert.equal(valuesOf(`#x=${"y".repeat(2046)}`)?.get("x")?.length, 2046);
});

test("every state fits a link", () => {
  const values = Object.fromEntries(CONTROLS.map(({ id }) => [id, -123456.123456]));
  const locked = [...Object.keys(values), "preset"];
  const preset = "p".repeat(63);
  const state = { ...opened("#predict=0").state, preset, values, locked, seed: 9999, big: true };
  assert.ok(write(state, "10.10.10").length < 1000);
});

test("a link of another version says so", () => {
  const [[key, values]] = opened("#v=0.0.9").notes;
  words.use("en");
  const said = words.say(key, values);
  const wanted = `version 0.0.9 of the model; this page has version ${data.version}`;
  assert.ok(said.includes(wanted), said);
  assert.deepEqual(opened(`#v=${data.version}`).notes, []);
});

test("what is written is read again, in every preset and with every control moved", () => {
  for (const [name, preset] of Object.entries(data.presets)) {
    const { state } = opened(`#preset=${name}`);
    for (const control of CONTROLS.filter((one) => isThere(one, preset))) {
      const { low, high, step } = control.range(preset, control.read(preset));
      state.values[control.id] = control.choices
        ? control.choices[2]
        : Number((low + step * Math.round((high - low) / step / 3)).toFixed(6));
    }
    Object.assign(state, { seed: 17, language: "ko", predict: false, view: "firms", big: true });
    Object.assign(state, { log: true, locked: ["gain", "preset"] });
    const { state: again, notes } = opened(`#${write(state, data.version)}`);
    assert.deepEqual(again, state);
    assert.deepEqual(notes, []);
  }
});

test("no limit is a value of its own", () => {
  const { state, notes } = opened("#limit=none");
  assert.deepEqual([state.values, notes], [{ limit: null }, []]);
  assert.match(write(state, data.version), /&limit=none&/);
  const limited = pageAt("#limit=120").result.actual.energy_twh.at(-1) ?? 0;
  assert.ok(limited < (pageAt("#limit=none").result.actual.energy_twh.at(-1) ?? 0));
});

test("a reset leaves what is locked", () => {
  const { state } = opened("#predict=0&elasticity=-1.5&tax=100&lock=elasticity");
  assert.deepEqual(lockedValues(state), { elasticity: -1.5 });
  assert.deepEqual(lockedValues({ ...state, locked: ["all"] }), { elasticity: -1.5, tax: 100 });
});

test("a page may start locked, in Korean, without prediction", () => {
  const start = { ...data.start, language: "ko", lock: true, predict: false };
  const { state } = read("", start, data.presets, data.version);
  assert.deepEqual([state.language, state.predict], ["ko", false]);
  assert.ok(CONTROLS.every(({ id }) => isLocked(state, id)));
});
