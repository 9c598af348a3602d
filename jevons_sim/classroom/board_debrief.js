/* The debrief on the teacher's page: what came of each world, who did it, what a cap would have done. */
"use strict";

(function (board, show, game) {
  const { t, make, setting } = show;
  const { rules } = setting;
  const { chartOf, oneWorld, outcomeOf, planOf, scoreTable, sentences, worlds } = board;
  const { csvOf, fileName, scoresCsv, yamlOf } = board;

  function figuresOf(result) {
    const end = show.stepOf(show.lastYear(rules.rounds.length - 1));
    const { actual, frozen } = result;
    const share = game.reboundAt(result, end);
    return [
      show.number(actual.energy_twh[end]),
      show.number(frozen.energy_twh[end]),
      share === null ? "–" : show.percent(share),
      show.number(actual.service_mtok[end] / actual.service_mtok[0], 1),
      show.number(actual.emissions_mtco2[end], 1),
      show.percent(actual.unserved_share[end]),
      show.number(actual.electricity_price_usd_per_mwh[end]),
    ];
  }

  const ROWS = ["energy", "frozen", "rebound", "service", "emissions", "unserved", "price"];

  function figureTable(caption, heads, results, hidden = false) {
    const columns = results.map(figuresOf);
    const rows = ROWS.map((name, k) => [t(`row_${name}`), ...columns.map((column) => column[k])]);
    return show.table(caption, ["", ...heads], rows, "", hidden);
  }

  function bars(values) {
    const most = Math.max(1e-9, ...values.map((item) => Math.abs(item.value)));
    const low = Math.min(0, ...values.map((item) => item.value));
    const high = Math.max(0, ...values.map((item) => item.value));
    const span = Math.max(most, high - low);
    const place = (value) => `${((value - low) / span) * 100}%`;
    const cells = values.flatMap(({ id, value }) => {
      const bar = make("div", { class: value < 0 ? "bar less" : "bar" });
      bar.style.left = place(Math.min(0, value));
      bar.style.width = `${(Math.abs(value) / span) * 100}%`;
      const zero = make("div", { class: "zero" });
      zero.style.left = place(0);
      return [
        make("div", {}, show.roleName(id)),
        make("div", { class: "track", "aria-hidden": "true" }, bar, zero),
        make("div", { class: "value" }, `${show.signed(value)} TWh`),
      ];
    });
    return make("div", { class: "bars" }, cells);
  }

  function whoView(world) {
    const year = show.lastYear(rules.rounds.length - 1);
    const values = game.shares(setting, planOf(world), "energy_twh", rules.rounds.length);
    const ranked = [...values].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    const [first] = ranked;
    if (Math.abs(first.value) < 0.5) {
      return [make("h3", {}, t("debrief_who", { year })), make("p", { class: "say" }, t("who_nobody", { year }))];
    }
    const most = {
      role: show.roleName(first.id), n: show.number(Math.abs(first.value)), year,
      more: t(first.value > 0 ? "more" : "less"),
    };
    const sum = show.signed(values.reduce((total, item) => total + item.value, 0));
    return [
      make("h3", {}, t("debrief_who", { year })),
      make("p", { class: "say" }, t("who_most", most)),
      bars(ranked),
      make("p", { class: "hint" }, t("who_note", { sum })),
    ];
  }

  function capView(world) {
    const plan = planOf(world);
    const variants = [plan, game.withCap(setting, plan, 0), game.withCap(setting, plan, 2)];
    const results = variants.map((variant) => game.outcome(setting, variant));
    const end = results[0].years.length - 1;
    const [, free, tight] = results.map((result) => game.reboundAt(result, end));
    const shows = free !== null && free > 1 && tight !== null && tight < 1.05;
    return [
      make("h3", {}, t("debrief_cap")),
      figureTable(t("debrief_cap"), [t("as_played"), t("no_cap"), t("tight_cap")], results, true),
      make("p", {}, t(shows ? "cap_note" : "cap_note_plain")),
    ];
  }

  function downloads(world) {
    const name = fileName(world);
    const label = { world: show.worldName(world) };
    const button = (key, file, kind, text) =>
      make("button", { onclick: () => show.download(file, kind, text()) }, t(key, label));
    return make("div", { class: "tabs download" },
      button("download_yaml", `${name}.yaml`, "application/yaml", () => yamlOf(world)),
      button("download_csv", `${name}.csv`, "text/csv", () => csvOf(world)),
      button("download_scores", "class-game-scores.csv", "text/csv", scoresCsv));
  }

  function choicesTable(world) {
    const plan = planOf(world);
    const rows = rules.roles.flatMap((role) => role.levers.map((lever, k) => {
      const cells = rules.rounds.map((_, round) => {
        const choice = plan[role.id][round] || game.usualOf(role);
        return t(`option.${role.id}.${lever.id}.${choice[k]}`);
      });
      return [`${show.roleName(role.id)}: ${t(`lever.${role.id}.${lever.id}`)}`, ...cells];
    }));
    const caption = t("chosen", { world: show.worldName(world) });
    const head = ["", ...rules.rounds.map(([first, last]) => `${first}–${last}`)];
    return make("details", { id: "choices" }, make("summary", { id: "choices-summary" }, caption), show.table(caption, head, rows, "left"));
  }

  function debriefView() {
    const rounds = rules.rounds.length;
    const all = worlds();
    const year = show.lastYear(rounds - 1);
    const world = oneWorld() === null ? all[0] : oneWorld();
    const file = `${fileName(world)}.yaml`;
    return [
      make("h2", {}, t("debrief_what")),
      sentences(rounds, "actual"),
      make("div", { class: "columns" },
        make("section", {}, chartOf(rounds, ["frozen", "engineering", "actual"]),
          all.length > 1
            ? figureTable(t("in_2035", { year }), all.map(show.worldName), all.map((item) => outcomeOf(item, rounds)))
            : null),
        make("section", {}, scoreTable(rounds))),
      make("h2", {}, show.worldName(world)),
      make("div", { class: "columns" }, make("section", {}, capView(world)), make("section", {}, whoView(world))),
      choicesTable(world),
      make("h2", {}, t("questions")),
      make("ol", { class: "questions" }, [1, 2, 3].map((k) => make("li", {}, t(`question_${k}`)))),
      downloads(world),
      make("p", { class: "hint" }, t("one_history", { firms: show.number(setting.base.population.firms), file })),
      make("p", { class: "hint" }, t("leaves_out")),
    ];
  }

  board.debriefView = debriefView;
})(Board, Show, ClassGame);
