/* The Jevons frontier: energy with the gain over energy without it, in the plane of elasticity and
   gain, and where "you" are. Drawn coarse to fine in slices; kept while only these two move. */
"use strict";

(function (app) {
  const { COLOUR, node, text } = app.svg;
  const COLUMNS = 24;
  const ROWS = 20;
  const STRIDES = [4, 2, 1];
  const MOST_FIRMS = 400;
  const FIRM_STEPS = 20000;
  const MOST_KEPT = 30;
  const kept = new Map();

  /** The gain that the plane varies: the jump of a preset that has one, else the yearly factor. */
  const gainControl = (scenario) =>
    app.controls.isThere(app.controls.byId.shock, scenario)
      ? app.controls.byId.shock
      : app.controls.byId.gain;

  /** The plane of a scenario: its axes and a place for each ratio. */
  function planeOf(page) {
    const gain = gainControl(page.scenario);
    const elasticity = app.controls.byId.elasticity;
    const spanOf = (control) => control.range(page.preset, control.read(page.preset));
    const g = spanOf(gain);
    const e = spanOf(elasticity);
    const least = g.low + (g.high - g.low) / COLUMNS / 2;
    return {
      gain,
      elasticity,
      gains: Array.from({ length: COLUMNS }, (_, k) => least + ((g.high - g.low) * k) / COLUMNS),
      elasticities: Array.from(
        { length: ROWS },
        (_, k) => e.low + ((e.high - e.low) * (k + 0.5)) / ROWS
      ),
      span: { gain: [g.low, g.high], elasticity: [e.low, e.high] },
      ratio: new Float64Array(COLUMNS * ROWS).fill(NaN),
      done: false,
    };
  }

  /** What the plane depends on: everything but its own two axes, in small. */
  function keyOf(page) {
    const values = { ...page.state.values };
    delete values.elasticity;
    delete values[gainControl(page.scenario).id];
    return JSON.stringify([page.state.preset, page.state.seed, values]);
  }

  /** The plane of the page, kept from before or begun. */
  function planeFor(page) {
    const key = keyOf(page);
    if (!kept.has(key)) {
      if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
      kept.set(key, planeOf(page));
    }
    return kept.get(key);
  }

  /** Fill the plane, coarse to fine: a job in slices that yields after each run. */
  function* job(page) {
    const plane = planeFor(page);
    const scenario = structuredClone(page.scenario);
    const firms = Math.min(
      MOST_FIRMS,
      Math.max(150, Math.round(FIRM_STEPS / page.result.years.length))
    );
    scenario.population.firms = Math.min(firms, scenario.population.firms);
    for (const stride of STRIDES) {
      for (let row = 0; row < ROWS; row += stride) {
        for (let column = 0; column < COLUMNS; column += stride) {
          const cell = row * COLUMNS + column;
          if (!Number.isNaN(plane.ratio[cell])) continue;
          plane.gain.write(scenario, plane.gains[column]);
          plane.elasticity.write(scenario, plane.elasticities[row]);
          const result = JevonsTwin.run(scenario, {
            seed: page.state.seed,
            cases: ["actual"],
          });
          const last = result.years.length - 1;
          plane.ratio[cell] = result.actual.energy_twh[last] / result.frozen.energy_twh[last];
          yield;
        }
      }
      page.redrawFrontier();
    }
    plane.done = true;
  }

  /** Orange where the gain raises energy, blue where it lowers it, white in between. */
  function colourOf(ratio) {
    if (!Number.isFinite(ratio)) return "#eeeeee";
    const strength = Math.min(1, Math.abs(Math.log2(ratio)) / 2);
    const end = ratio > 1 ? [213, 94, 0] : [0, 114, 178];
    const mix = end.map((value) => Math.round(250 + (value - 250) * (0.12 + 0.78 * strength)));
    return `rgb(${mix.join(",")})`;
  }

  /** The finest value known for a cell: its own or that of the coarser block it lies in. */
  function known(plane, row, column) {
    for (const stride of [1, 2, 4]) {
      const value = plane.ratio[(row - (row % stride)) * COLUMNS + (column - (column % stride))];
      if (!Number.isNaN(value)) return value;
    }
    return NaN;
  }

  /** Whether there is a plane: where demand follows from the firms' own trade, no elasticity is given. */
  const isThere = (page) => page.scenario.demand.form !== "derived";

  function draw(box, page) {
    if (!isThere(page)) return box.replaceChildren();
    const plane = planeFor(page);
    const { root, width, height, size } = app.svg.sheet(box, sentence(page), {
      ratio: 0.56,
      least: 300,
      most: 0.6,
    });
    const { number } = app.words;
    const elasticities = app.svg.ticks(...plane.span.elasticity, 5);
    const frame = {
      left: app.svg.room(elasticities, size, number),
      right: width - 1.4 * size,
      top: 2.2 * size,
      bottom: height - 3.6 * size,
    };
    const x = app.svg.scale(plane.span.gain, [frame.left, frame.right]);
    const y = app.svg.scale(plane.span.elasticity, [frame.top, frame.bottom]);
    drawCells(root, plane, frame);
    root.append(
      node("path", {
        class: "frontier",
        d: contour(plane, x, y),
        fill: "none",
        stroke: COLOUR.text,
        "stroke-width": 2.6,
      })
    );
    app.svg.yAxis(root, y, elasticities, {
      left: frame.left,
      right: frame.left,
      size,
      title: app.words.say("name_elasticity"),
      format: number,
    });
    const count = Math.min(6, Math.floor((frame.right - frame.left) / (4.2 * size)));
    app.svg.xAxis(root, x, app.svg.ticks(...plane.span.gain, count), {
      ...frame,
      size,
      format: (value) => `×${value}`,
      title: app.words.say(`axis_${plane.gain.id}`),
    });
    nameSides(root, plane, frame, size);
    drawHere(root, page, plane, { x, y, frame, size });
    box.replaceChildren(root);
  }

  function drawCells(root, plane, frame) {
    const wide = (frame.right - frame.left) / COLUMNS;
    const high = (frame.bottom - frame.top) / ROWS;
    const cells = node("g", { "shape-rendering": "crispEdges" });
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const place = {
          x: frame.left + column * wide,
          y: frame.top + row * high,
          width: wide,
          height: high,
        };
        cells.append(node("rect", { ...place, fill: colourOf(known(plane, row, column)) }));
      }
    }
    root.append(cells);
  }

  /** The line where the ratio is 1: marching squares between the centres of cells. */
  function contour(plane, x, y) {
    if (!plane.done) return "";
    const level = (row, column) => Math.log(plane.ratio[row * COLUMNS + column]);
    const cross = (a, b, from, to) => from + ((to - from) * a) / (a - b);
    let path = "";
    for (let row = 0; row + 1 < ROWS; row++) {
      for (let column = 0; column + 1 < COLUMNS; column++) {
        const corner = [
          level(row, column),
          level(row, column + 1),
          level(row + 1, column + 1),
          level(row + 1, column),
        ];
        if (!corner.every(Number.isFinite)) continue;
        const [g0, g1] = [x(plane.gains[column]), x(plane.gains[column + 1])];
        const [e0, e1] = [y(plane.elasticities[row]), y(plane.elasticities[row + 1])];
        const points = [];
        if (corner[0] > 0 !== corner[1] > 0) points.push([cross(corner[0], corner[1], g0, g1), e0]);
        if (corner[1] > 0 !== corner[2] > 0) points.push([g1, cross(corner[1], corner[2], e0, e1)]);
        if (corner[3] > 0 !== corner[2] > 0) points.push([cross(corner[3], corner[2], g0, g1), e1]);
        if (corner[0] > 0 !== corner[3] > 0) points.push([g0, cross(corner[0], corner[3], e0, e1)]);
        for (let k = 0; k + 1 < points.length; k += 2) path += app.svg.line([points[k], points[k + 1]]);
      }
    }
    return path;
  }

  /** Write "energy rises" and "energy falls" on the sides of the frontier that exist. */
  function nameSides(root, plane, frame, size) {
    const corners = [
      ["rises", 0, frame.top + 1.8 * size],
      ["falls", ROWS - 1, frame.bottom - size],
    ];
    for (const [name, row, at] of corners) {
      const ratio = known(plane, row, COLUMNS - 1);
      if (!(name === "rises" ? ratio > 1 : ratio < 1)) continue;
      const place = {
        "text-anchor": "end",
        "font-weight": 700,
        stroke: "#fff",
        "stroke-width": 4,
        "paint-order": "stroke",
      };
      root.append(text(frame.right - 8, at, app.words.say(`side_${name}`), place));
    }
  }

  function drawHere(root, page, plane, { x, y, frame, size }) {
    const at = [x(plane.gain.read(page.scenario)), y(plane.elasticity.read(page.scenario))];
    const left = at[0] > (frame.left + frame.right) / 2;
    root.append(
      node("circle", {
        class: "here",
        cx: at[0],
        cy: at[1],
        r: 7,
        fill: "#fff",
        stroke: COLOUR.text,
        "stroke-width": 3,
      }),
      text(at[0] + (left ? -12 : 12), at[1] + size * 0.35, app.words.say("you_are_here"), {
        "text-anchor": left ? "end" : "start",
        "font-weight": 700,
        stroke: "#fff",
        "stroke-width": 4,
        "paint-order": "stroke",
      })
    );
  }

  /** The elasticity at which energy neither rises nor falls, at the gain that is set; or null. */
  function tipping(plane, gain) {
    const columns = plane.gains.map((value) => Math.abs(value - gain));
    const column = columns.indexOf(Math.min(...columns));
    for (let row = ROWS - 1; row > 0; row--) {
      const a = Math.log(plane.ratio[row * COLUMNS + column]);
      const b = Math.log(plane.ratio[(row - 1) * COLUMNS + column]);
      if (a <= 0 && b > 0) {
        const share = a / (a - b);
        return (
          plane.elasticities[row] + share * (plane.elasticities[row - 1] - plane.elasticities[row])
        );
      }
    }
    return null;
  }

  function sentence(page) {
    const { say, number, twoDecimals } = app.words;
    if (!isThere(page)) return say("why_derived");
    const plane = planeFor(page);
    const side = page.rebound.ratio > 1 ? "here_rises" : "here_falls";
    const said = [say(side, { ratio: number(page.rebound.ratio) })];
    if (!plane.done) said.push(say("still_drawing"));
    else {
      const found = tipping(plane, plane.gain.read(page.scenario));
      said.push(found === null ? say("no_tipping") : say("tipping", { e: twoDecimals(found) }));
    }
    return said.join(" ");
  }

  /** The frontier as numbers: the tipping elasticity at a few gains. */
  function table(box, page) {
    const { say, number, twoDecimals } = app.words;
    const plane = planeFor(page);
    if (!plane.done) return app.dom.noTable(box);
    const rows = plane.gains
      .filter((_, k) => k % 4 === 1)
      .map((gain) => {
        const found = tipping(plane, gain);
        return [`× ${number(gain)}`, found === null ? say("none") : twoDecimals(found)];
      });
    app.dom.table(box, say("view_frontier"), [say(`axis_${plane.gain.id}`), say("tipping_head")], rows);
  }

  app.frontier = { job, draw, sentence, table, isThere, isDone: (page) => planeFor(page).done };
})(Explorer);
