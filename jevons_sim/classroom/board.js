/* The teacher's page: who plays, what came of it, step by step, and the debrief. With a server it
   shows the server's class; opened from a folder it keeps the class itself and takes codes. */
"use strict";

(function (board, show, game) {
  const { t, make, fill, at, say, setting } = show;
  const { rules } = setting;
  const { hasDecided, nextOf, roundsShown, worlds } = board;
  const { chartOf, decidedPill, forecasts, keysButton, saidBy, scoreTable, sentences, teamTable } = board;
  const { online } = board;
  const KEPT = online ? "jevons-board" : "jevons-offline-board";
  const STEPS = ["none", "frozen", "engineering"];

  let pass = null;
  let sure = false;

  // ---- where the class is kept ----------------------------------------------------------------

  const headers = () => ({ "X-Join-Code": pass.code, "X-Teacher-Token": pass.token });

  const fresh = () => ({ edition: rules.edition, phase: "lobby", round: 0, teams: [], version: 0 });

  function keepOffline() {
    board.state.version += 1;
    show.keep(KEPT, board.state);
  }

  /** Let the class go on, on the server or here. */
  async function act(path, body) {
    sure = false;
    try {
      if (online) {
        board.state = await show.ask(path, headers(), body);
      } else {
        if (path === "/api/step") [board.state.phase, board.state.round] = nextOf(board.state);
        else board.state.phase = "decide";
        keepOffline();
      }
      board.step = 0;
      if (board.state.phase === "reveal") board.focus = "all";
      say("message", "");
    } catch (error) {
      say("message", show.fault(error), true);
    }
    draw();
  }

  const goOn = () => act("/api/step", { from: [board.state.phase, board.state.round] });

  const { button } = show;

  // ---- the lobby ------------------------------------------------------------------------------

  function lobbyOnline() {
    const rows = board.state.teams.map((team) =>
      make("li", {}, make("span", {}, team.name), make("button", {
        id: `remove-${team.key}`,
        "aria-label": `${t("remove")}: ${team.name}`,
        onclick: () => act("/api/remove", { name: team.name }),
      }, t("remove"))));
    return [
      make("div", { class: "columns" },
        make("section", { class: "lobby" },
          make("h2", {}, t("go_to")),
          make("p", { class: "big" }, board.state.join),
          make("p", {}, t("code_is")),
          make("p", { class: "code", id: "join-code" }, pass.code)),
        make("section", {},
          make("h2", {}, t("teams_in", { n: board.state.teams.length })),
          rows.length ? make("ul", { class: "joined" }, rows) : make("p", {}, t("nobody")),
          rows.length ? button("clear", t("clear"), () => act("/api/clear", {})) : null,
          make("p", { class: "hint" }, t("deal_hint")))),
    ];
  }

  function lobbyOffline() {
    nameTeams();
    const input = make("input", {
      type: "number", id: "teams", min: 1, max: rules.most_teams, value: board.state.teams.length || 6,
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

  /** Names that this page gave are in its language. */
  function nameTeams() {
    board.state.teams.forEach((team, k) => {
      team.name = t("team_n", { n: k + 1 });
    });
  }

  function dealTeams(asked) {
    const n = Math.min(Math.max(Math.round(asked) || 1, 1), rules.most_teams);
    board.state.teams = game.deal(rules, Array.from({ length: n }, (_, k) => t("team_n", { n: k + 1 })));
    keepOffline();
    at("teams").value = n;
    fill("dealt", teamTable([]));
  }

  // ---- a round --------------------------------------------------------------------------------

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
    const { phase, round, teams } = board.state;
    const { world, role } = decision;
    const team = teams.find((item) => item.world === world && item.roles.includes(role));
    if (!team) return refuse("no_team");
    if (decision.round !== round) return refuse("other_round", { n: decision.round + 1 });
    if (phase !== "decide") return refuse("late");
    const made = team.decisions[round] || { choices: {} };
    made.choices[role] = decision.choice;
    made.forecast = decision.forecast;
    team.decisions[round] = made;
    sure = false;
    keepOffline();
    at("code").value = "";
    draw();
    say("message", t("entered", { team: team.name, role: show.roleName(role) }));
    return at("code").focus();
  }

  function decideView() {
    const table = teamTable([{ head: t("state"), cell: decidedPill }]);
    const [, year] = rules.rounds[board.state.round];
    return [
      make("p", { class: "say" }, t("say_decide", { year })),
      make("div", { class: "columns" },
        make("section", {}, chartOf(board.state.round, ["actual"])),
        make("section", {}, online ? null : codeEntry(), table, keysButton())),
    ];
  }

  /** Before the result: predictions, then what stands still and what engineers expect, of one world. */
  function closedView() {
    if (board.focus === "all") [board.focus] = worlds();
    const names = STEPS.slice(1, board.step + 1);
    const predicted = { head: t("predicted"), cell: (team) => saidBy(team, board.state.round) };
    const rounds = board.state.round + (names.length ? 1 : 0);
    return [
      sentences(board.state.round + 1, STEPS[board.step]),
      make("div", { class: "columns" },
        make("section", {}, chartOf(rounds, names.length ? names : ["actual"], forecasts(board.state.round))),
        make("section", {}, teamTable([predicted]))),
    ];
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

  // ---- the page -------------------------------------------------------------------------------

  const main = (text, act, attributes) => button("go-on", text, act, { class: "primary", ...attributes });

  function showNext() {
    sure = false;
    board.step += 1;
    draw();
  }

  function newClass() {
    if (!sure) {
      sure = true;
      return draw();
    }
    sure = false;
    board.state = fresh();
    keepOffline();
    return draw();
  }

  function actionsOf() {
    const { phase, round, teams } = board.state;
    const again = online || phase === "lobby"
      ? []
      : [button("new-class", t(sure ? "new_class_sure" : "new_class"), newClass)];
    if (phase === "lobby") {
      return [main(t("start"), startGame, { disabled: online && teams.length === 0 })];
    }
    if (phase === "decide") {
      const n = teams.filter(hasDecided).length;
      return [main(t("close", { n, all: teams.length }), goOn), ...again];
    }
    if (phase === "closed") {
      const next = board.step + 1 < STEPS.length
        ? main(t(`show_${STEPS[board.step + 1]}`), showNext)
        : main(t("show_actual"), goOn);
      const reopen = () => act("/api/reopen", { from: [phase, round] });
      return [next, board.step === 0 ? button("reopen", t("reopen"), reopen) : null, ...again];
    }
    if (phase === "reveal") {
      return [main(t(round + 1 < rules.rounds.length ? "next_round" : "to_debrief"), goOn), ...again];
    }
    return again;
  }

  function startGame() {
    if (!online && board.state.teams.length === 0) dealTeams(Number(at("teams").value));
    goOn();
  }

  const VIEWS = {
    lobby: () => (online ? lobbyOnline() : lobbyOffline()),
    decide: decideView,
    closed: closedView,
    reveal: revealView,
    debrief: board.debriefView,
  };

  /** Redraw everything, and leave the keyboard where it was. */
  function draw() {
    if (!board.state) return;
    const active = document.activeElement;
    const inActions = at("actions").contains(active);
    const id = active && active.id;
    const opened = [...document.querySelectorAll("#stage details[open]")].map((details) => details.id);
    const typed = at("code") ? at("code").value : "";
    const { join, phase, round } = board.state;
    const inRound = phase !== "lobby" && phase !== "debrief";
    const words = t(`phase.${phase}`);
    at("where").textContent = inRound ? `${show.roundName(round)} · ${words}` : words;
    at("address").textContent = online && inRound
      ? `${new URL(join).host} · ${t("code_is")} ${pass.code}`
      : "";
    fill("stage", VIEWS[phase]());
    fill("actions", actionsOf());
    const version = document.querySelector("meta[name=generator]").content.split(" ")[1];
    at("foot").textContent = [t("version", { version, edition: rules.edition }), ...board.savedWords()].join(". ");
    if (typed && at("code")) at("code").value = typed;
    for (const name of opened) if (at(name)) at(name).open = true;
    const place = at(id) || (inActions ? at("actions") : null);
    if (place && place !== document.activeElement) place.focus();
  }

  board.draw = draw;

  async function ask() {
    const since = board.state ? `?since=${board.state.version}` : "";
    const answer = await show.ask(`/api/board${since}`, headers());
    if (answer.same || show.isPressed()) return; // it comes again
    const before = board.state;
    const moved = !before || answer.phase !== before.phase || answer.round !== before.round;
    board.state = answer;
    if (moved) board.step = 0;
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
    board.state = fits ? found : fresh();
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
})(Board, Show, ClassGame);
