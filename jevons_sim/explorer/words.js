/* Words and numbers for people, in English and Korean.
   Everything that the page says comes from explorer.words.json; nothing here writes into the page. */
"use strict";

const Explorer = {};

(function (app) {
  let table = { en: {}, ko: {} };
  let language = "en";
  let subject = "";

  let usedUp = NaN;

  /** Take the table of words, language to key to text, and how near to 1 a rebound reads as 1. */
  function load(words, border) {
    table = words;
    usedUp = border;
  }

  /** Choose a language; one that the table does not have becomes English. */
  function use(name) {
    language = Object.hasOwn(table, name) ? name : "en";
    return language;
  }

  /** Choose what the page is about, the name of a preset: "energy_axis@lighting" beats "energy_axis". */
  function about(preset) {
    subject = preset;
  }

  /** Whether there are words for a key. */
  const has = (key) => Object.hasOwn(table[language], key);

  /**
   * The words for a key, with {name} replaced by its value and {ai} by what the firms use. A missing
   * key shows itself.
   */
  function say(key, values = {}) {
    const own = `${key}@${subject}`;
    const text = table[language][has(own) ? own : key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      if (Object.hasOwn(values, name)) return String(values[name]);
      return name === "ai" ? say("ai") : whole;
    });
  }

  const { number, percent, twoDecimals } = JevonsNumbers;

  /** A signed number: +0.120 or −0.120. */
  const signed = (value) => JevonsNumbers.signed(number(value));

  /** A growth factor in words: "rises 2.3-fold"; `perfect` says what would have happened. */
  function change(ratio, perfect = false) {
    const end = perfect ? "_perfect" : "";
    if (ratio >= 2) return say("rises_fold" + end, { n: number(ratio) });
    if (Math.abs(ratio - 1) < 0.005) return say("stays" + end);
    if (ratio > 1) return say("rises_percent" + end, { n: percent(ratio - 1) });
    if (ratio > 0.01) return say("falls_percent" + end, { n: percent(1 - ratio) });
    return say((ratio > 0 ? "falls_fraction" : "falls_zero") + end, { n: number(1 / ratio) });
  }

  /** Which kind of rebound a number is; the bounds are those of the command line. */
  function kind(rebound) {
    if (rebound === null || !Number.isFinite(rebound)) return "no_saving";
    if (rebound > 1 + usedUp) return "backfire";
    if (rebound >= 1 - usedUp) return "used_up";
    if (rebound >= usedUp) return "part";
    return rebound > -usedUp ? "whole" : "super";
  }

  /** The answer in words: what happens, what would have happened, and what that means. */
  function verdict(rebound, year) {
    const what = kind(rebound.ai);
    const meaning = say(`kind_${what}`);
    const values = {
      year,
      actual: change(rebound.growth),
      frozen: change(rebound.frozenGrowth, true),
      meaning: what === "no_saving" ? meaning : `${meaning}, R = ${twoDecimals(rebound.ai)}`,
    };
    return say("verdict", values);
  }

  app.words = {
    ...{ load, use, about, has, say },
    ...{ number, twoDecimals, percent, signed, change, kind, verdict },
  };
  Object.defineProperty(app.words, "language", { get: () => language });
})(Explorer);
