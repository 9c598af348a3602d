/* What changed since the base year: five factors whose product is the energy of inference (LMDI). */
"use strict";

(function (app) {
  const { COLOUR, node, text } = app.svg;

  /** A factor in the last year over the base year: their product is inference energy's. */
  function multipleOf(series) {
    return series[series.length - 1] / series[0];
  }

  /** Steps from the base year's inference energy to the last year's, one a factor. */
  function stepsOf(result) {
    const energy = result.actual.energy_inference_twh;
    const changes = JevonsTwin.lmdi(result);
    const factors = JevonsTwin.factorsOf(result.actual);
    return {
      start: energy[0],
      end: energy[energy.length - 1],
      steps: JevonsTwin.FACTORS.map((name) => ({
        name,
        change: changes[name],
        multiple: multipleOf(factors[name]),
      })),
    };
  }

  function draw(box, page) {
    const { start, end, steps } = stepsOf(page.result);
    const size = app.svg.typeSize();
    const row = 2.5 * size;
    const { root, width } = app.svg.sheet(box, sentence(page), {
      ratio: 9,
      least: row * 7 + 2.6 * size,
      most: 0,
    });
    const labels = Math.min(13.5 * size, width * 0.42);
    let floor = start;
    const bars = [
      { name: "base", from: 0, to: start, colour: COLOUR.frozen, words: app.words.number(start) },
    ];
    for (const { name, change } of steps) {
      const colour = change >= 0 ? COLOUR.actual : COLOUR.engineering;
      bars.push({
        name,
        from: floor,
        to: floor + change,
        colour,
        words: app.words.signed(change),
      });
      floor += change;
    }
    bars.push({
      name: "last",
      from: 0,
      to: end,
      colour: COLOUR.text,
      words: app.words.number(end),
    });
    const ends = bars.flatMap((bar) => [bar.from, bar.to]);
    const span = [Math.min(0, ...ends), Math.max(...ends)];
    const x = app.svg.scale(span, [labels, width - 4.5 * size]);
    bars.forEach((bar, k) =>
      drawBar(root, bar, { x, y: 1.8 * size + k * row, size, row, labels, page })
    );
    root.append(text(2, size, app.words.say("inference_axis"), { fill: COLOUR.quiet }));
    box.replaceChildren(root);
  }

  function drawBar(root, bar, { x, y, size, row, labels, page }) {
    const low = x(Math.min(bar.from, bar.to));
    const high = x(Math.max(bar.from, bar.to));
    const years = page.result.years;
    const year = { base: years[0], last: years[years.length - 1] }[bar.name];
    const name =
      year === undefined ? app.words.say(`factor_${bar.name}`) : app.words.say("in_year", { year });
    root.append(
      node("rect", {
        x: low,
        y,
        width: Math.max(1, high - low),
        height: row * 0.62,
        fill: bar.colour,
      }),
      node("line", { x1: x(bar.to), x2: x(bar.to), y1: y, y2: y + row, stroke: COLOUR.axis }),
      text(labels - 8, y + row * 0.31 + size * 0.35, name, { "text-anchor": "end" }),
      text(high + 5, y + row * 0.31 + size * 0.35, bar.words, {})
    );
  }

  function sentence(page) {
    const { say, number } = app.words;
    const { start, end, steps } = stepsOf(page.result);
    const most = steps.reduce((a, b) => (b.change > a.change ? b : a));
    const least = steps.reduce((a, b) => (b.change < a.change ? b : a));
    const part = (key, { name, change }) =>
      say(key, { name: say(`factor_${name}`), n: number(Math.abs(change)) });
    const said = [say("changed_sentence", { start: number(start), end: number(end) })];
    if (most.change > 0.005 * start) said.push(part("changed_most", most));
    if (least.change < -0.005 * start) said.push(part("changed_least", least));
    return said.join(" ");
  }

  function table(box, page) {
    const { say, number, signed } = app.words;
    const rows = stepsOf(page.result).steps.map(({ name, change, multiple }) => [
      say(`factor_${name}`),
      `× ${number(multiple)}`,
      signed(change),
    ]);
    app.dom.table(box, say("view_changed"), [say("factor"), say("multiple"), say("change_twh")], rows);
  }

  app.changed = { draw, sentence, table };
})(Explorer);
