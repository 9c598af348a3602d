// @ts-check
/* The door of the class: a team joins with a code and a name, or goes on with its key. */

import { at, field, fill, make } from "../web/shared/dom.js";
import { say } from "../web/shared/words.js";
import { ask } from "./server.js";

/** @import { Attributes } from "../web/shared/dom.js" */
/** @typedef {(code: string) => Promise<{ key: string }>} Asked what gives a team's key */

/**
 * A field that keeps what was typed when the form is drawn again.
 * @param {string} id
 * @param {string} label
 * @param {string | null} hint
 * @param {Attributes} attributes
 */
function textField(id, label, hint, attributes) {
  return [
    make("label", { for: id }, label),
    make("input", {
      type: "text",
      id,
      autocomplete: "off",
      spellcheck: "false",
      required: true,
      value: at(id) ? field(id).value : "",
      ...attributes,
    }),
    hint ? make("p", { class: "hint" }, hint) : null,
  ];
}

/**
 * Show the form; `enter(code, asked)` enters with the team key that `asked(code)` gives.
 * @param {(code: string, asked: Asked) => void} enter
 */
export function joinForm(enter) {
  const submit = (/** @type {() => void} */ act) => (/** @type {Event} */ event) => {
    event.preventDefault();
    act();
  };
  const join = () =>
    enter(field("code").value, (code) =>
      ask("/api/join", { "X-Join-Code": code }, { name: field("name").value }),
    );
  const again = () =>
    enter(field("code").value, async (code) => {
      const key = field("key").value.trim().toUpperCase();
      await ask("/api/team", { "X-Join-Code": code, "X-Team-Key": key });
      return { key };
    });
  const open = Boolean(at("rejoin")?.hasAttribute("open"));
  const short = { autocapitalize: "characters", maxlength: 12 };
  fill("where");
  fill("foot");
  fill(
    "stage",
    make("h2", {}, say("join_heading")),
    make(
      "form",
      { onsubmit: submit(join) },
      textField("code", say("join_code"), null, short),
      textField("name", say("team_name"), say("team_name_hint"), { maxlength: 24 }),
      make("p", {}, make("button", { class: "primary" }, say("join"))),
    ),
    make(
      "details",
      { id: "rejoin", open },
      make("summary", {}, say("rejoin_heading")),
      make(
        "form",
        { onsubmit: submit(again) },
        textField("key", say("team_key"), null, short),
        make("p", {}, make("button", {}, say("rejoin"))),
      ),
    ),
  );
}
