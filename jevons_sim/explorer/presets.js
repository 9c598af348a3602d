/* The presets: a question each, as chips. Those without words of their own use the scenario's. */
"use strict";

(function (app) {
  const { find, make } = app.dom;

  const wordOr = (key, text) => (app.words.has(key) ? app.words.say(key) : text);
  const titleOf = (name, page) => wordOr(`preset_${name}`, page.presets[name].title || name);
  const questionOf = (name, page) => wordOr(`question_${name}`, page.presets[name].question);
  const readingOf = (name) => wordOr(`reading_${name}`, "");

  /** The seed that a preset starts with: one whose outcome is typical. */
  const seedOf = (name, page) => page.presets[name].seeds[0];

  /** Make a chip for each preset; `chosen(name)` is called as one is chosen. */
  function build(page, chosen) {
    const chips = Object.keys(page.presets).map((name) => {
      const input = make("input", {
        type: "radio",
        name: "preset",
        id: `p-${name}`,
        value: name,
      });
      input.addEventListener("change", () => chosen(name));
      return make(
        "div",
        { class: "chip" },
        input,
        make("label", { for: `p-${name}`, id: `pl-${name}` })
      );
    });
    find("preset-chips").append(...chips);
  }

  /** On a phone the chips are one long row: scroll it, not the page, to the chosen one. */
  function keepInSight(label) {
    const row = find("preset-chips");
    row.scrollLeft = label.parentElement.offsetLeft - row.offsetLeft - row.clientWidth / 3;
  }

  /** Show which preset is chosen, its question and how to read its words. */
  function show(page) {
    const locked = app.state.isLocked(page.state, "preset");
    for (const name of Object.keys(page.presets)) {
      find(`pl-${name}`).textContent = titleOf(name, page);
      const input = find(`p-${name}`);
      input.checked = name === page.state.preset;
      input.disabled = locked && !input.checked;
    }
    keepInSight(find(`pl-${page.state.preset}`));
    find("question").textContent = questionOf(page.state.preset, page);
    const reading = readingOf(page.state.preset);
    find("reading").textContent = reading;
    find("reading").hidden = reading === "";
  }

  app.presets = { build, show, titleOf, seedOf };
})(Explorer);
