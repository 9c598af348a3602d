/* The four views below the main chart, as tabs: which one is open, and what it needs. */
"use strict";

(function (app) {
  const { find } = app.dom;
  const { VIEWS } = app.state;

  /** Start the work that a view waits for. */
  function prepare(name, page) {
    const seed = page.state.seed;
    if (name === "firms") {
      page.firms = JevonsTwin.run(page.scenario, { seed, firms: true }).firms;
      app.firms.fit(page);
    }
    if (name === "frontier" && !app.frontier.isDone(page) && app.frontier.isThere(page)) {
      app.slices.start("frontier", app.frontier.job(page), page.redrawFrontier);
    }
    if (name === "parts" && !page.parts) page.wantParts();
  }

  /** Hide what belongs to a chart where there is none to draw. */
  function showChart(name, there) {
    for (const item of find(`${name}-body`).querySelectorAll(".how, .numbers, .row")) item.hidden = !there;
  }

  /** Draw a view with its sentence and its table, if it is open by now. */
  function draw(name, page) {
    const view = app[name];
    const box = find(`${name}-chart`);
    find(`${name}-body`).hidden = page.hidden;
    find(`${name}-wait`).hidden = !page.hidden;
    if (page.hidden || page.failed) return;
    if (name === "frontier") showChart(name, app.frontier.isThere(page));
    view.draw(box, page);
    find(`${name}-sentence`).textContent = view.sentence(page);
    const details = find(`${name}-table`);
    if (details.open) view.table(details, page);
  }

  /** Draw the open view. */
  function drawOpen(page) {
    if (!page.hidden && !page.failed) prepare(page.state.view, page);
    draw(page.state.view, page);
  }

  /** Open a tab. */
  function open(name, page) {
    page.state.view = name;
    for (const other of VIEWS) {
      const tab = find(`tab-${other}`);
      tab.setAttribute("aria-selected", String(other === name));
      tab.tabIndex = other === name ? 0 : -1;
      find(`panel-${other}`).hidden = other !== name;
    }
    drawOpen(page);
  }

  /** Arrow keys move between tabs, as in every list of tabs. */
  function move(event, page, chosen) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const ends = { Home: 0, End: VIEWS.length - 1 };
    if (step === undefined && !(event.key in ends)) return;
    event.preventDefault();
    const here = VIEWS.indexOf(page.state.view);
    const next = step === undefined ? ends[event.key] : (here + step + VIEWS.length) % VIEWS.length;
    chosen(VIEWS[next]);
    find(`tab-${VIEWS[next]}`).focus();
  }

  /** Wire tabs and tables, once; `chosen(name)` opens a tab. */
  function build(page, chosen) {
    for (const name of VIEWS) {
      find(`tab-${name}`).addEventListener("click", () => chosen(name));
      find(`tab-${name}`).addEventListener("keydown", (event) => move(event, page, chosen));
      find(`${name}-table`).addEventListener("toggle", (event) => {
        if (event.target.open && !page.hidden && !page.failed) app[name].table(event.target, page);
      });
    }
    app.firms.build();
  }

  /** Show and draw all views, as on paper. */
  function drawAll(page) {
    for (const name of VIEWS) {
      find(`panel-${name}`).hidden = false;
      if (!page.hidden && !page.failed) prepare(name, page);
      app.slices.finish();
      draw(name, page);
    }
  }

  app.views = { build, open, draw, drawOpen, drawAll };
})(Explorer);
