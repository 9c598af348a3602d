/* The sliders and choices, each with its value, a line of explanation and its key in the YAML. */
"use strict";

(function (app) {
  const { CONTROLS, GROUPS, isThere, tidy } = app.controls;
  const { find, make } = app.dom;

  /** Decimals that a number is written with: 0.05 has two. */
  const decimals = (number) => (String(tidy(number)).split(".")[1] || "").length;

  /** The value of a control in words, with its unit. */
  function valueText(control, value, scenario) {
    const { say, percent } = app.words;
    if (control.choices) return say(`rule_${value}`);
    if (value === null) return say("value_none");
    const { step } = control.range(scenario, value);
    const digits = step < 0.1 ? decimals(step) : 0;
    const n = value.toFixed(Math.max(digits, decimals(value))).replace("-", "−");
    const share = ["power", "reach"].includes(control.id);
    const grown = control.id === "growth" ? percent(Math.exp(value) - 1) : "";
    return say(`value_${control.id}`, { n: share ? `${Math.round(100 * value)}%` : n, grown });
  }

  function slider(control) {
    return make("input", {
      type: "range",
      id: `c-${control.id}`,
      "aria-describedby": `h-${control.id}`,
    });
  }

  function choice(control) {
    const options = control.choices.map((name) =>
      make("option", { value: name, "data-w": `rule_${name}` })
    );
    return make("select", { id: `c-${control.id}`, "aria-describedby": `h-${control.id}` }, ...options);
  }

  /** A line of explanation that opens: a longer word, and the dotted keys of the YAML. */
  function explanation(control) {
    return make(
      "details",
      { class: "what" },
      make("summary", { class: "hint", id: `h-${control.id}`, "data-w": `hint_${control.id}` }),
      make("p", { "data-w": `what_${control.id}` }),
      make(
        "p",
        {},
        make("span", { "data-w": "in_the_file" }),
        " ",
        ...control.keys.map((key) => make("code", {}, key))
      )
    );
  }

  function block(control) {
    const label = make("label", { for: `c-${control.id}`, "data-w": `name_${control.id}` });
    const value = make("output", { id: `v-${control.id}`, for: `c-${control.id}` });
    return make(
      "div",
      { class: "control", id: `b-${control.id}` },
      make("div", { class: "head" }, label, value),
      control.choices ? choice(control) : slider(control),
      explanation(control)
    );
  }

  /** Make every control once; `changed(id, value)` is called as it moves. */
  function build(changed) {
    const box = find("control-groups");
    for (const group of GROUPS) {
      const members = CONTROLS.filter((control) => control.group === group).map(block);
      box.append(make("fieldset", {}, make("legend", { "data-w": `group_${group}` }), ...members));
    }
    for (const control of CONTROLS) {
      const input = find(`c-${control.id}`);
      input.addEventListener("input", (event) =>
        changed(control.id, taken(control, input), event.timeStamp)
      );
    }
  }

  /** The value that an input stands for; the last position of some sliders means none. */
  function taken(control, input) {
    if (control.choices) return input.value;
    const value = Number(input.value);
    return control.none && value > Number(input.dataset.high) ? null : value;
  }

  /** Show a scenario's values: positions, words, and what cannot be moved, with the reason. */
  function show(scenario, preset, state) {
    for (const control of CONTROLS) {
      const here = isThere(control, preset);
      find(`b-${control.id}`).hidden = !here;
      if (here) showOne(control, scenario, preset, state);
    }
    for (const group of find("control-groups").children) {
      group.hidden = group.querySelector(".control:not([hidden])") === null;
    }
  }

  function showOne(control, scenario, preset, state) {
    const input = find(`c-${control.id}`);
    const value = control.read(scenario);
    const words = valueText(control, value, scenario);
    if (control.choices) input.value = value;
    else place(control, input, value, preset, words);
    const why = control.why ? control.why(scenario) : null;
    input.disabled = app.state.isLocked(state, control.id) || why !== null;
    const hint = find(`h-${control.id}`);
    hint.dataset.w = why || `hint_${control.id}`;
    hint.textContent = app.words.say(hint.dataset.w);
    find(`v-${control.id}`).textContent = words;
    find(`b-${control.id}`).classList.toggle("moved", Object.hasOwn(state.values, control.id));
  }

  function place(control, input, value, preset, words) {
    const { low, high, step } = control.range(preset, control.read(preset));
    const top = control.none ? high + step : high;
    for (const [name, number] of [
      ["min", low],
      ["max", top],
      ["step", step],
    ]) {
      if (input[name] !== String(number)) input[name] = String(number);
    }
    input.dataset.high = String(high);
    const at = value === null ? top : value;
    if (Number(input.value) !== at) input.value = String(at);
    input.setAttribute("aria-valuetext", words);
  }

  app.panel = { build, show, valueText };
})(Explorer);
