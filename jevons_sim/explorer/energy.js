/* The main chart: energy over time in the three cases, with the rebound shaded and named. */
"use strict";

(function (app) {
  const { COLOUR, INK, node, text } = app.svg;
  const WIDE = 560;

  /** Draw; `page` holds the result, other lucks, the prediction, and whether the answer is hidden. */
  function draw(box, page) {
    const { root, width, height, size } = app.svg.sheet(box, sentence(page), {
      most: page.hidden ? 0.36 : 0.5,
    });
    const wide = width >= WIDE;
    const span = [page.state.log ? lowest(page) : 0, ceiling(page)];
    const values = page.state.log ? app.svg.logTicks(...span) : app.svg.ticks(...span, 5);
    const frame = {
      left: app.svg.room(values, size),
      right: width - (wide ? 9.5 : 1.6) * size,
      top: 2.2 * size,
      bottom: height - 2.2 * size,
    };
    const years = page.result.years;
    const x = app.svg.scale([years[0], years[years.length - 1]], [frame.left, frame.right]);
    const y = app.svg.scale(span, [frame.bottom, frame.top], page.state.log ? "log" : "linear");
    const title =
      app.words.say("energy_axis") + (page.state.log ? `, ${app.words.say("log_scale")}` : "");
    app.svg.yAxis(root, y, values, { ...frame, size, title });
    const count = Math.floor((frame.right - frame.left) / (4 * size));
    app.svg.xAxis(root, x, app.svg.yearTicks(x.domain[0], x.domain[1], count), { ...frame, size });
    const points = (series) => Array.from(series, (value, t) => [x(years[t]), y(value)]);
    if (!page.hidden) shade(root, page, points, size);
    drawLines(root, page, points);
    if (wide) labelEnds(root, page, y, { ...frame, size });
    box.replaceChildren(root);
    return { x, y, frame, root };
  }

  /**
   * Highest energy on the axis: a round number, so that the axis does not jump with every curve. While
   * the answer is hidden, the axis must not give it away.
   */
  function ceiling(page) {
    const { frozen, engineering, actual } = page.result;
    const shown = [frozen.energy_twh, engineering.energy_twh];
    if (!page.hidden) shown.push(actual.energy_twh, ...page.lucks.map((luck) => luck.energy));
    if (page.guess && !page.hidden) shown.push(page.guess);
    let most = 0;
    for (const series of shown) for (const value of series) if (value > most) most = value;
    most = (most || 1) * (page.hidden ? 1.6 : 1.02);
    const [first, second] = app.svg.ticks(0, most, 8);
    return Math.ceil(most / (second - first)) * (second - first);
  }

  /** Lowest energy on a logarithmic axis. */
  function lowest(page) {
    const { frozen, engineering, actual } = page.result;
    const all = [frozen, engineering, actual].flatMap((series) => [...series.energy_twh]);
    return 0.8 * Math.min(...all.filter((value) => value > 0));
  }

  /** The areas between the lines: what arrives of the saving, what is taken back, what is above it. */
  function shade(root, page, points, size) {
    const { frozen, engineering, actual } = page.result;
    const f = frozen.energy_twh;
    const a = actual.energy_twh;
    const inside = Array.from(a, (value, t) => Math.min(value, f[t]));
    const back = inside.map((value, t) => Math.max(value, Math.min(engineering.energy_twh[t], f[t])));
    const above = Array.from(a, (value, t) => Math.max(value, f[t]));
    const areas = [
      ["saving", Array.from(f), back, "#009E73", 0.13, INK.engineering],
      [
        "rebound",
        back,
        Array.from(engineering.energy_twh, (v, t) => Math.min(v, back[t])),
        "#E69F00",
        0.38,
        "#6b4a00",
      ],
      ["backfire", above, Array.from(f), "#D55E00", 0.3, INK.actual],
    ];
    for (const [name, upper, lower, colour, opacity, ink] of areas) {
      const top = points(upper);
      const low = points(lower);
      root.append(
        node("path", {
          class: `area-${name}`,
          d: app.svg.area(top, low),
          fill: colour,
          "fill-opacity": opacity,
        })
      );
      nameArea(root, name, top, low, size, ink);
    }
  }

  /** Write an area's name where it is thickest, if it fits between the lines for its whole length. */
  function nameArea(root, name, top, low, size, ink) {
    const words = app.words.say(`area_${name}`);
    const half = words.length * size * (app.words.language === "ko" ? 0.46 : 0.27) + size * 0.4;
    let best = null;
    for (const [x] of top) {
      if (x - half < top[0][0] || x + half > top[top.length - 1][0]) continue;
      const under = top.map((_, t) => t).filter((t) => Math.abs(top[t][0] - x) <= half);
      const roof = Math.max(...under.map((t) => top[t][1]));
      const floor = Math.min(...under.map((t) => low[t][1]));
      if (floor - roof > 1.5 * size && (!best || floor - roof > best.thick)) {
        best = { x, y: (roof + floor) / 2, thick: floor - roof };
      }
    }
    if (best)
      root.append(text(best.x, best.y + size * 0.35, words, { "text-anchor": "middle", fill: ink }));
  }

  function drawLines(root, page, points) {
    const { frozen, engineering, actual } = page.result;
    const add = (name, series, attributes) =>
      root.append(
        node("path", {
          class: `line-${name}`,
          d: app.svg.line(points(series)),
          fill: "none",
          ...attributes,
        })
      );
    if (!page.hidden) {
      for (const luck of page.lucks)
        add("luck", luck.energy, { stroke: COLOUR.actual, "stroke-opacity": 0.3 });
    }
    add("frozen", frozen.energy_twh, { stroke: COLOUR.frozen, "stroke-width": 2.2 });
    add("engineering", engineering.energy_twh, { stroke: COLOUR.engineering, "stroke-width": 2.2 });
    if (page.guess)
      add("guess", page.guess, {
        stroke: COLOUR.guess,
        "stroke-width": 2.6,
        "stroke-dasharray": "7 5",
      });
    if (!page.hidden) add("actual", actual.energy_twh, { stroke: COLOUR.actual, "stroke-width": 3 });
  }

  /** Names at the right ends of the lines, pushed apart where they would collide. */
  function labelEnds(root, page, y, { right, top, bottom, size }) {
    const cases = page.hidden ? ["frozen", "engineering"] : ["frozen", "engineering", "actual"];
    const last = page.result.years.length - 1;
    const ends = cases.map((name) => ({ name, value: page.result[name].energy_twh[last] }));
    if (page.guess) ends.push({ name: "guess", value: page.guess[last] });
    const spots = app.svg.apart(
      ends.map((end) => y(end.value)),
      2.4 * size,
      top,
      bottom - size
    );
    ends.forEach(({ name, value }, k) => {
      const colour = { fill: INK[name] };
      root.append(
        text(right + 8, spots[k], app.words.say(`case_${name}`), {
          ...colour,
          "font-weight": 600,
        }),
        text(
          right + 8,
          spots[k] + size * 1.15,
          app.words.say("twh", { n: app.words.number(value) }),
          colour
        )
      );
    });
  }

  /** What the chart shows, in words. */
  function sentence(page) {
    const { say, number, percent } = app.words;
    const last = page.result.years.length - 1;
    const at = (name) => page.result[name].energy_twh[last];
    const values = {
      year: page.result.years[last].toFixed(0),
      frozen: number(at("frozen")),
      engineering: number(at("engineering")),
      actual: number(at("actual")),
      saving: number(at("frozen") - at("engineering")),
      back: percent(page.rebound.ai ?? 0),
    };
    if (page.hidden) return say("energy_hidden", values);
    const kind = app.words.kind(page.rebound.ai);
    const meaning = ["part", "backfire", "used_up"].includes(kind)
      ? ` ${say(`energy_${kind}`, values)}`
      : "";
    return say("energy_sentence", values) + meaning + turnSentence(page);
  }

  /** Whether the gain first raised energy and later lowered it, or the other way round, and when. */
  function turnSentence(page) {
    const years = page.result.years;
    const series = JevonsTwin.reboundSeries(page.result);
    const above = Array.from(series, (value) => app.words.kind(value) === "backfire");
    const last = above.length - 1;
    const turn = above.lastIndexOf(!above[last]);
    if (turn < 4 || turn === last) return "";
    const key = above[last] ? "turn_to_backfire" : "turn_to_saving";
    return ` ${app.words.say(key, { year: Math.round(years[turn]) })}`;
  }

  /** One result proves nothing: what other draws of luck give. */
  function luckSentence(page) {
    const { say, twoDecimals } = app.words;
    const all = [page.rebound.ai, ...page.lucks.map((luck) => luck.rebound)];
    if (page.lucks.length === 0 || all.some((value) => value === null)) return "";
    const values = {
      n: page.lucks.length,
      low: twoDecimals(Math.min(...all)),
      high: twoDecimals(Math.max(...all)),
    };
    const fires = all.filter((value) => value > 1).length;
    const mixed = fires > 0 && fires < all.length;
    return (
      say("luck_sentence", values) + (mixed ? ` ${say("luck_mixed", { k: fires, n: all.length })}` : "")
    );
  }

  /** The keys of colours below the chart. */
  function legend(list, page) {
    const names = ["frozen", "engineering"];
    if (page.guess) names.push("guess");
    if (!page.hidden) {
      names.push("actual");
      if (page.lucks.length > 0) names.push("luck");
      const kind = app.words.kind(page.rebound.ai);
      if (kind !== "no_saving") names.push("rebound", kind === "backfire" ? "backfire" : "saving");
    }
    const item = (name) =>
      app.dom.make(
        "li",
        {},
        app.dom.make("span", { class: `key key-${name}`, "aria-hidden": "true" }),
        app.words.say(`legend_${name}`)
      );
    list.replaceChildren(...names.map(item));
  }

  /** A row a year: the numbers of the chart. */
  function rows(page) {
    const { years, frozen, engineering, actual } = page.result;
    const found = [];
    const series = JevonsTwin.reboundSeries(page.result);
    const { number } = app.words;
    for (let t = 0; t < years.length; t++) {
      if (!Number.isInteger(years[t])) continue;
      const cells = [String(years[t]), number(frozen.energy_twh[t]), number(engineering.energy_twh[t])];
      if (!page.hidden) cells.push(number(actual.energy_twh[t]), number(series[t]));
      found.push(cells);
    }
    return found;
  }

  function table(box, page) {
    const { say } = app.words;
    const heads = ["year", "case_frozen", "case_engineering"].map((key) => say(key));
    if (!page.hidden) heads.push(say("case_actual"), say("rebound_r"));
    app.dom.table(box, say("energy_axis"), heads, rows(page));
  }

  app.energy = { draw, sentence, luckSentence, legend, table };
})(Explorer);
