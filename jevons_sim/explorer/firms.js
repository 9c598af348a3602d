/* The firms: a field of dots, keenest first, as large as the firm, coloured by when it adopted.
   A scrubber moves time; a firm that is picked says why it did or did not adopt. */
"use strict";

(function (app) {
  const { node, text } = app.svg;
  const { find } = app.dom;
  const NEVER = "#ffffff";
  const BASE = "#1b2126";
  /** From early to late: dark blue, blue, green, yellow. */
  const RAMP = [
    [0, 62, 121],
    [0, 126, 176],
    [58, 168, 120],
    [230, 195, 40],
  ];
  let field = null;
  /** Whether somebody has picked a firm; until then the page shows one that the gain brought in. */
  let touched = false;

  /** Colour of a firm that adopted at a share of the horizon. */
  function rampAt(share) {
    const place = Math.min(share, 0.9999) * (RAMP.length - 1);
    const k = Math.floor(place);
    const mix = RAMP[k].map((value, i) => Math.round(value + (RAMP[k + 1][i] - value) * (place - k)));
    return `rgb(${mix.join(",")})`;
  }

  const uses = (firms, t, i) => firms.using[t * firms.n + i] === 1;
  const usesFrozen = (firms, t, i) => firms.frozenUsing[t * firms.n + i] === 1;

  /** Firms in order of keenness: those that would pay most come first, those that never adopt last. */
  function orderOf(firms) {
    const order = Array.from({ length: firms.n }, (_, i) => i);
    const started = (i) => (uses(firms, 0, i) ? 1 : 0);
    return order.sort(
      (a, b) =>
        started(b) - started(a) || compare(firms.lnReservation[b], firms.lnReservation[a]) || a - b
    );
  }

  const compare = (a, b) => (a === b ? 0 : a - b);

  /** Draw the field anew: after a control moved or the window changed. */
  function draw(box, page) {
    const firms = page.firms;
    if (!firms) return;
    const { root, width, size } = app.svg.sheet(box, sentence(page), {
      ratio: 9,
      least: 10,
      most: 0,
    });
    const cell = Math.max(9, Math.sqrt((width * Math.max(230, width * 0.32)) / firms.n));
    const columns = Math.floor((width - cell) / cell);
    const rows = Math.ceil(firms.n / columns);
    const height = Math.ceil((rows + 1) * cell + 1.8 * size);
    root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    root.setAttribute("height", height);
    const order = orderOf(firms);
    field = { order, rank: rankOf(order), cell, columns, dots: [], top: 1.4 * size, page, root };
    root.append(text(2, size, app.words.say("field_keen")));
    const bySize = [...order].sort((a, b) => firms.size[b] - firms.size[a]);
    for (const i of bySize) root.append(dotOf(firms, i));
    field.ring = node("circle", {
      class: "picked",
      fill: "none",
      stroke: "#D55E00",
      "stroke-width": 3,
      r: 0,
    });
    root.append(field.ring);
    box.replaceChildren(root);
    root.addEventListener("pointerdown", pickNear);
    if (!touched) find("firms-pick").value = String(field.rank[notable("brought")] + 1);
    paint();
  }

  function rankOf(order) {
    const rank = new Int32Array(order.length);
    order.forEach((firm, k) => {
      rank[firm] = k;
    });
    return rank;
  }

  /** Where a firm's dot is: row by row, in order of keenness. */
  function placeOf(i) {
    const k = field.rank[i];
    return [
      field.cell * (0.9 + (k % field.columns)),
      field.top + field.cell * (0.7 + Math.floor(k / field.columns)),
    ];
  }

  /** Area of the dot in proportion to size, within what can be seen and does not cover others. */
  function radiusOf(firms, i) {
    const mean = 0.3 * field.cell * Math.sqrt(firms.size[i] * firms.n);
    return Math.min(2.2 * field.cell, Math.max(0.16 * field.cell, mean));
  }

  function dotOf(firms, i) {
    const [cx, cy] = placeOf(i);
    const dot = node("circle", {
      cx: cx.toFixed(1),
      cy: cy.toFixed(1),
      r: radiusOf(firms, i).toFixed(1),
    });
    field.dots[i] = dot;
    return dot;
  }

  /** Colour every firm as it is at the time of the scrubber. */
  function paint() {
    if (!field) return;
    const { page } = field;
    const firms = page.firms;
    const t = Number(find("firms-time").value);
    const last = page.result.years.length - 1;
    const lnPrice = Math.log(
      page.result.actual.price_usd_per_mtok[t] / page.scenario.price.base_usd_per_mtok
    );
    for (let i = 0; i < firms.n; i++) {
      const dot = field.dots[i];
      const since = firms.adoptedAt[i];
      if (uses(firms, t, i)) {
        dot.setAttribute("fill", since === 0 || since < 0 ? BASE : rampAt(since / last));
        dot.setAttribute("stroke", "#ffffff");
      } else {
        dot.setAttribute("fill", NEVER);
        dot.setAttribute("stroke", firms.lnReservation[i] >= lnPrice ? "#0072B2" : "#9aa3ab");
      }
    }
    find("firms-time").setAttribute("aria-valuetext", app.why.dateOf(page.result.years[t]));
    find("firms-now").textContent = nowSentence(page, t, lnPrice);
    showPicked();
  }

  /** How many use AI at a time, and how many more could gain from it. */
  function nowSentence(page, t, lnPrice) {
    const firms = page.firms;
    let users = 0;
    let could = 0;
    for (let i = 0; i < firms.n; i++) {
      if (uses(firms, t, i)) users += 1;
      else if (firms.lnReservation[i] >= lnPrice) could += 1;
    }
    const { say, number } = app.words;
    const price = say("price", { n: number(page.result.actual.price_usd_per_mtok[t]) });
    return say("firms_now", {
      year: app.why.dateOf(page.result.years[t]),
      users,
      could,
      n: firms.n,
      price,
    });
  }

  /** Choose the dot that is nearest to the pointer. */
  function pickNear(event) {
    const box = field.root.getBoundingClientRect();
    const at = [event.clientX - box.left, event.clientY - box.top];
    let best = [Infinity, 0];
    for (const i of field.order) {
      const [x, y] = placeOf(i);
      const far = Math.hypot(x - at[0], y - at[1]) - radiusOf(field.page.firms, i) * 0.5;
      if (far < best[0]) best = [far, i];
    }
    pick(best[1]);
  }

  /** Pick a firm: the slider of firms follows, and the firm says why. */
  function pick(i) {
    touched = true;
    find("firms-pick").value = String(field.rank[i] + 1);
    showPicked();
  }

  /** Firms that are worth a look: the largest, the last to adopt, one that only the gain brought in. */
  function notable(name) {
    const firms = field.page.firms;
    const last = field.page.result.years.length - 1;
    const best = (score) => field.order.reduce((a, b) => (score(b) > score(a) ? b : a));
    if (name === "largest") return best((i) => firms.size[i]);
    if (name === "latest") return best((i) => firms.adoptedAt[i]);
    return best((i) => (uses(firms, last, i) && !usesFrozen(firms, last, i) ? firms.size[i] : -1));
  }

  function showPicked() {
    const k = Number(find("firms-pick").value) - 1;
    const i = field.order[Math.min(Math.max(k, 0), field.order.length - 1)];
    const [cx, cy] = placeOf(i);
    const r = radiusOf(field.page.firms, i) + 4;
    for (const [name, value] of [
      ["cx", cx],
      ["cy", cy],
      ["r", r],
    ])
      field.ring.setAttribute(name, value.toFixed(1));
    const lines = app.why.linesOf(field.page, i, Number(find("firms-time").value), field.rank[i] + 1);
    find("firms-why").replaceChildren(...lines.map((line) => app.dom.make("li", {}, line)));
  }

  /** Wire the scrubber, the slider of firms and the buttons, once. */
  function build() {
    find("firms-time").addEventListener("input", paint);
    find("firms-pick").addEventListener("input", () => {
      touched = true;
      if (field) showPicked();
    });
    for (const name of ["largest", "latest", "brought"]) {
      find(`firms-${name}`).addEventListener("click", () => field && pick(notable(name)));
    }
  }

  /** Set the ends of the sliders to the run's. */
  function fit(page) {
    const time = find("firms-time");
    const atEnd = time.value === time.max;
    time.max = String(page.result.years.length - 1);
    if (atEnd) time.value = time.max;
    find("firms-pick").max = String(page.scenario.population.firms);
  }

  function sentence(page) {
    const firms = page.firms;
    if (!firms) return "";
    const last = page.result.years.length - 1;
    let users = 0;
    let brought = 0;
    for (let i = 0; i < firms.n; i++) {
      if (!uses(firms, last, i)) continue;
      users += 1;
      if (!usesFrozen(firms, last, i)) brought += 1;
    }
    const values = { year: page.result.years[last], users, brought, n: firms.n };
    return app.words.say("firms_sentence", values);
  }

  /** A row a year: how many use AI, with the gain and without it. */
  function table(box, page) {
    const firms = page.firms;
    if (!firms) return;
    const { say } = app.words;
    const count = (using, t) =>
      using.subarray(t * firms.n, (t + 1) * firms.n).reduce((sum, one) => sum + one, 0);
    const rows = [];
    page.result.years.forEach((year, t) => {
      if (Number.isInteger(year))
        rows.push([String(year), String(count(firms.using, t)), String(count(firms.frozenUsing, t))]);
    });
    app.dom.table(box, say("view_firms"), [say("year"), say("with_gain"), say("without_gain")], rows);
  }

  app.firms = { build, draw, fit, sentence, table, uses, usesFrozen };
})(Explorer);
