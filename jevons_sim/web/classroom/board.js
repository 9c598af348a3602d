/* The teacher's page: who plays, what came of it, step by step, and the debrief. With a server it
   shows the server's class; opened from a folder it keeps the class itself and takes codes. */
"use strict";

(function (show, game) {
  const { t, make, fill, at, say, setting } = show;
  const { rules } = setting;
  const online = show.page.connects;
  const KEPT = online ? "jevons-board" : "jevons-offline-board";
  const STEPS = ["none", "frozen", "engineering"];

  let pass = null;
  let state = null;
  let step = 0;
  let focus = "all";
  let showKeys = false;
  let sure = false;

  // ---- where the class is kept ----------------------------------------------------------------

  const headers = () => ({ "X-Join-Code": pass.code, "X-Teacher-Token": pass.token });

  const fresh = () => ({ edition: rules.edition, phase: "lobby", round: 0, teams: [], version: 0 });

  /** The next phase, as the server has it. */
  function nextOf({ phase, round }) {
    if (phase === "lobby") return ["decide", 0];
    if (phase === "decide") return ["closed", round];
    if (phase === "closed") return ["reveal", round];
    return round + 1 < rules.rounds.length ? ["decide", round + 1] : ["debrief", round];
  }

  function keepOffline() {
    state.version += 1;
    show.keep(KEPT, state);
  }

  /** Let the class go on, on the server or here. */
  async function act(path, body) {
    try {
      if (online) {
        state = await show.ask(path, headers(), body);
      } else {
        if (path === "/api/step") [state.phase, state.round] = nextOf(state);
        else state.phase = "decide";
        keepOffline();
      }
      step = 0;
      if (state.phase === "reveal") focus = "all";
      say("message", "");
    } catch (error) {
      say("message", show.fault(error), true);
    }
    draw();
  }

  const goOn = () => act("/api/step", { from: [state.phase, state.round] });

  // ---- what a class knows ---------------------------------------------------------------------

  const worlds = () => [...new Set(state.teams.map((team) => team.world))].sort((a, b) => a - b);
  const roundsShown = () => state.round + (state.phase === "reveal" || state.phase === "debrief" ? 1 : 0);
  const planOf = (world) => game.planOf(rules, state.teams, world);
  const outcomeOf = (world, rounds) => game.outcome(setting, game.upTo(planOf(world), rounds));
  const hasDecided = (team) => {
    const made = team.decisions[state.round];
    return Boolean(made) && team.roles.every((id) => id in made.choices);
  };

  function teamScore(team, round, rounds) {
    const { actual } = outcomeOf(team.world, rounds);
    const values = team.roles.map((id) => game.score(setting, game.roleOf(rules, id), actual, round));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }

  function teamMean(team, rounds) {
    let sum = 0;
    for (let round = 0; round < rounds; round++) sum += teamScore(team, round, rounds);
    return sum / rounds;
  }

  const playsOf = (team) => team.roles.map(show.roleName).join(", ");

  // ---- the lobby ------------------------------------------------------------------------------

  function lobbyOnline() {
    const rows = state.teams.map((team) =>
      make("li", {}, make("span", {}, team.name), make("button", {
        "aria-label": `${t("remove")}: ${team.name}`,
        onclick: () => act("/api/remove", { name: team.name }),
      }, t("remove"))));
    return [
      make("div", { class: "columns" },
        make("section", { class: "lobby" },
          make("h2", {}, t("go_to")),
          make("p", { class: "big" }, state.join),
          make("p", {}, t("code_is")),
          make("p", { class: "code", id: "join-code" }, pass.code)),
        make("section", {},
          make("h2", {}, t("teams_in", { n: state.teams.length })),
          rows.length ? make("ul", { class: "joined" }, rows) : make("p", {}, t("nobody")),
          make("p", { class: "hint" }, t("deal_hint")))),
    ];
  }

  function lobbyOffline() {
    const input = make("input", {
      type: "number", id: "teams", min: 1, max: rules.most_teams, value: Math.max(1, state.teams.length || 6),
      onchange: () => dealTeams(Number(input.value)),
    });
    return [
      make("label", { for: "teams" }, t("how_many")),
      input,
      make("p", { class: "hint" }, t("deal_hint")),
      make("div", { id: "dealt" }, teamTable([])),
      make("p", { class: "hint" }, t("kept_here")),
    ];
  }

  function dealTeams(asked) {
    const n = Math.min(Math.max(Math.round(asked) || 1, 1), rules.most_teams);
    state.teams = game.deal(rules, Array.from({ length: n }, (_, k) => t("team_n", { n: k + 1 })));
    keepOffline();
    at("teams").value = n;
    fill("dealt", teamTable([]));
  }

  // ---- teams at work --------------------------------------------------------------------------

  /** The teams as a table; `more` adds columns `{head, cell(team)}`. */
  function teamTable(more, teams = state.teams) {
    const keys = online && showKeys ? [{ head: t("key"), cell: (team) => team.key }] : [];
    const columns = [...more, ...keys];
    const places = worlds().length > 1 ? [{ head: t("pick_world"), cell: (team) => show.letter(team.world) }] : [];
    const all = [...places, { head: t("plays"), cell: playsOf }, ...columns];
    const head = [t("team"), ...all.map((column) => column.head)];
    const rows = teams.map((team) => [team.name, ...all.map((column) => column.cell(team))]);
    return show.table(t("teams_in", { n: state.teams.length }), head, rows, "left");
  }

  function keysButton() {
    if (!online) return null;
    return make("button", {
      "aria-pressed": String(showKeys),
      onclick: () => {
        showKeys = !showKeys;
        draw();
      },
    }, t("keys"));
  }

  const decidedPill = (team) => {
    const done = hasDecided(team);
    return make("span", { class: done ? "pill done" : "pill" }, done ? `✓ ${t("decided")}` : `… ${t("waiting_for")}`);
  };

  function codeEntry() {
    const input = make("input", { type: "text", id: "code", autocomplete: "off", spellcheck: "false", maxlength: 20 });
    const submit = (event) => {
      event.preventDefault();
      takeCode(input.value);
    };
    return make("form", { class: "code-entry", onsubmit: submit },
      make("div", {}, make("label", { for: "code" }, t("enter_code")), input),
      make("button", { class: "primary" }, t("enter")));
  }

  /** Enter a team's code, or say why not; a later code of the same role replaces an earlier one. */
  function takeCode(text) {
    const { decision, error } = game.decode(rules, text);
    const refuse = (key, values) => say("message", t(`error.${key}`, values), true);
    if (error) return refuse(error);
    const team = state.teams.find((item) => item.world === decision.world && item.roles.includes(decision.role));
    if (!team) return refuse("no_team");
    if (decision.round !== state.round) return refuse("other_round", { n: decision.round + 1 });
    if (state.phase !== "decide") return refuse("late");
    const made = team.decisions[state.round] || { choices: {} };
    made.choices[decision.role] = decision.choice;
    made.forecast = decision.forecast;
    team.decisions[state.round] = made;
    keepOffline();
    draw();
    say("message", t("entered", { team: team.name, role: show.roleName(decision.role) }));
    return at("code").focus();
  }

  function decideView() {
    const table = teamTable([{ head: t("state"), cell: decidedPill }]);
    const [, year] = rules.rounds[state.round];
    return [
      make("p", { class: "say" }, t("say_decide", { year })),
      make("div", { class: "columns" },
        make("section", {}, chartOf(state.round, ["actual"])),
        make("section", {}, online ? null : codeEntry(), table, keysButton())),
    ];
  }

  // ---- the result -----------------------------------------------------------------------------

  function worldTabs() {
    const all = worlds();
    if (all.length < 2) return null;
    const tab = (value, text) => make("button", {
      "aria-pressed": String(focus === value),
      onclick: () => {
        focus = value;
        draw();
      },
    }, text);
    return make("div", { class: "tabs", role: "group", "aria-label": t("show_world") },
      state.phase === "closed" ? null : tab("all", t("all_worlds")), all.map((world) => tab(world, show.worldName(world))));
  }

  const oneWorld = () => {
    const all = worlds();
    return all.length === 1 ? all[0] : all.includes(focus) ? focus : null;
  };

  /** The chart after some rounds: the cases of one world, or every world's actual path. */
  function chartOf(rounds, names, marks = []) {
    const world = oneWorld();
    const ends = rounds > 0 ? show.stepOf(show.lastYear(rounds - 1)) : 0;
    if (world !== null || !names.includes("actual") || worlds().length === 0) {
      const result = outcomeOf(world === null ? worlds()[0] : world, rounds);
      const lines = show.caseLines(result, names);
      const shaded = names.includes("actual") && names.includes("engineering");
      const area = shaded ? [result.engineering.energy_twh, result.actual.energy_twh] : null;
      return [
        worldTabs(),
        show.chart(result.years, lines, { end: ends, marks, area }),
        show.chartTable(result.years, lines, ends),
      ];
    }
    const results = worlds().map((item) => outcomeOf(item, rounds));
    const lines = worlds().map((item, k) => ({
      name: show.worldName(item), short: show.worldName(item),
      values: results[k].actual.energy_twh, className: `w${item}`,
    }));
    return [
      worldTabs(),
      show.chart(results[0].years, lines, { end: ends, marks }),
      show.chartTable(results[0].years, lines, ends),
    ];
  }

  const forecasts = (round) => {
    const world = oneWorld();
    return state.teams
      .filter((team) => (world === null || team.world === world) && team.decisions[round])
      .map((team) => ({ x: show.lastYear(round), y: team.decisions[round].forecast }));
  };

  /** What the chart says at a step of the reveal, for one world. */
  function sentence(world, rounds, name) {
    const result = outcomeOf(world, rounds);
    const year = show.lastYear(rounds - 1);
    const end = show.stepOf(year);
    const n = show.number(result[name === "none" ? "actual" : name].energy_twh[end]);
    if (name !== "actual") return t(name === "none" ? "say_none" : `say_${name}`, { n, year });
    const share = game.reboundAt(result, end);
    if (share === null) return t("say_plain", { n, year });
    return t(share > 1.005 ? "say_backfire" : "say_saved", { n, year, r: show.percent(share) });
  }

  function sentences(rounds, name) {
    const world = oneWorld();
    if (name !== "actual" || world !== null) {
      return make("p", { class: "say" }, sentence(world === null ? worlds()[0] : world, rounds, name));
    }
    return worlds().map((item) =>
      make("p", {}, make("strong", {}, `${show.worldName(item)}: `), sentence(item, rounds, name)));
  }

  /** Before the result: predictions, then what stands still and what engineers expect, of one world. */
  function closedView() {
    if (focus === "all") [focus] = worlds();
    const names = STEPS.slice(1, step + 1);
    const predicted = { head: t("predicted"), cell: (team) => saidBy(team, state.round) };
    const rounds = state.round + (names.length ? 1 : 0);
    return [
      sentences(state.round + 1, STEPS[step]),
      make("div", { class: "columns" },
        make("section", {}, chartOf(rounds, names.length ? names : ["actual"], forecasts(state.round))),
        make("section", {}, teamTable([predicted]))),
    ];
  }

  const saidBy = (team, round) => {
    const made = team.decisions[round];
    return made ? t("twh", { n: made.forecast }) : "–";
  };

  function scoreTable(rounds) {
    const round = rounds - 1;
    const end = show.stepOf(show.lastYear(round));
    const means = new Map(state.teams.map((team) => [team, teamMean(team, rounds)]));
    const ranked = [...state.teams].sort((a, b) => means.get(b) - means.get(a));
    const off = (team) => {
      const made = team.decisions[round];
      if (!made) return "–";
      return show.signed(made.forecast - outcomeOf(team.world, rounds).actual.energy_twh[end]);
    };
    return teamTable([
      { head: t("score"), cell: (team) => show.number(teamScore(team, round, rounds)) },
      { head: t("mean"), cell: (team) => show.number(means.get(team)) },
      { head: t("predicted"), cell: (team) => saidBy(team, round) },
      { head: t("off"), cell: off },
    ], ranked);
  }

  function revealView() {
    const rounds = roundsShown();
    return [
      sentences(rounds, "actual"),
      make("div", { class: "columns" },
        make("section", {}, chartOf(rounds, ["frozen", "engineering", "actual"], forecasts(rounds - 1)),
          make("p", { class: "hint" }, `○ ${t("prediction_mark")}`)),
        make("section", {}, scoreTable(rounds), make("p", { class: "hint" }, t("score_hint")), keysButton())),
    ];
  }

  // ---- the debrief ----------------------------------------------------------------------------

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

  const fileName = (world) => `class-game-${show.letter(world).toLowerCase()}`;

  function yamlOf(world) {
    const scenario = game.compose(setting, planOf(world), fileName(world));
    scenario.title = `Class game, world ${show.letter(world)}`;
    return JevonsTwin.toYaml(scenario, show.reference, "Choices of a class; jevons run gives its numbers");
  }

  function csvOf(world) {
    const result = outcomeOf(world, rules.rounds.length);
    const lines = [["case", "year", ...JevonsTwin.SERIES].join(",")];
    for (const name of ["frozen", "engineering", "actual"]) {
      result.years.forEach((year, k) =>
        lines.push([name, year, ...JevonsTwin.SERIES.map((series) => result[name][series][k])].join(",")));
    }
    return `${lines.join("\n")}\n`;
  }

  /** A cell of a table that a spreadsheet can take for nothing but text. */
  const textCell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replace(/"/g, '""')}"`;

  function scoresCsv() {
    const lines = [["team", "world", "roles", "round", "score", "predicted_twh", "energy_twh"].join(",")];
    for (const team of state.teams) {
      rules.rounds.forEach(([, year], round) => {
        const made = team.decisions[round];
        const { actual } = outcomeOf(team.world, rules.rounds.length);
        lines.push([
          textCell(team.name), show.letter(team.world), textCell(team.roles.join(" ")), round + 1,
          teamScore(team, round, rules.rounds.length), made ? made.forecast : "",
          actual.energy_twh[show.stepOf(year)],
        ].join(","));
      });
    }
    return `${lines.join("\n")}\n`;
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
    return make("details", {}, make("summary", {}, caption), show.table(caption, head, rows, "left"));
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

  // ---- the page -------------------------------------------------------------------------------

  const button = (text, onclick, attributes) => make("button", { type: "button", onclick, ...attributes }, text);
  const main = (text, onclick, attributes) => button(text, onclick, { class: "primary", ...attributes });

  function showNext() {
    step += 1;
    draw();
  }

  function newClass() {
    if (!sure) {
      sure = true;
      return draw();
    }
    sure = false;
    state = fresh();
    keepOffline();
    return draw();
  }

  function actionsOf() {
    const again = online || state.phase === "lobby"
      ? []
      : [button(t(sure ? "new_class_sure" : "new_class"), newClass)];
    if (state.phase === "lobby") return [main(t("start"), startGame, { disabled: online && state.teams.length === 0 })];
    if (state.phase === "decide") {
      const n = state.teams.filter(hasDecided).length;
      return [main(t("close", { n, all: state.teams.length }), goOn), ...again];
    }
    if (state.phase === "closed") {
      const next = step + 1 < STEPS.length
        ? main(t(`show_${STEPS[step + 1]}`), showNext)
        : main(t("show_actual"), goOn);
      return [next, step === 0 ? button(t("reopen"), () => act("/api/reopen", { from: [state.phase, state.round] })) : null, ...again];
    }
    if (state.phase === "reveal") {
      return [main(t(state.round + 1 < rules.rounds.length ? "next_round" : "to_debrief"), goOn), ...again];
    }
    return again;
  }

  function startGame() {
    if (!online && state.teams.length === 0) dealTeams(Number(at("teams").value));
    goOn();
  }

  const VIEWS = {
    lobby: () => (online ? lobbyOnline() : lobbyOffline()),
    decide: decideView,
    closed: closedView,
    reveal: revealView,
    debrief: debriefView,
  };

  /** Redraw everything, and leave the keyboard where it was. */
  function draw() {
    if (!state) return;
    const active = document.activeElement;
    const inActions = active && at("actions").contains(active);
    const id = active && active.id;
    const typed = at("code") ? at("code").value : "";
    const phase = t(`phase.${state.phase}`);
    at("where").textContent = state.phase === "lobby" || state.phase === "debrief"
      ? phase
      : `${show.roundName(state.round)} · ${phase}`;
    at("address").textContent = online && state.phase !== "lobby" && state.phase !== "debrief"
      ? `${new URL(state.join).host} · ${t("code_is")} ${pass.code}`
      : "";
    fill("stage", VIEWS[state.phase]());
    fill("actions", actionsOf());
    const version = document.querySelector("meta[name=generator]").content.split(" ")[1];
    at("foot").textContent = t("version", { version, edition: rules.edition });
    if (typed && at("code")) at("code").value = typed;
    if (inActions && at("actions").firstChild) at("actions").firstChild.focus();
    else if (id && at(id) && at(id) !== document.activeElement) at(id).focus();
  }

  async function ask() {
    const since = state ? `?since=${state.version}` : "";
    const answer = await show.ask(`/api/board${since}`, headers());
    if (answer.same) return;
    const moved = !state || answer.phase !== state.phase || answer.round !== state.round;
    state = answer;
    if (moved) step = 0;
    draw();
  }

  /** Take code and token from the link, keep them for a reload, and clear them from the address. */
  function takePass() {
    const code = show.link.get("code");
    const token = show.link.get("token");
    if (code && token) {
      history.replaceState(null, "", location.pathname);
      pass = { code, token };
      show.keep(KEPT, pass, "sessionStorage");
    } else {
      pass = show.kept(KEPT, "sessionStorage");
    }
  }

  function readOffline() {
    const found = show.kept(KEPT);
    const fits = found && found.edition === rules.edition && Array.isArray(found.teams) && found.phase in VIEWS;
    state = fits ? found : fresh();
    return Boolean(found) && !fits;
  }

  document.body.dataset.title = "board_title";
  if (online) {
    takePass();
    show.start(draw);
    if (pass) {
      show.poll(async () => {
        try {
          await ask();
        } catch (error) {
          if (error.error === "lost") throw error;
          say("message", show.fault(error), true);
        }
      }, 1000);
    } else {
      say("message", t("link_lost"), true);
    }
  } else {
    const foreign = readOffline();
    show.start(draw);
    if (foreign) say("message", t("other_version"));
  }
})(Show, ClassGame);
