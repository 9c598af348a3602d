/* The door of the class: a team joins with a code and a name, or goes on with its key. */
"use strict";

(function (form, show) {
  const { t, make, fill, at } = show;

  /** A field that keeps what was typed when the form is drawn again. */
  function textField(id, label, hint, attributes) {
    return [
      make("label", { for: id }, label),
      make("input", {
        type: "text", id, autocomplete: "off", spellcheck: "false", required: true,
        value: at(id) ? at(id).value : "", ...attributes,
      }),
      hint ? make("p", { class: "hint" }, hint) : null,
    ];
  }

  /** Show the form; `enter(code, ask)` enters with the team key that `ask(code)` gives. */
  function joinForm(enter) {
    const submit = (act) => (event) => {
      event.preventDefault();
      act();
    };
    const join = () => enter(at("code").value, (code) =>
      show.ask("/api/join", { "X-Join-Code": code }, { name: at("name").value }));
    const again = () => enter(at("code").value, async (code) => {
      const key = at("key").value.trim().toUpperCase();
      await show.ask("/api/team", { "X-Join-Code": code, "X-Team-Key": key });
      return { key };
    });
    const open = Boolean(at("rejoin") && at("rejoin").open);
    fill("where");
    fill("foot");
    fill(
      "stage",
      make("h2", {}, t("join_heading")),
      make("form", { onsubmit: submit(join) },
        textField("code", t("join_code"), null, { autocapitalize: "characters", maxlength: 12 }),
        textField("name", t("team_name"), t("team_name_hint"), { maxlength: 24 }),
        make("p", {}, make("button", { class: "primary" }, t("join")))),
      make("details", { id: "rejoin", open },
        make("summary", {}, t("rejoin_heading")),
        make("form", { onsubmit: submit(again) },
          textField("key", t("team_key"), null, { autocapitalize: "characters", maxlength: 12 }),
          make("p", {}, make("button", {}, t("rejoin"))))),
    );
  }

  form.joinForm = joinForm;
})(TeamForm, Show);
