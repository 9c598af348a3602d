/* The page: reads its data and its link, runs the model as controls move, and keeps all in step. */
"use strict";

(function (app) {
  const { find, later } = app.dom;
  const OTHER_LUCKS = 12;
  const CASES = ["frozen", "engineering", "actual"];

  const data = JSON.parse(find("explorer-data").textContent);
  app.words.load(data.words, data.used_up);

  /** Everything that the page shows at a time. */
  const page = {
    data,
    presets: data.presets,
    state: null,
    revealed: false,
    hidden: false,
    lucks: [],
    parts: null,
    firms: null,
    failed: false,
    notes: [],
    guess: null,
    drawn: null,
    choice: null,
    said: null,
  };

  /** Run the model for the state; returns whether there is an answer. The last one stays otherwise. */
  function compute() {
    page.preset = page.presets[page.state.preset];
    page.scenario = app.controls.scenarioOf(page.preset, page.state.values, page.state.seed);
    const result = JevonsTwin.run(page.scenario, { seed: page.state.seed });
    const works = CASES.every((name) => hasAnswer(result[name]));
    find("failure").hidden = works;
    find("failure").textContent = works ? "" : app.words.say("failure");
    find("bench").classList.toggle("stale", !works);
    find("save-csv").disabled = find("save-yaml").disabled = !works;
    find("reveal").disabled = !works || page.choice === null;
    page.failed = !works;
    if (!works) return false;
    page.result = result;
    page.rebound = JevonsTwin.rebound(result);
    return true;
  }

  /** Demand that no price can hold back drives the price at a limit beyond all numbers. */
  const hasAnswer = (series) =>
    ["energy_twh", "price_usd_per_mtok"].every((name) => series[name].every(Number.isFinite));

  /** The main chart, its words and its key. */
  function drawEnergy() {
    page.hidden = app.predict.isHidden(page);
    page.chart = app.energy.draw(find("energy-chart"), page);
    find("energy-sentence").textContent = app.energy.sentence(page);
    find("luck-sentence").textContent = page.hidden ? "" : app.energy.luckSentence(page);
    app.energy.legend(find("energy-legend"), page);
    if (find("energy-table").open) app.energy.table(find("energy-table"), page);
    app.verdict.show(page);
    app.predict.show(page);
  }

  const saveLink = later(250, () => {
    history.replaceState(null, "", `#${app.state.write(page.state, data.version)}`);
  });

  page.announce = (text) => {
    find("live").textContent = text;
  };
  const announceVerdict = later(700, () => page.announce(find("verdict").textContent));
  const drawOpenSoon = later(30, () => app.views.drawOpen(page));

  page.redrawFrontier = () => {
    if (page.state.view === "frontier") app.views.draw("frontier", page);
  };

  page.wantParts = () => {
    app.slices.start("parts", app.parts.job(page.scenario, page.state.seed), (parts) => {
      page.parts = parts;
      if (page.state.view === "parts") app.views.drawOpen(page);
      app.predict.show(page);
    });
  };

  /**
   * Other draws of luck, a run a slice: lines that show how far one run can be trusted. Each is scaled
   * to the frozen line on the page: above it means that the gain raises energy with that luck too.
   */
  function* otherLucks() {
    const found = [];
    for (let k = 1; k <= OTHER_LUCKS; k++) {
      const result = JevonsTwin.run(page.scenario, { seed: page.state.seed + k });
      const scale = (value, t) =>
        (value * page.result.frozen.energy_twh[t]) / result.frozen.energy_twh[t];
      found.push({
        energy: result.actual.energy_twh.map(scale),
        rebound: JevonsTwin.rebound(result).ai,
      });
      yield;
    }
    return found;
  }

  function startSlowWork() {
    if (page.hidden) return;
    app.slices.start("lucks", otherLucks(), (found) => {
      page.lucks = found;
      drawEnergy();
    });
  }

  /** Bring all in step with the state. `stamp` is the time of the event that asked for it. */
  function update(stamp) {
    const works = compute();
    if (works) {
      page.lucks = [];
      page.parts = null;
    }
    if (page.result) drawEnergy();
    if (works && stamp !== undefined) note(stamp);
    app.panel.show(page.scenario, page.preset, page.state);
    find("seed").textContent = String(page.state.seed);
    saveLink();
    app.slices.clear();
    drawOpenSoon();
    if (!works) return;
    startSlowWork();
    announceVerdict();
  }

  /** Note how long a redraw took, for the tests: the last hundred at most. */
  function note(stamp) {
    const name = "explorer-redraw";
    if (performance.getEntriesByName(name).length >= 100) performance.clearMeasures(name);
    performance.measure(name, { start: stamp, end: performance.now() });
  }

  /** A control moved: it is kept only where it differs from the preset. */
  function changed(id, value, stamp) {
    if (page.said) app.predict.reset(page, false);
    if (value === app.controls.byId[id].read(page.preset)) delete page.state.values[id];
    else page.state.values[id] = value;
    update(stamp);
  }

  function choosePreset(name) {
    page.state.preset = name;
    page.state.values = {};
    page.state.seed = app.presets.seedOf(name, page);
    app.predict.reset(page, page.state.predict && !page.revealed);
    setLanguage(page.state.language);
    update();
  }

  function reveal() {
    if (page.failed) return;
    page.revealed = true;
    app.predict.remember(page);
    update();
    page.wantParts();
    showAnswer("revealed");
  }

  function predictAgain() {
    app.predict.reset(page, true);
    update();
    showAnswer("predict");
  }

  /** Bring the chart into sight, and the keyboard to what belongs to it. */
  function showAnswer(place) {
    find(place).focus({ preventScroll: true });
    find("answer").scrollIntoView();
  }

  function setLanguage(name) {
    page.state.language = app.words.use(name);
    app.words.about(page.state.preset);
    app.dom.translate();
    app.presets.show(page);
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === page.state.language));
    }
    document.documentElement.classList.toggle("big", page.state.big);
    find("big").setAttribute("aria-pressed", String(page.state.big));
    find("log").checked = page.state.log;
    showNotes();
  }

  /** Read the link into the state, saying what was not taken as it stood. */
  function readLink() {
    const { state, notes } = app.state.read(location.hash, data.start, page.presets, data.version);
    page.state = state;
    page.notes = notes;
    app.predict.reset(page, state.predict);
    setLanguage(state.language);
  }

  function showNotes() {
    const { say } = app.words;
    const told = page.notes.map(([key, values]) => {
      const control = values.control === undefined ? "" : say(`name_${values.control}`);
      return app.dom.make("p", {}, say(key, { ...values, control }));
    });
    find("notes").replaceChildren(...told);
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
    app.views.open(page.state.view, page);
  }

  function openView(name) {
    app.views.open(name, page);
    saveLink();
  }

  function wireButtons() {
    for (const button of document.querySelectorAll("[data-language]")) {
      button.addEventListener("click", () => {
        setLanguage(button.dataset.language);
        update();
      });
    }
    find("big").addEventListener("click", () => {
      page.state.big = !page.state.big;
      setLanguage(page.state.language);
      update();
    });
    find("log").addEventListener("change", () => {
      page.state.log = find("log").checked;
      update();
    });
    find("reset").addEventListener("click", () => {
      page.state.values = app.state.lockedValues(page.state);
      if (page.said) app.predict.reset(page, false);
      update();
    });
    find("other-luck").addEventListener("click", () => {
      page.state.seed = (page.state.seed + 1) % (app.state.MOST_SEED + 1);
      update();
    });
    find("energy-table").addEventListener("toggle", (event) => {
      if (event.target.open) app.energy.table(event.target, page);
    });
  }

  function wireWindow() {
    const redraw = later(60, () => {
      drawEnergy();
      app.views.drawOpen(page);
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
    window.addEventListener("beforeprint", () => app.views.drawAll(page));
    window.addEventListener("afterprint", () => app.views.open(page.state.view, page));
  }

  app.presets.build(page, choosePreset);
  app.panel.build(changed);
  app.predict.build(page, { redraw: drawEnergy, reveal, again: predictAgain });
  app.views.build(page, openView);
  app.downloads.build(page);
  app.teacher.build(page);
  wireButtons();
  startFromLink();
  performance.mark("explorer-first-curve");
  wireWindow();
  app.page = page;
})(Explorer);
