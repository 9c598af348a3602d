/* A team's page: join, predict, decide, see what came of it. Without a server it makes codes. */
"use strict";

(function (form, show, game) {
  const { t, make, fill, at, say, setting } = show;
  const { decisionForm, newDraft, overBudget, weigh } = form;
  const { rules } = setting;
  const KEPT = "jevons-team";
  const online = show.page.connects;
  const origin = online ? location.host : "";

  const kept = online ? show.kept(KEPT, "sessionStorage") : null;
  let pass = kept && kept.origin === origin ? kept : null;
  let state = null;
  let shown = "";
  let troubled = false;

  const headers = () => ({ "X-Join-Code": pass.code, "X-Team-Key": pass.key });

  // ---- joining ------------------------------------------------------------------------------

  async function enter(code, ask) {
    try {
      const joined = await ask(code.trim().toUpperCase());
      pass = { origin, code: code.trim().toUpperCase(), key: joined.key };
      show.keep(KEPT, pass, "sessionStorage");
      say("message", "");
      poll();
    } catch (error) {
      say("message", show.fault(error), true);
    }
  }

  // ---- playing with a server ------------------------------------------------------------------

  const worldSeries = (rounds, cases) => game.outcome(setting, game.upTo(state.plan, rounds), cases);

  function energyAt(year, rounds) {
    return worldSeries(rounds, ["actual"]).actual.energy_twh[show.stepOf(year)];
  }

  function decideView() {
    const { round } = state;
    if (!form.draft || form.draft.round !== round) form.draft = newDraft(round, state.roles, state.own[round]);
    const [first, last] = rules.rounds[round];
    const text = t("predict", { year: last, before: first, now: show.number(energyAt(first, round)) });
    fill("stage", decisionForm(text, t("send"), sendDecision), round > 0 ? historyView(round) : []);
    weigh();
  }

  async function sendDecision() {
    if (overBudget() || form.draft.forecast === null) return;
    const written = () => {
      const { round, choices, forecast } = form.draft;
      return { round, choices, forecast };
    };
    const sent = JSON.stringify(written());
    try {
      state = await show.ask("/api/decide", headers(), written());
      form.draft.sent = JSON.stringify(written()) === sent;
      say("message", "");
      if (at("send")) weigh();
    } catch (error) {
      say("message", show.fault(error), true);
      poll();
    }
  }

  function predictedLine(year, now, own) {
    const values = { year, now: show.number(now) };
    if (!own) return t("result_plain", values);
    const off = own.forecast - now;
    if (Math.abs(off) < rules.forecast.step_twh / 2) return t("spot_on", values);
    const side = t(off > 0 ? "too_high" : "too_low");
    return t("result_energy", { ...values, said: own.forecast, off: show.number(Math.abs(off)), side });
  }

  function whyLines(id, round, year) {
    const why = game.because(setting, state.plan, id, round);
    const name = t(`measure.${why.main.name}`);
    const rose = why.main.points > 0 === why.main.weight > 0;
    const moved = Math.abs(why.main.points) > 1e-9;
    const main = moved ? [t("why_main", { measure: t(rose ? "measure_up" : "measure_down", { name }) })] : [];
    if (why.usual) return [t(moved ? "why_usual" : "why_nobody"), ...main];
    const key = Math.abs(why.energy) < 0.5 ? "why_same" : why.energy > 0 ? "why_more" : "why_less";
    const values = { year, energy: show.number(Math.abs(why.energy)), score: show.signed(why.score, 1) };
    return [t(key, values), ...main];
  }

  function scoresOf(rounds) {
    const { actual } = worldSeries(rounds, ["actual"]);
    return Array.from({ length: rounds }, (_, round) => {
      const values = state.roles.map((id) => game.score(setting, game.roleOf(rules, id), actual, round));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
  }

  function resultView() {
    const round = state.shown - 1;
    const year = show.lastYear(round);
    const result = worldSeries(state.shown);
    const end = show.stepOf(year);
    const lines = show.caseLines(result, ["frozen", "engineering", "actual"]);
    const own = state.own[round];
    const said = predictedLine(year, result.actual.energy_twh[end], own);
    const marks = own ? [{ x: year, y: own.forecast }] : [];
    const roles = state.roles.map((id) => {
      const score = game.score(setting, game.roleOf(rules, id), result.actual, round);
      return make(
        "section", { class: "card" },
        make("p", { class: "score" }, t("score_line", { role: show.roleName(id), score: show.number(score) })),
        whyLines(id, round, year).map((line) => make("p", {}, line)),
      );
    });
    return [
      make("h2", {}, t("result_heading", { year })),
      make("p", {}, said),
      show.chart(result.years, lines, { end, marks, text: said }),
      show.chartTable(result.years, lines, end),
      roles,
      make("p", { class: "hint" }, t("score_hint")),
      historyView(state.shown),
    ];
  }

  function historyView(rounds) {
    const scores = scoresOf(rounds);
    const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length;
    const rows = scores.map((score, round) => {
      const said = state.own[round] ? t("twh", { n: state.own[round].forecast }) : "–";
      const now = energyAt(show.lastYear(round), rounds);
      return [rules.rounds[round].join("–"), show.number(score), said, t("twh", { n: show.number(now) })];
    });
    return make(
      "div", {},
      make("p", { class: "budget" }, t("team_total", { score: show.number(mean) })),
      show.table(t("score"), [t("pick_round"), t("score"), t("predicted"), t("actual_short")], rows),
    );
  }

  /** What to draw, as a text: nothing is drawn anew while it stays the same. */
  const phaseOf = () => `${state.phase} ${state.round}`;
  const sceneOf = () => {
    const hasSent = state.phase === "closed" && state.round in state.own;
    return `${phaseOf()} ${hasSent} ${document.documentElement.lang}`;
  };

  function draw(force) {
    if (!pass || !state) {
      shown = "";
      return form.joinForm(enter);
    }
    at("where").textContent = state.phase === "lobby"
      ? state.name
      : `${state.name} · ${show.worldName(state.world)} · ${show.roundName(state.round)}`;
    at("foot").textContent = t("your_key", { key: pass.key });
    if (!force && shown === sceneOf()) return undefined;
    const goesOn = shown !== "" && !shown.startsWith(`${phaseOf()} `);
    const wasHere = at("stage").contains(document.activeElement);
    shown = sceneOf();
    say("message", goesOn ? t(`phase.${state.phase}`) : "");
    drawScene();
    if (wasHere && document.activeElement === document.body) at("stage").focus();
    return undefined;
  }

  function drawScene() {
    if (state.phase === "lobby") return fill("stage", make("p", { class: "big" }, t("waiting", { name: state.name })));
    if (state.phase === "decide") return decideView();
    if (state.phase === "closed") {
      const key = state.own[state.round] ? "closed" : "closed_missed";
      return fill("stage", make("p", { class: "big" }, t(key)), state.round > 0 ? historyView(state.round) : []);
    }
    const over = state.phase === "debrief"
      ? [make("h2", {}, t("over_heading")), make("p", { class: "big" }, t("over"))]
      : [];
    return fill("stage", over, resultView());
  }

  async function ask() {
    if (!pass) return undefined;
    const since = state ? `?since=${state.version}` : "";
    let answer;
    try {
      answer = await show.ask(`/api/team${since}`, headers());
    } catch (error) {
      return refused(error);
    }
    if (troubled) say("message", "");
    troubled = false;
    if (!answer.same) state = answer;
    return draw(false);
  }

  /** Say what is wrong. Only a key or a code that the class does not know sends a team back to the door. */
  function refused(error) {
    if (error.error === "lost") throw error;
    if (error.error === "key" || error.error === "join") {
      pass = null;
      state = null;
      show.keep(KEPT, null, "sessionStorage");
      draw(true);
    }
    troubled = pass !== null;
    say("message", show.fault(error), true);
  }

  let poll = () => undefined;

  // ---- playing without one --------------------------------------------------------------------

  const seat = { world: 0, role: rules.roles[0].id, round: 0 };

  /** Take the seat from the link; what does not exist is replaced by the nearest, and said. */
  function readLink() {
    let clamped = false;
    const whole = (name, most) => {
      const text = show.link.get(name);
      if (text === null || !/^-?\d{1,6}$/.test(text)) return 0;
      const value = Math.min(Math.max(Number(text) - 1, 0), most);
      clamped = clamped || value !== Number(text) - 1;
      return value;
    };
    seat.world = whole("world", 7);
    seat.round = whole("round", rules.rounds.length - 1);
    const role = show.link.get("role");
    if (rules.roles.some((item) => item.id === role)) seat.role = role;
    if (clamped) say("message", t("clamped"));
  }

  function pick(id, label, choices) {
    const select = make(
      "select", {
        id,
        onchange: () => {
          seat[id] = id === "role" ? select.value : Number(select.value);
          form.draft = null;
          offlineView();
        },
      },
      choices.map(([value, text]) => make("option", { value, selected: String(seat[id]) === String(value) }, text)),
    );
    return make("div", {}, make("label", { for: id }, label), select);
  }

  function offlineView() {
    const focused = document.activeElement && document.activeElement.id;
    if (!form.draft || !(seat.role in form.draft.choices)) form.draft = newDraft(seat.round, [seat.role], null);
    const now = show.number(setting.base.energy.base_twh);
    const text = t("predict_offline", { year: show.lastYear(seat.round), now });
    at("where").textContent = t("offline_intro");
    fill(
      "stage",
      pick("world", t("pick_world"), Array.from({ length: 8 }, (_, k) => [k, show.worldName(k)])),
      pick("role", t("pick_role"), rules.roles.map((role) => [role.id, show.roleName(role.id)])),
      pick("round", t("pick_round"), rules.rounds.map((_, k) => [k, show.roundName(k)])),
      decisionForm(text, t("make_code"), makeCode),
      make("div", { id: "made", role: "status" }),
    );
    weigh();
    if (focused && at(focused)) at(focused).focus();
  }

  function makeCode() {
    if (overBudget() || form.draft.forecast === null) return;
    const { role, world, round } = seat;
    const { choices, forecast } = form.draft;
    const code = game.encode(rules, { world, role, round, choice: choices[role], forecast });
    fill(
      "made",
      make("h2", {}, t("your_code", { role: show.roleName(role), n: round + 1 })),
      make("p", { class: "code", id: "made-code" }, code),
      make("p", {}, t("code_hint")),
    );
    say("send-status", "");
    at("made").scrollIntoView({ block: "nearest" });
  }

  document.body.dataset.title = "team_title";
  if (online) {
    show.start(() => draw(true));
    poll = show.poll(ask, 1500);
  } else {
    show.start(offlineView);
    readLink();
    offlineView();
  }
})(TeamForm, Show, ClassGame);
