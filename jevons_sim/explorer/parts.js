/* The rebound waterfall: which responses take the saving back (Shapley parts that sum to R). */
"use strict";

(function (app) {
  const { COLOUR, PARTS, node, text } = app.svg;

  /** The parts as a job in slices: 64 paired runs. */
  const job = (scenario, seed) => JevonsTwin.parts(scenario, { seed });

  /** Responses that matter for AI's own energy; respending only counts in the wider economy. */
  const shown = JevonsTwin.RESPONSES.filter((name) => name !== "economy");

  function barsOf(page) {
    const last = page.result.years.length - 1;
    const at = (name) => page.result[name].energy_twh[last];
    const saving = at("frozen") - at("engineering");
    const bars = [
      { name: "frozen", from: 0, to: at("frozen"), colour: COLOUR.frozen },
      { name: "saving", from: at("frozen"), to: at("engineering"), colour: COLOUR.engineering },
    ];
    let floor = at("engineering");
    for (const name of shown) {
      const change = page.parts.ai[name] * saving;
      bars.push({ name, from: floor, to: floor + change, colour: PARTS[name] });
      floor += change;
    }
    bars.push({ name: "actual", from: 0, to: at("actual"), colour: COLOUR.actual });
    return bars;
  }

  function draw(box, page) {
    if (!page.parts?.ai) return box.replaceChildren();
    const bars = barsOf(page);
    const { root, width, height, size } = app.svg.sheet(box, sentence(page), {
      ratio: 0.5,
      least: 260,
    });
    const ends = bars.flatMap((bar) => [bar.from, bar.to]);
    const span = [Math.min(0, ...ends), Math.max(...ends) * 1.08];
    const values = app.svg.ticks(...span, 5);
    const frame = {
      left: app.svg.room(values, size),
      right: width - 4,
      top: 2.4 * size,
      bottom: height - 4 * size,
    };
    const y = app.svg.scale(span, [frame.bottom, frame.top]);
    app.svg.yAxis(root, y, values, {
      ...frame,
      size,
      title: app.words.say("energy_axis"),
    });
    const pitch = (frame.right - frame.left) / bars.length;
    const frozen = y(bars[0].to);
    root.append(
      node("line", {
        x1: frame.left,
        x2: frame.right,
        y1: frozen,
        y2: frozen,
        stroke: COLOUR.frozen,
        "stroke-dasharray": "2 4",
      })
    );
    bars.forEach((bar, k) =>
      drawBar(root, bar, { x: frame.left + k * pitch, pitch, y, frame, size, k })
    );
    box.replaceChildren(root);
  }

  /** A bar, its number above it, its name below: on two levels where names are wider than bars. */
  function drawBar(root, bar, { x, pitch, y, frame, size, k }) {
    const high = y(Math.max(bar.from, bar.to));
    const low = y(Math.min(bar.from, bar.to));
    const total = bar.name === "frozen" || bar.name === "actual";
    const words = total ? app.words.number(bar.to) : app.words.signed(bar.to - bar.from);
    const middle = x + pitch / 2;
    const isTight = pitch < 6 * size;
    const level = isTight && k % 2 ? 1.3 * size : 0;
    const room = Math.min((isTight ? 2 : 1) * pitch - 4, 2 * (frame.right - middle));
    root.append(
      node("rect", {
        x: x + pitch * 0.12,
        y: high,
        width: pitch * 0.76,
        height: Math.max(1.5, low - high),
        fill: bar.colour,
      }),
      app.svg.fitted(middle, high - 4, words, pitch - 3, { "text-anchor": "middle" }),
      app.svg.fitted(middle, frame.bottom + 1.5 * size + level, app.words.say(`bar_${bar.name}`), room, {
        "text-anchor": "middle",
        "font-size": pitch < 4 * size ? size * 0.82 : size,
      })
    );
  }

  function sentence(page) {
    const { say, twoDecimals } = app.words;
    if (!page.parts) return "";
    if (!page.parts.ai) return say("parts_none");
    const named = shown.map((name) => [name, page.parts.ai[name]]);
    const [most, part] = named.reduce((a, b) => (b[1] > a[1] ? b : a));
    const said = [say("parts_sentence", { r: twoDecimals(page.rebound.ai) })];
    if (part > 0.005)
      said.push(say("parts_most", { name: say(`response_${most}`), part: twoDecimals(part) }));
    const [least, gain] = named.reduce((a, b) => (b[1] < a[1] ? b : a));
    if (gain < -0.005)
      said.push(say("parts_least", { name: say(`response_${least}`), part: twoDecimals(-gain) }));
    return said.join(" ");
  }

  function table(box, page) {
    if (!page.parts?.ai) return app.dom.noTable(box);
    const { say, twoDecimals } = app.words;
    const rows = JevonsTwin.RESPONSES.map((name) => [
      say(`response_${name}`),
      twoDecimals(page.parts.ai[name]),
      twoDecimals(page.parts.economy?.[name] ?? NaN),
    ]);
    rows.push([say("rebound_r"), twoDecimals(page.rebound.ai ?? NaN), twoDecimals(page.rebound.economy ?? NaN)]);
    app.dom.table(box, say("view_parts"), [say("response"), say("of_ai"), say("of_economy")], rows);
  }

  app.parts = { job, draw, sentence, table };
})(Explorer);
