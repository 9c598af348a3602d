/* The class as the teacher's page has it: its state, what its choices come to, and the files of it. */
"use strict";

const Board = {
  /** Whether a server keeps the class. */
  online: Show.page.connects,
  /** Phase, round and teams, as the server keeps them. */
  state: null,
  /** How much of a closed round is shown: predictions, then frozen, then engineering. */
  step: 0,
  /** The world that is looked at, or all of them. */
  focus: "all",
  showKeys: false,
};

(function (board, show, game) {
  const { t, setting } = show;
  const { rules } = setting;

  /** The next phase, as the server has it. */
  function nextOf({ phase, round }) {
    if (phase === "lobby") return ["decide", 0];
    if (phase === "decide") return ["closed", round];
    if (phase === "closed") return ["reveal", round];
    return round + 1 < rules.rounds.length ? ["decide", round + 1] : ["debrief", round];
  }

  const worlds = () => [...new Set(board.state.teams.map((team) => team.world))].sort((a, b) => a - b);
  const roundsShown = () => {
    const { phase, round } = board.state;
    return round + (phase === "reveal" || phase === "debrief" ? 1 : 0);
  };
  const planOf = (world) => game.planOf(rules, board.state.teams, world);
  const outcomeOf = (world, rounds) => game.outcome(setting, game.upTo(planOf(world), rounds));
  const hasDecided = (team) => {
    const made = team.decisions[board.state.round];
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

  const oneWorld = () => {
    const all = worlds();
    return all.length === 1 ? all[0] : all.includes(board.focus) ? board.focus : null;
  };

  /** Where the server keeps this game, if it does. */
  function savedWords() {
    if (!board.online) return [];
    return [board.state.file ? t("saved_in", { file: board.state.file }) : t("not_saved")];
  }

  // ---- files ----------------------------------------------------------------------------------

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
    for (const team of board.state.teams) {
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

  Object.assign(board, {
    nextOf, worlds, roundsShown, planOf, outcomeOf, hasDecided, teamScore, teamMean, playsOf,
    oneWorld, savedWords, fileName, yamlOf, csvOf, scoresCsv,
  });
})(Board, Show, ClassGame);
