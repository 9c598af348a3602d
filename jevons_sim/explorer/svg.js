/* Drawing: SVG elements, scales, ticks, axes. Every look is a presentation attribute, so that a
   chart looks the same on the page, in print and as a picture of its own. */
"use strict";

(function (app) {
  const SPACE = "http://www.w3.org/2000/svg";
  const FONT = '"Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", system-ui, sans-serif';
  const COLOUR = {
    frozen: "#56606B",
    engineering: "#009E73",
    actual: "#D55E00",
    guess: "#7B3294",
    accent: "#0072B2",
    text: "#1b2126",
    quiet: "#4c555d",
    grid: "#E3E6E8",
    axis: "#8b949c",
  };
  /** Text needs darker shades of the same colours: 4.5 to 1 on white. */
  const INK = { frozen: "#4a535d", engineering: "#00694d", actual: "#a94a00", guess: "#7B3294" };
  const PARTS = {
    adoption: "#0072B2",
    use: "#E69F00",
    depth: "#CC79A7",
    training: "#56B4E9",
    economy: "#009E73",
    grid: "#8C6D31",
  };

  /** An element with attributes, children and, as a plain string, text. */
  function node(name, attributes = {}, ...children) {
    const element = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.append(...children);
    return element;
  }

  /** A scale from a domain to pixels, with its inverse. */
  function scale([d0, d1], [r0, r1], kind = "linear") {
    const to = kind === "log" ? Math.log : (x) => x;
    const back = kind === "log" ? Math.exp : (x) => x;
    const slope = (r1 - r0) / (to(d1) - to(d0) || 1);
    const map = (x) => r0 + (to(x) - to(d0)) * slope;
    map.invert = (pixel) => back(to(d0) + (pixel - r0) / slope);
    map.domain = [d0, d1];
    return map;
  }

  /** Round numbers inside a span, about `count` of them. */
  function ticks(low, high, count) {
    const raw = (high - low) / Math.max(1, count);
    const power = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((s) => s >= raw * 0.999);
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
      found.push(Number((k * step).toPrecision(12)));
    }
    return found;
  }

  /** Round numbers for a logarithmic axis: powers of ten, with 2 and 5 between where there is room. */
  function logTicks(low, high) {
    const factors = high / low > 2000 ? [1] : [1, 2, 5];
    const found = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (const factor of factors) found.push(Number((factor * Math.pow(10, power)).toPrecision(3)));
    }
    return found.filter((value) => value >= low && value <= high);
  }

  /** A tick's number as it stands: 0.25, 10, 2,000. */
  const plain = (value) =>
    value.toLocaleString("en", { maximumSignificantDigits: 6 }).replace("-", "−");

  /** Room to the left of an axis for its longest number. */
  const room = (values, size, format = plain) =>
    size * (1.2 + 0.62 * Math.max(3, ...values.map((v) => format(v).length)));

  /** Whole years inside a span. */
  const yearTicks = (low, high, count) =>
    ticks(low, high, Math.min(count, high - low)).filter((year) => Number.isInteger(year));

  /** A line through points; points that are not numbers break it. */
  function line(points) {
    let text = "";
    let down = false;
    for (const [x, y] of points) {
      if (!Number.isFinite(y)) {
        down = false;
        continue;
      }
      text += `${down ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      down = true;
    }
    return text;
  }

  /** The area between two lines. */
  const area = (upper, lower) => `${line(upper)}L${line([...lower].reverse()).slice(1)}Z`;

  /** Size of type in pixels: it follows the page, so that the projector mode reaches charts. */
  const typeSize = () => 0.8125 * parseFloat(getComputedStyle(document.documentElement).fontSize);

  const widthIn = (box) => Math.max(280, Math.floor(box.clientWidth || 640));

  /** An empty drawing as wide as its box; `height` of its width within what the window allows. */
  function sheet(box, label, { ratio = 0.46, least = 220, most = 0.5 } = {}) {
    const width = widthIn(box);
    const height = Math.round(Math.max(least, Math.min(width * ratio, window.innerHeight * most)));
    const root = node("svg", {
      xmlns: SPACE,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": label,
      "font-family": FONT,
      "font-size": typeSize().toFixed(1),
      fill: COLOUR.text,
    });
    return { root, width, height, size: typeSize() };
  }

  /** Text at a place. */
  const text = (x, y, words, attributes = {}) => node("text", { x, y, ...attributes }, words);

  const pen = document.createElement("canvas").getContext("2d");

  /** Width of words in the type of a chart. */
  function widthOf(words, size, weight = 400) {
    pen.font = `${weight} ${size}px ${FONT}`;
    return pen.measureText(words).width;
  }

  /** Text at a place, squeezed where it is wider than its room. */
  function fitted(x, y, words, room, attributes = {}) {
    const size = attributes["font-size"] ?? typeSize();
    if (widthOf(words, size, attributes["font-weight"]) <= room) return text(x, y, words, attributes);
    return text(x, y, words, { ...attributes, textLength: room, lengthAdjust: "spacingAndGlyphs" });
  }

  const widthOfSheet = (root) => Number(root.getAttribute("width"));

  /** Horizontal grid lines with their numbers, and the axis title above them. */
  function yAxis(root, y, values, { left, right, title, size, format = plain }) {
    for (const value of values) {
      const at = y(value);
      root.append(node("line", { x1: left, x2: right, y1: at, y2: at, stroke: COLOUR.grid }));
      root.append(
        text(left - 6, at + size * 0.35, format(value), {
          "text-anchor": "end",
          fill: COLOUR.quiet,
        })
      );
    }
    root.append(fitted(2, size, title, widthOfSheet(root) - 4, { fill: COLOUR.quiet }));
  }

  /** Ticks below the plot. */
  function xAxis(root, x, values, { bottom, left, right, size, format = String, title = "" }) {
    root.append(node("line", { x1: left, x2: right, y1: bottom, y2: bottom, stroke: COLOUR.axis }));
    for (const value of values) {
      const at = x(value);
      root.append(node("line", { x1: at, x2: at, y1: bottom, y2: bottom + 4, stroke: COLOUR.axis }));
      root.append(
        text(at, bottom + 5 + size, format(value), {
          "text-anchor": "middle",
          fill: COLOUR.quiet,
        })
      );
    }
    if (title) {
      const middle = (left + right) / 2;
      const most = 2 * Math.min(middle, widthOfSheet(root) - middle) - 4;
      root.append(
        fitted(middle, bottom + 7 + 2.3 * size, title, most, {
          "text-anchor": "middle",
          fill: COLOUR.quiet,
        })
      );
    }
  }

  /** Heights moved as little as needed to lie `gap` apart, in order. */
  function apart(heights, gap, low, high) {
    const order = heights.map((_, k) => k).sort((a, b) => heights[a] - heights[b]);
    const placed = [...heights];
    for (let pass = 0; pass < 40; pass++) {
      for (let k = 1; k < order.length; k++) {
        const lack = gap - (placed[order[k]] - placed[order[k - 1]]);
        if (lack <= 0) continue;
        placed[order[k - 1]] -= lack / 2;
        placed[order[k]] += lack / 2;
      }
      for (const k of order) placed[k] = Math.min(high, Math.max(low, placed[k]));
    }
    return placed;
  }

  app.svg = {
    COLOUR,
    INK,
    PARTS,
    node,
    scale,
    ticks,
    logTicks,
    room,
    yearTicks,
    line,
    area,
    sheet,
    text,
    widthIn,
    widthOf,
    fitted,
    typeSize,
    yAxis,
    xAxis,
    apart,
  };
})(Explorer);
