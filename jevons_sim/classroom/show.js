/* What both pages share: words in two languages, elements from plain text, talk with the server. */
"use strict";

const Show = {};

(function (show) {
  const dataOf = (id) => JSON.parse(document.getElementById(id).textContent);

  show.setting = { rules: dataOf("rules"), base: dataOf("base") };
  show.reference = dataOf("reference");
  show.page = dataOf("setting");
  const words = dataOf("words");

  /** The part of the address after #, as values; more than 2 kB of it is ignored. */
  function fromLink() {
    const text = location.hash.slice(1);
    return new URLSearchParams(text.length > 2048 ? "" : text);
  }
  show.link = fromLink();

  const asked = show.link.get("lang");
  let language = show.page.language;
  if (asked !== null) language = asked === "ko" ? "ko" : "en";

  /** A text in the page's language, with {values} filled in. */
  show.t = function (key, values) {
    const text = words[language][key];
    if (text === undefined) throw new Error(`no words for ${key}`);
    return text.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
  };
  show.has = (key) => words[language][key] !== undefined;

  /** A number as people write it. */
  show.number = (value, digits = 0) =>
    value.toLocaleString(language === "ko" ? "ko-KR" : "en-GB", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  show.signed = (value, digits = 0) => {
    const text = show.number(Math.abs(value), digits);
    if (text === show.number(0, digits)) return text;
    return `${value < 0 ? "−" : "+"}${text}`;
  };
  show.percent = JevonsNumbers.percent;

  show.letter = (world) => String.fromCharCode(65 + world);
  show.worldName = (world) => show.t("world", { letter: show.letter(world) });
  show.roleName = (id) => show.t(`role.${id}`);
  show.roundName = (round) => {
    const [first, last] = show.setting.rules.rounds[round];
    return show.t("round_of", { n: round + 1, all: show.setting.rules.rounds.length, first, last });
  };
  show.lastYear = (round) => show.setting.rules.rounds[round][1];

  /** The sentence for an error that the server, or a code, gave. */
  show.fault = (error) => {
    const key = `error.${error.error || error.code}`;
    return show.has(key) ? show.t(key) : show.t("error.other", { message: error.message || "" });
  };

  /** An element; `content` is text, elements, or nothing. Text is never read as markup. */
  show.make = function (tag, attributes, ...content) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null) element.setAttribute(name, value);
    }
    element.append(...content.flat(Infinity).filter((item) => item !== null && item !== undefined));
    return element;
  };

  show.at = (id) => document.getElementById(id);
  show.fill = (id, ...content) => show.at(id).replaceChildren(
    ...content.flat(Infinity).filter((item) => item !== null && item !== undefined));

  /** Say something to those who see and to those who listen. */
  show.say = function (id, text, isFault = false) {
    const place = show.at(id);
    place.textContent = text;
    place.classList.toggle("fault", isFault);
  };

  /** Put the page's fixed texts into its language. */
  function translate() {
    document.documentElement.lang = language;
    document.title = show.t(document.body.dataset.title);
    for (const element of document.querySelectorAll("[data-t]")) {
      element.textContent = show.t(element.dataset.t);
    }
  }

  /** Start a page: its texts, the language button, and `render`, called whenever it must redraw. */
  show.start = function (render) {
    show.at("language").addEventListener("click", () => {
      language = language === "ko" ? "en" : "ko";
      translate();
      render();
    });
    translate();
    render();
  };

  const LONGEST_PRESS = 3000; // milliseconds
  let pressedAt = -Infinity;
  const release = () => {
    pressedAt = -Infinity;
  };
  for (const name of ["pointerdown", "keydown"]) {
    addEventListener(name, (event) => {
      if (event.button === 0 || event.key === " ") pressedAt = performance.now();
    });
  }
  for (const name of ["pointerup", "pointercancel", "keyup", "blur"]) addEventListener(name, release);

  /** Whether a pointer or the space bar is down: what it presses must still be there when it lets go. */
  show.isPressed = () => performance.now() - pressedAt < LONGEST_PRESS;

  /** A button that acts once: the second click of a double click is not meant for what stands there by then. */
  show.button = function (id, text, act, attributes) {
    const onclick = (event) => {
      if (event.detail < 2) act();
    };
    return show.make("button", { type: "button", id, onclick, ...attributes }, text);
  };

  /** A table from a head and rows of cells; the first cell of a row names it. */
  show.table = function (caption, head, rows, className, hideCaption = false) {
    const { make } = show;
    const cell = (value, tag, scope) => make(tag, scope ? { scope } : {}, value);
    return make(
      "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      make(
        "table", { class: className || "" },
        make("caption", { class: hideCaption ? "unseen" : "" }, caption),
        make("thead", {}, make("tr", {}, head.map((text) => (text === "" ? cell("", "td", null) : cell(text, "th", "col"))))),
        make("tbody", {}, rows.map((row) =>
          make("tr", {}, row.map((value, k) => cell(value, k ? "td" : "th", k ? null : "row"))))),
      ),
    );
  };

  /** Keep a value in this browser, where it allows that; null forgets it. */
  show.keep = function (key, value, store = "localStorage") {
    try {
      if (value === null) window[store].removeItem(key);
      else window[store].setItem(key, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing still plays.
    }
  };
  show.kept = function (key, store = "localStorage") {
    try {
      return JSON.parse(window[store].getItem(key));
    } catch {
      return null;
    }
  };

  /** Ask the class server; throws `{error, message}` when it refuses or does not answer. */
  show.ask = async function (path, headers, body) {
    const options = { headers: { ...headers }, cache: "no-store" };
    if (body !== undefined) {
      options.method = "POST";
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    let response;
    let answer;
    try {
      options.signal = AbortSignal.timeout(15000);
      response = await fetch(path, options);
      answer = await response.json();
    } catch {
      throw { error: "lost" };
    }
    if (!response.ok) throw answer;
    return answer;
  };

  /**
   * Ask again and again: every `pause` milliseconds, more and more slowly while nobody answers.
   * Returns a function that asks at once.
   */
  show.poll = function (ask, pause) {
    let timer = 0;
    let wait = pause;
    async function turn() {
      clearTimeout(timer);
      try {
        await ask();
        wait = pause;
        show.at("banner").hidden = true;
      } catch (error) {
        if (error.error !== "lost") throw error;
        wait = Math.min(wait * 2, 15000);
        show.at("banner").hidden = false;
      } finally {
        timer = setTimeout(turn, wait * (0.8 + 0.4 * Math.random()));
      }
    }
    turn();
    return turn;
  };

  /** Hand a file to whoever sits here. */
  show.download = function (name, kind, text) {
    const link = show.make("a", { download: name });
    link.href = URL.createObjectURL(new Blob([text], { type: kind }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
})(Show);
