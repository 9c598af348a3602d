/* Small helpers for the page: find, make, tables, translated words. Text is always set as text. */
"use strict";

(function (app) {
  const find = (id) => document.getElementById(id);

  /** An element with properties (class, type, …), attributes (aria-…, for) and children. */
  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key.includes("-") || key === "for" || key === "role" || key === "list")
        element.setAttribute(key, value);
      else if (key === "class") element.className = value;
      else element[key] = value;
    }
    element.append(...children);
    return element;
  }

  /** Put words in their place in the language that is chosen: text, labels, titles. */
  function translate() {
    const { say } = app.words;
    document.documentElement.lang = app.words.language;
    document.title = say("title");
    for (const element of document.querySelectorAll("[data-w]"))
      element.textContent = say(element.dataset.w);
    for (const element of document.querySelectorAll("[data-w-label]")) {
      element.setAttribute("aria-label", say(element.dataset.wLabel));
    }
  }

  /** Fill the table inside a <details>: the numbers of a chart, for eyes and screen readers. */
  function table(box, caption, heads, rows) {
    const row = (cells, tag) =>
      make(
        "tr",
        {},
        ...cells.map((cell, k) =>
          tag === "th"
            ? make("th", { scope: "col" }, cell)
            : make(k ? "td" : "th", k ? {} : { scope: "row" }, cell)
        )
      );
    const body = make("tbody", {}, ...rows.map((cells) => row(cells, "td")));
    const head = make("thead", {}, row(heads, "th"));
    const whole = make("table", {}, make("caption", {}, caption), head, body);
    const frame = make(
      "div",
      { class: "scroll", tabIndex: 0, role: "region", "aria-label": caption },
      whole
    );
    noTable(box);
    box.append(frame);
  }

  /** Take the table out: its numbers are those of other settings. */
  const noTable = (box) => box.querySelector(".scroll")?.remove();

  /** Run a function at most once after a pause; a later call starts the pause again. */
  function later(pause, act) {
    let timer = null;
    return (...values) => {
      clearTimeout(timer);
      timer = setTimeout(() => act(...values), pause);
    };
  }

  app.dom = { find, make, translate, table, noTable, later };
})(Explorer);
