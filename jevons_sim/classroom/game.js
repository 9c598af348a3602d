// @ts-check
/* The class game: what a world's choices mean as a scenario, what becomes of it, and whose choice
   did it. The twin of jevons_sim/classroom/game.py; the rules are the same data. */

import { reboundSeries, shapleyValues } from "../twin/analysis.js";
import { run } from "../twin/model.js";
import { withValues } from "../twin/scenario.js";

/** @import { Case, Policy, Result, Series, Shock } from "../twin/types.d.ts" */
/** @import { Choice, Plan, Role, Rules, Setting, Team } from "./types.d.ts" */

/**
 * The choice that holds where nobody decides.
 * @param {Role} role
 */
export const usualOf = (role) => role.levers.map((lever) => lever.default);

/**
 * The role with a name.
 * @param {Rules} rules
 * @param {string} id
 */
export function roleOf(rules, id) {
  const found = rules.roles.find((role) => role.id === id);
  if (!found) throw new Error(`no role ${id}`);
  return found;
}

/**
 * What a role's choice costs. [points]
 * @param {Role} role
 * @param {number[]} choice
 */
export const costOf = (role, choice) =>
  role.levers.reduce((sum, lever, k) => sum + lever.options[choice[k]].cost, 0);

/**
 * All roles' effects in a round, in the order of the rules.
 * @param {Rules} rules
 * @param {Plan} plan
 * @param {number} round
 */
function effectsOf(rules, plan, round) {
  return rules.roles.flatMap((role) => {
    const choice = (plan[role.id] && plan[role.id][round]) || usualOf(role);
    return role.levers.flatMap((lever, k) => lever.options[choice[k]].effects);
  });
}

/**
 * Return what a world has chosen as a resolved scenario.
 *
 * `setting` holds `rules` and the `base` scenario; `plan` maps a role to its choices by round, null
 * or missing where it did not choose; `name` is that of the scenario.
 * @param {Setting} setting
 * @param {Plan} plan
 * @param {string} [name]
 */
export function compose(setting, plan, name) {
  const { rules, base } = setting;
  const step = 1 / base.time.steps_per_year;
  /** @type {Policy[]} */
  const policy = [];
  /** @type {Shock[]} */
  const shocks = [];
  let capacity = rules.capacity_twh;
  rules.rounds.forEach(([first, last], round) => {
    const dates = { start_year: first + step, end_year: last };
    let growth = 1;
    for (const effect of effectsOf(rules, plan, round)) {
      if (effect.do === "programme") {
        policy.push({
          start_year: first,
          end_year: last,
          instrument: "efficiency_programme",
          target: effect.target,
          annual_factor: effect.annual_factor,
        });
      } else if (effect.do === "instrument") {
        policy.push({ ...dates, ...effect.fields });
      } else if (effect.do === "shock") {
        const { factor, ramp_years, lab } = effect;
        shocks.push({ year: first, factor, ramp_years, lab });
      } else {
        growth = effect.annual_factor;
      }
    }
    const twh = Math.round(capacity * 1e6) / 1e6;
    policy.push({ ...dates, instrument: "build_out_limit", twh, annual_factor: growth });
    for (let year = first; year < last; year++) capacity *= growth;
  });
  /** @type {Record<string, unknown>} */
  const values = { policy, "technology.algorithmic.shocks": shocks };
  if (name) values.name = name;
  return withValues(base, values);
}

/** @type {Map<string, Result>} */
const kept = new Map();

/**
 * Run a world, all three cases; the same choices are run once.
 * @param {Setting} setting
 * @param {Plan} plan
 * @param {Case[]} cases
 * @param {any} "actual"]
 */
export function outcome(setting, plan, cases = ["engineering", "actual"]) {
  const key = JSON.stringify([plan, cases]);
  const known = kept.get(key);
  if (known) return known;
  if (kept.size > 600) kept.clear();
  const found = run(compose(setting, plan), { seed: 0, cases });
  kept.set(key, found);
  return found;
}

/**
 * The choices of the first rounds; later ones are left as usual.
 * @param {Plan} plan
 * @param {number} rounds
 */
export const upTo = (plan, rounds) =>
  Object.fromEntries(Object.entries(plan).map(([id, made]) => [id, made.slice(0, rounds)]));

/**
 * The step at which a year is.
 * @param {Setting} setting
 * @param {number} year
 */
export const stepOf = (setting, year) =>
  Math.round((year - setting.base.time.start_year) * setting.base.time.steps_per_year);

/**
 * A measure that scores are made of, at each step.
 * @param {Series} series
 * @param {string} name
 */
function measure(series, name) {
  const { energy_twh: energy, electricity_price_usd_per_mwh: price } = series;
  if (name === "electricity_bill") return energy.map((value, t) => value * price[t]);
  if (name === "net_electricity_price") {
    return price.map((value, t) => value - (1000 * series.tax_revenue_usd_bn[t]) / energy[t]);
  }
  return series[name];
}

/**
 * Mean of a measure over the steps of a round.
 * @param {Setting} setting
 * @param {ArrayLike<number>} values
 * @param {number} round
 */
function meanOver(setting, values, round) {
  const [first, last] = setting.rules.rounds[round];
  const from = stepOf(setting, first) + 1;
  const to = stepOf(setting, last);
  let sum = 0;
  for (let t = from; t <= to; t++) sum += values[t];
  return sum / (to - from + 1);
}

