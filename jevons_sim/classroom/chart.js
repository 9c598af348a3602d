/* A line chart as SVG, with its lines named where they end and the same numbers in a table. */
"use strict";

(function (show) {
  const SPACE = "http://www.w3.org/2000/svg";
  const HEIGHT = 470;
  const LEFT = 64;
  const TOP = 42;
  const BOTTOM = 44;
  const WIDEST = 23; // width of a letter of East Asia in a label: its size in the style sheet

  function draw(tag, attributes, text) {
    const element = document.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /** Room for a label: letters of East Asia are as wide as they are high. */
  const roomFor = (text) =>
    Array.from(text).reduce((sum, letter) => sum + (letter > "\u2e80" ? WIDEST : 0.7 * WIDEST), 0);

  /** A step between gridlines that people can count in. */
  function niceStep(top) {
    const rough = top / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
  }

  /** Heights for labels, moved apart where they would overlap. */
  function apart(heights, gap, bottom) {
    const order = heights.map((y, k) => [y, k]).sort((a, b) => a[0] - b[0]);
    for (let k = 1; k < order.length; k++) order[k][0] = Math.max(order[k][0], order[k - 1][0] + gap);
    let limit = bottom;
    for (let k = order.length - 1; k >= 0; k--) {
      order[k][0] = Math.min(order[k][0], limit);
      limit = order[k][0] - gap;
    }
    const found = [];
    for (const [y, k] of order) found[k] = y;
    return found;
  }

  /**
   * Return a chart.
   *
   * `lines`: `{name, short, values, className}` over `years`, drawn up to step `end`; `area`: two
   * lines between which to shade; `marks`: `{x, y}` dots; `text`: what the chart says.
   */
  show.chart = function (years, lines, options) {
    const { end, text, marks = [], area = null } = options;
    const width = window.innerWidth < 560 ? 480 : 900;
    const isOver = end === years.length - 1;
    const labels = lines.map((line) => `${show.number(line.values[end])} ${line.short}`);
    const right = isOver ? 20 + Math.max(...labels.map(roomFor)) : width < 900 ? 100 : 40;
    const wide = width - LEFT - right;
    const high = HEIGHT - TOP - BOTTOM;
    const last = years[years.length - 1];
    const seen = lines.flatMap((line) => Array.from(line.values.slice(0, end + 1)));
    const top = Math.max(10, ...seen, ...marks.map((mark) => mark.y)) * 1.08;
    const x = (year) => LEFT + ((year - years[0]) / (last - years[0])) * wide;
    const y = (value) => TOP + high - (value / top) * high;
    const image = draw("svg", {
      viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", class: "chart",
      "aria-label": show.t("chart_label", { year: years[end], text: text || "" }),
    });
    drawAxes(image, { years, x, y, top, wide, end });
    const path = (values) =>
      Array.from(values.slice(0, end + 1), (v, t) => `${t ? "L" : "M"}${x(years[t]).toFixed(1)} ${y(v).toFixed(1)}`).join("");
    if (area) {
      const back = Array.from(area[1].slice(0, end + 1), (v, t) => `L${x(years[t]).toFixed(1)} ${y(v).toFixed(1)}`);
      image.append(draw("path", { d: `${path(area[0])}${back.reverse().join("")}Z`, class: "rebound" }));
    }
    for (const line of lines) image.append(draw("path", { d: path(line.values), class: `line ${line.className}` }));
    for (const line of lines) {
      const dot = { cx: x(years[end]), cy: y(line.values[end]), r: 5, class: `dot ${line.className}` };
      image.append(draw("circle", dot));
    }
    for (const mark of marks) {
      image.append(draw("circle", { cx: x(mark.x), cy: y(mark.y), r: 6, class: "mark" }));
    }
    const heights = apart(lines.map((line) => y(line.values[end]) + 7), 28, HEIGHT - BOTTOM);
    lines.forEach((line, k) => {
      const at = { x: x(years[end]) + 10, y: heights[k], class: `label ${line.className}` };
      image.append(draw("text", at, labels[k]));
    });
    return image;
  };

  function drawAxes(image, { years, x, y, top, wide, end }) {
    const step = niceStep(top);
    image.append(draw("text", { x: 4, y: 20, class: "axis" }, show.t("energy_axis")));
    for (let value = 0; value <= top; value += step) {
      image.append(draw("line", { x1: LEFT, x2: LEFT + wide, y1: y(value), y2: y(value), class: "grid" }));
      image.append(draw("text", { x: LEFT - 8, y: y(value) + 7, class: "tick end" }, show.number(value)));
    }
    const from = years[0];
    const to = years[years.length - 1];
    let named = -Infinity;
    for (const year of [from, ...show.setting.rules.rounds.map((round) => round[1])]) {
      if (x(year) - named < 56) continue;
      named = x(year);
      image.append(draw("text", { x: x(year), y: HEIGHT - BOTTOM + 28, class: "tick middle" }, String(year)));
    }
    for (const [first] of show.setting.rules.rounds) {
      if (first > from) image.append(draw("line", { x1: x(first), x2: x(first), y1: y(0), y2: y(top), class: "round" }));
    }
    if (end < years.length - 1) {
      image.append(draw("rect", { x: x(years[end]), y: y(top), width: x(to) - x(years[end]), height: y(0) - y(top), class: "future" }));
    }
  }

  /** The same lines as a table, a row for each round's last year. */
  show.chartTable = function (years, lines, end) {
    const { rounds } = show.setting.rules;
    const steps = [0, ...rounds.map((round) => show.stepOf(round[1]))].filter((t) => t <= end);
    const rows = steps.map((t) => [String(years[t]), ...lines.map((line) => show.number(line.values[t], 1))]);
    const head = [show.t("year"), ...lines.map((line) => line.name)];
    return show.make(
      "details", { id: "numbers" },
      show.make("summary", { id: "numbers-summary" }, show.t("table")),
      show.table(show.t("energy_axis"), head, rows),
    );
  };
  show.stepOf = (year) => ClassGame.stepOf(show.setting, year);

  /** The three cases of a world's outcome as lines, as many as are shown. */
  show.caseLines = (result, names) =>
    names.map((name) => ({
      name: show.t(name), short: show.t(`${name}_short`), values: result[name].energy_twh, className: name,
    }));
})(Show);
