/* The form on which a team predicts and decides. */
"use strict";

const TeamForm = {
  /** What the team is about to send: round, choices by role, forecast; null before the first form. */
  draft: null,
};

(function (form, show, game) {
  const { t, make, fill, at, say } = show;
  const { rules } = show.setting;

  /** A fresh draft for roles in a round: what was sent before, or all as usual. */
  function newDraft(round, roles, own) {
    const choices = {};
    for (const id of roles) {
      choices[id] = [...((own && own.choices[id]) || game.usualOf(game.roleOf(rules, id)))];
    }
    return { round, choices, forecast: own ? own.forecast : null, sent: Boolean(own) };
  }

  const points = (n) => (n === 0 ? t("free") : t(n === 1 ? "point" : "points", { n }));

  function leverField(role, lever, k) {
    const name = `${role.id}.${lever.id}`;
    const options = lever.options.map((option, number) =>
      make(
        "label", { class: "option" },
        make("input", {
          type: "radio", name, value: number, checked: form.draft.choices[role.id][k] === number,
          onchange: () => {
            form.draft.choices[role.id][k] = number;
            touched();
          },
        }),
        make("span", {}, t(`option.${name}.${number}`)),
        make("span", { class: "cost" }, points(option.cost)),
      ));
    return make("fieldset", {}, make("legend", {}, t(`lever.${name}`)), options);
  }

  function roleCard(id) {
    const role = game.roleOf(rules, id);
    return make(
      "section", { class: "card" },
      make("h3", {}, t("your_role", { role: show.roleName(id) })),
      make("p", { class: "goal" }, make("strong", {}, t("your_goal")), " ", t(`goal.${id}`)),
      role.levers.map((lever, k) => leverField(role, lever, k)),
      make("p", { class: "budget", id: `budget-${id}`, role: "status" }),
    );
  }

  function forecastField(text) {
    const shownValue = () => (form.draft.forecast === null ? "?" : t("twh", { n: form.draft.forecast }));
    const output = make("output", { for: "forecast" }, shownValue());
    const slider = make("input", {
      type: "range", id: "forecast", min: 0, max: rules.forecast.most_twh, step: rules.forecast.step_twh,
      "aria-describedby": "forecast-text", "aria-label": t("predict_heading"),
      oninput: () => {
        form.draft.forecast = Number(slider.value);
        output.textContent = shownValue();
        slider.setAttribute("aria-valuetext", output.textContent);
        touched();
      },
    });
    slider.value = form.draft.forecast === null ? 0 : form.draft.forecast;
    slider.setAttribute("aria-valuetext", output.textContent);
    return [
      make("h2", {}, t("predict_heading")),
      make("p", { id: "forecast-text" }, text),
      make("div", { class: "predict" }, slider, output),
    ];
  }

  const overBudget = () =>
    Object.entries(form.draft.choices).some(
      ([id, choice]) => game.costOf(game.roleOf(rules, id), choice) > rules.budget,
    );

  /** Say what each role's choice costs, and whether it can be sent. */
  function weigh() {
    for (const [id, choice] of Object.entries(form.draft.choices)) {
      const spent = game.costOf(game.roleOf(rules, id), choice);
      const over = spent > rules.budget;
      say(`budget-${id}`, t(over ? "budget_over" : "budget", { spent, budget: rules.budget }), over);
    }
    at("send").disabled = overBudget() || form.draft.forecast === null;
    const changed = show.page.connects ? "changed" : "changed_code";
    const status = form.draft.forecast === null ? "predict_first" : form.draft.sent ? "sent" : changed;
    say("send-status", form.draft.dirty || form.draft.sent || form.draft.forecast === null ? t(status) : "");
  }

  function touched() {
    form.draft.sent = false;
    form.draft.dirty = true;
    if (at("made")) fill("made");
    weigh();
  }

  function decisionForm(text, button, send) {
    return make(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          send();
        },
      },
      forecastField(text),
      make("h2", {}, t("decide_heading")),
      Object.keys(form.draft.choices).map(roleCard),
      make(
        "div", { class: "sendbar" },
        make("button", { id: "send", class: "primary" }, button),
        make("p", { id: "send-status", role: "status" }),
      ),
    );
  }

  Object.assign(form, { newDraft, overBudget, weigh, decisionForm });
})(TeamForm, Show, ClassGame);