/**
 * Points by which each measure moves a role's score before it is bent into 0 to 100.
 * @param {Setting} setting
 * @param {Role} role
 * @param {Series} series
 * @param {number} round
 */
function termsOf(setting, role, series, round) {
  const usual = outcome(setting, {}, ["actual"]).actual;
  return role.score.map(([name, weight]) => {
    const now = meanOver(setting, measure(series, name), round);
    const then = meanOver(setting, measure(usual, name), round);
    const plain = setting.rules.differences.includes(name);
    const change = plain ? now - then : Math.log(Math.max(now, 1e-9) / Math.max(then, 1e-9));
    return { name, weight, points: weight * change };
  });
}

/**
 * A role's score in a round, between 0 and 100: 50 where the measures do as well as they typically
 * do (`par`) among teams that choose at random, so that roles can be compared.
 * @param {Setting} setting
 * @param {Role} role
 * @param {Series} series
 * @param {number} round
 */
export function score(setting, role, series, round) {
  const points = termsOf(setting, role, series, round).reduce((sum, term) => sum + term.points, 0);
  return 100 / (1 + Math.exp(-(points - role.par[round]) / setting.rules.score_scale));
}

/**
 * Whether a role chose as usual, or not at all.
 * @param {Role} role
 * @param {Choice} choice
 */
const isUsual = (role, choice) =>
  !choice || usualOf(role).every((option, k) => option === choice[k]);

/**
 * What a role's choice in a round did by itself: the world run again with that choice as usual.
 * Returns the change of energy in the round's last year and of the role's own score.
 * @param {Setting} setting
 * @param {Plan} plan
 * @param {string} id
 * @param {number} round
 */
export function because(setting, plan, id, round) {
  const role = roleOf(setting.rules, id);
  const known = upTo(plan, round + 1);
  const made = known[id] && known[id][round];
  const other = { ...known, [id]: (known[id] || []).map((c, k) => (k === round ? null : c)) };
  const end = stepOf(setting, setting.rules.rounds[round][1]);
  const played = outcome(setting, known, ["actual"]).actual;
  const without = outcome(setting, other, ["actual"]).actual;
  return {
    usual: isUsual(role, made),
    energy: played.energy_twh[end] - without.energy_twh[end],
    score: score(setting, role, played, round) - score(setting, role, without, round),
    main: termsOf(setting, role, played, round).sort(
      (a, b) => Math.abs(b.points) - Math.abs(a.points),
    )[0],
  };
}

/**
 * Whose choices mattered: Shapley values over the roles of a number of the last shown year, from
 * 64 runs in which each set of roles chooses as it did and the others as usual.
 * @param {Setting} setting
 * @param {Plan} plan
 * @param {string} name
 * @param {number} rounds
 */
export function shares(setting, plan, name, rounds) {
  const known = upTo(plan, rounds);
  const ids = setting.rules.roles.map((role) => role.id);
  const end = stepOf(setting, setting.rules.rounds[rounds - 1][1]);
  const worth = [];
  for (let coalition = 0; coalition < 1 << ids.length; coalition++) {
    /** @type {Plan} */
    const some = {};
    ids.forEach((id, bit) => {
      if ((coalition >> bit) & 1) some[id] = known[id] || [];
    });
    worth.push(outcome(setting, some, ["actual"]).actual[name][end]);
  }
  const values = shapleyValues(worth);
  return ids.map((id, k) => ({ id, value: values[k] }));
}

/**
 * A world's choices with the regulator's cap set to one option in every round.
 * @param {Setting} setting
 * @param {Plan} plan
 * @param {number} option
 */
export function withCap(setting, plan, option) {
  const role = roleOf(setting.rules, "regulator");
  const place = role.levers.findIndex((lever) => lever.id === "cap");
  const made = setting.rules.rounds.map((_, round) => {
    const choice = [...((plan.regulator && plan.regulator[round]) || usualOf(role))];
    choice[place] = option;
    return choice;
  });
  return { ...plan, regulator: made };
}

/**
 * Rebound at a step; null where no saving was to be expected.
 * @param {Result} result
 * @param {number} t
 */
export function reboundAt(result, t) {
  const share = reboundSeries(result)[t];
  return Number.isNaN(share) ? null : share;
}

/**
 * The teams of a class dealt over worlds and roles, as the server deals them.
 * @param {Rules} rules
 * @param {string[]} names
 */
export function deal(rules, names) {
  const worlds = Math.ceil(names.length / rules.teams_per_world);
  /** @type {Team[]} */
  const teams = names.map((name) => ({ name, world: 0, roles: [], decisions: {} }));
  for (let world = 0; world < worlds; world++) {
    const members = teams.filter((_, k) => k % worlds === world);
    members.forEach((team, k) => {
      team.world = world;
      team.roles = rules.deals[String(members.length)][k];
    });
  }
  return teams;
}

/**
 * What a world's teams have decided, role by role.
 * @param {Rules} rules
 * @param {Team[]} teams
 * @param {number} world
 */
export function planOf(rules, teams, world) {
  /** @type {Plan} */
  const plan = Object.fromEntries(rules.roles.map((r) => [r.id, rules.rounds.map(() => null)]));
  for (const team of teams) {
    if (team.world !== world) continue;
    for (const [round, decided] of Object.entries(team.decisions)) {
      for (const [id, choice] of Object.entries(decided.choices)) plan[id][Number(round)] = choice;
    }
  }
  return plan;
}
