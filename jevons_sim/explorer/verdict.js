/* The answer in words: R with its meaning, the verdict, and what the change is like. */
"use strict";

(function (app) {
  const { find } = app.dom;

  const endYear = (page) => page.result.years[page.result.years.length - 1].toFixed(0);

  /** Show R and its meaning, the verdict, and what the change is like; or none of it yet. */
  function show(page) {
    const { say, verdict, kind, twoDecimals } = app.words;
    const what = page.hidden ? "hidden" : kind(page.rebound.ai);
    find("verdict").textContent = page.hidden
      ? say("verdict_hidden")
      : verdict(page.rebound, endYear(page));
    find("picture").textContent = page.hidden ? "" : `${pictureText(page)} ${serviceText(page)}`.trim();
    find("r-value").textContent =
      page.hidden || page.rebound.ai === null ? "?" : twoDecimals(page.rebound.ai);
    find("r-kind").textContent = say(`short_${what}`);
    find("score").dataset.kind = what;
  }

  /** The change in reactors, where there were reactors. */
  function pictureText(page) {
    const last = page.result.years.length - 1;
    const change = page.result.actual.energy_twh[last] - page.result.frozen.energy_twh[last];
    const units = page.scenario.equivalents;
    if (!units || Math.abs(change) < 0.005) return "";
    const n = Number(Math.abs(change / units.reactor_twh).toPrecision(2));
    const values = { n: n.toLocaleString("en"), twh: app.words.number(Math.abs(change)) };
    return app.words.say(change > 0 ? "picture_more" : "picture_less", values);
  }

  /** What users get for it: efficiency has a second side. */
  function serviceText(page) {
    const last = page.result.years.length - 1;
    const ratio = page.result.actual.service_mtok[last] / page.result.frozen.service_mtok[last];
    return app.words.say("service", { n: app.words.number(ratio) });
  }

  app.verdict = { show };
})(Explorer);
