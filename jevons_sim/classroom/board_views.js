/* Parts of the teacher's page: tables of teams, charts of worlds, and sentences that read them. */
"use strict";

(function (board, show, game) {
  const { t, make } = show;
  const { hasDecided, oneWorld, outcomeOf, playsOf, teamMean, teamScore, worlds } = board;

  /** The teams as a table; `more` adds columns `{head, cell(team)}`. */
  function teamTable(more, teams = board.state.teams) {
    const keys = board.online && board.showKeys ? [{ head: t("key"), cell: (team) => team.key }] : [];
    const columns = [...more, ...keys];
    const places = worlds().length > 1 ? [{ head: t("pick_world"), cell: (team) => show.letter(team.world) }] : [];
    const all = [...places, { head: t("plays"), cell: playsOf }, ...columns];
    const head = [t("team"), ...all.map((column) => column.head)];
    const rows = teams.map((team) => [team.name, ...all.map((column) => column.cell(team))]);
    return show.table(t("teams_in", { n: board.state.teams.length }), head, rows, "left");
  }

  function keysButton() {
    if (!board.online) return null;
    return make("button", {
      id: "keys",
      "aria-pressed": String(board.showKeys),
      onclick: () => {
        board.showKeys = !board.showKeys;
        board.draw();
      },
    }, t("keys"));
  }

  const decidedPill = (team) => {
    const done = hasDecided(team);
    const text = done ? `✓ ${t("decided")}` : `… ${t("waiting_for")}`;
    return make("span", { class: done ? "pill done" : "pill" }, text);
  };

  function worldTabs() {
    const all = worlds();
    if (all.length < 2) return null;
    const tab = (value, text) => make("button", {
      id: `world-${value}`,
      "aria-pressed": String(board.focus === value),
      onclick: () => {
        board.focus = value;
        board.draw();
      },
    }, text);
    const every = board.state.phase === "closed" ? null : tab("all", t("all_worlds"));
    const each = all.map((world) => tab(world, show.worldName(world)));
    return make("div", { class: "tabs", role: "group", "aria-label": t("show_world") }, every, each);
  }

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
    return board.state.teams
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
    return t(share > 1 + show.page.used_up ? "say_backfire" : "say_saved", { n, year, r: show.percent(share) });
  }

  function sentences(rounds, name) {
    const world = oneWorld();
    if (name !== "actual" || world !== null) {
      return make("p", { class: "say" }, sentence(world === null ? worlds()[0] : world, rounds, name));
    }
    return worlds().map((item) =>
      make("p", {}, make("strong", {}, `${show.worldName(item)}: `), sentence(item, rounds, name)));
  }

  const saidBy = (team, round) => {
    const made = team.decisions[round];
    return made ? t("twh", { n: made.forecast }) : "–";
  };

  function scoreTable(rounds) {
    const round = rounds - 1;
    const end = show.stepOf(show.lastYear(round));
    const means = new Map(board.state.teams.map((team) => [team, teamMean(team, rounds)]));
    const ranked = [...board.state.teams].sort((a, b) => means.get(b) - means.get(a));
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

  Object.assign(board, {
    teamTable, keysButton, decidedPill, chartOf, forecasts, sentences, saidBy, scoreTable,
  });
})(Board, Show, ClassGame);
