// @ts-check
/* Whole runs: the frozen, engineering and actual cases of a scenario on the same draws; called by pages.
   The twin of jevons_sim/engine/{market,simulate,runner}.py. */

import { parametersOf, pathsOf, setbacksOf } from "./inputs.js";
import { populate } from "./population.js";
import { advanceFirms, baseState, clear, setPrices } from "./step.js";

/** @import { Case, Firms, Flow, Inputs, Parameters, Paths, Ready, Result, Scenario, Series, Signals, State, Technology, Watch } from "./types.d.ts" */

/** Columns of a run, as in `years.csv`. */
export const SERIES = [
  "adoption_share",
  "price_usd_per_mtok",
  "service_mtok",
  "tasks",
  "depth",
  "compute",
  "training_compute",
  "energy_inference_twh",
  "energy_training_twh",
  "energy_twh",
  "energy_economy_twh",
  "electricity_price_usd_per_mwh",
  "emissions_mtco2",
  "spending_usd_bn",
  "hardware_spending_usd_bn",
  "consumer_surplus_usd_bn",
  "tax_revenue_usd_bn",
  "unserved_share",
  "hours_displaced_bn",
];

/** The six responses to a gain; one that is off reads the frozen run's signal. */
export const RESPONSES = ["adoption", "use", "depth", "training", "economy", "grid"];

const SIGNALS = [
  "lnPrice",
  "lnPerceived",
  "electricityPrice",
  "premium",
  "served",
  "adopters",
  "firmTasks",
  "training",
  "gain",
];

/**
 * Which of the responses are on.
 * @param {string[]} names
 */
const responding = (names) =>
  Object.fromEntries(RESPONSES.map((name) => [name, names.includes(name)]));

/**
 * An array of a size for each name.
 * @param {string[]} names
 * @param {number} size
 */
const arraysOf = (names, size) =>
  Object.fromEntries(names.map((name) => [name, new Float64Array(size)]));

/**
 * What is given to the runs of a scenario with a seed; technology `frozen` or `moving`.
 * @param {Scenario} scenario
 * @param {Technology} technology
 * @param {Ready["drawn"]} drawn
 * @param {number} seed
 */
function inputsOf(scenario, technology, drawn, seed) {
  const path = pathsOf(scenario, technology);
  return {
    p: parametersOf(scenario, technology),
    path,
    setbacks: setbacksOf(scenario, technology, path),
    firms: drawn.firms,
    seed,
  };
}

/**
 * Run all steps of one case; `watch`, where given, is called with who has adopted each step.
 * @param {Inputs} inputs
 * @param {Uint8Array} adopted
 * @param {Watch | null} watch
 */
export function runSteps(inputs, adopted, watch) {
  const size = inputs.path.year.length;
  const series = arraysOf(SERIES, size);
  const signals = arraysOf(SIGNALS, size);
  const state = baseState(inputs, adopted);
  recordBase(series, signals, state, inputs);
  let before = Uint8Array.from(adopted);
  let now = new Uint8Array(adopted.length);
  if (watch) watch(0, before);
  for (let t = 1; t < size; t++) {
    const view = setPrices(state, inputs, t);
    /** @type {[number, number]} */
    let use;
    if (inputs.respond.adoption || inputs.respond.use) {
      use = advanceFirms(inputs.firms, before, now, inputs.p, view);
      [before, now] = [now, before];
    } else {
      use = [inputs.frozen.adopters[t], inputs.frozen.firmTasks[t]];
    }
    const flow = clear(state, inputs, t, use);
    signal(signals, t, flow, state);
    record(series, t, flow, state, inputs);
    if (watch) watch(t, before);
  }
  return { series, signals };
}

/**
 * Record the base year: every index at 1, every level as observed.
 * @param {Series} series
 * @param {Signals} signals
 * @param {State} state
 * @param {Inputs} inputs
 */
function recordBase(series, signals, state, inputs) {
  const p = inputs.p;
  const flow = {
    tasks: 1,
    depth: 1,
    compute: 1,
    served: 1,
    gain: 0,
    spent: 0,
    training: p.trainingEnergyShare > 0 ? 1 : 0,
    inference: p.baseEnergy * (1 - p.trainingEnergyShare),
    trainingEnergy: p.baseEnergy * p.trainingEnergyShare,
  };
  signal(signals, 0, flow, state);
  record(series, 0, flow, state, inputs);
  series.tax_revenue_usd_bn[0] = 0;
}

/**
 * Write what other runs can read of a step.
 * @param {Signals} signals
 * @param {number} t
 * @param {Flow} flow
 * @param {State} state
 */
function signal(signals, t, flow, state) {
  signals.lnPrice[t] = Math.log(state.price);
  signals.lnPerceived[t] = state.lnPerceived;
  signals.electricityPrice[t] = state.electricityPrice;
  signals.premium[t] = state.premium;
  signals.served[t] = flow.served;
  signals.adopters[t] = state.adopters;
  signals.firmTasks[t] = state.firmTasks;
  signals.training[t] = flow.training;
  signals.gain[t] = flow.gain;
}

/**
 * Write a row of the yearly table.
 * @param {Series} series
 * @param {number} t
 * @param {Flow} flow
 * @param {State} state
 * @param {Inputs} inputs
 */
function record(series, t, flow, state, inputs) {
  const { p, path } = inputs;
  series.adoption_share[t] = state.adopters / p.firms;
  series.price_usd_per_mtok[t] = state.price * p.basePrice;
  series.service_mtok[t] = (state.service * p.baseSpending * 1e9) / p.basePrice;
  series.tasks[t] = flow.tasks;
  series.depth[t] = flow.depth;
  series.compute[t] = flow.compute;
  series.training_compute[t] = flow.training;
  series.energy_inference_twh[t] = flow.inference;
  series.energy_training_twh[t] = flow.trainingEnergy;
  series.energy_twh[t] = state.energy;
  series.energy_economy_twh[t] =
    p.respending * (1 + p.multiplier) * flow.spent * path.economyIntensity[t];
  series.electricity_price_usd_per_mwh[t] = state.electricityPrice;
  series.emissions_mtco2[t] = (state.energy * path.carbonIntensity[t]) / 1000;
  series.spending_usd_bn[t] = state.price * state.service * p.baseSpending;
  series.hardware_spending_usd_bn[t] = hardwareSpending(flow, path, t, p);
  series.consumer_surplus_usd_bn[t] = state.surplus;
  series.tax_revenue_usd_bn[t] = (state.energy * path.tax[t]) / 1000;
  series.unserved_share[t] = 1 - flow.served;
  series.hours_displaced_bn[t] = p.baseTaskHours * flow.tasks * p.displacedShare;
}

/**
 * Yearly cost of accelerators: compute over what a dollar buys. [USD bn/yr]
 * @param {Flow} flow
 * @param {Paths} path
 * @param {number} t
 * @param {Parameters} p
 */
function hardwareSpending(flow, path, t, p) {
  const serving = p.baseSpending * p.computeShare;
  const share = p.trainingEnergyShare;
  const training = share < 1 ? (serving * share) / (1 - share) : 0;
  return (serving * flow.compute + training * flow.training) * Math.exp(-path.lnV[t]);
}

/**
 * Remembers, for the page, who used AI when.
 * @param {Firms} firms
 * @param {number} size
 */
function firmsWatch(firms, size) {
  const using = new Uint8Array(size * firms.n);
  const adoptedAt = new Int32Array(firms.n).fill(-1);
  /** @type {Watch} */
  const watch = (t, adopted) => {
    using.set(adopted, t * firms.n);
    for (let i = 0; i < firms.n; i++) {
      if (adopted[i] === 0) adoptedAt[i] = -1;
      else if (adoptedAt[i] < 0) adoptedAt[i] = t;
    }
  };
  return { watch, using, adoptedAt };
}

/**
 * The draws and the two technologies of a scenario, ready for any set of responses.
 * @param {Scenario} scenario
 * @param {number} seed
 * @returns {Ready}
 */
export function prepare(scenario, seed) {
  const drawn = populate(parametersOf(scenario, "frozen"), seed);
  const respond = responding(RESPONSES);
  const still = { ...inputsOf(scenario, "frozen", drawn, seed), respond, frozen: {} };
  const moving = inputsOf(scenario, "moving", drawn, seed);
  return { drawn, still, moving, active: RESPONSES.filter((name) => scenario.responses[name]) };
}

/**
 * Run a resolved scenario.
 *
 * Options: `seed` (0); `cases`, those to run besides the frozen one, which always runs; `firms`,
 * whether to say which firm used AI when. Returns `years` and, for each case, an array over the
 * steps for each name of SERIES.
 * @param {Scenario} scenario
 * @param {{ seed?: number, cases?: Case[], firms?: boolean }} [options]
 * @returns {Result}
 */
export function run(scenario, options) {
  const { seed = 0, cases = ["engineering", "actual"], firms = false } = options || {};
  const ready = prepare(scenario, seed);
  const size = ready.still.path.year.length;
  const watched = {
    frozen: firmsWatch(ready.drawn.firms, firms ? size : 0),
    actual: firmsWatch(ready.drawn.firms, firms ? size : 0),
  };
  const adopted = ready.drawn.adopted;
  const frozen = runSteps(ready.still, adopted, firms ? watched.frozen.watch : null);
  const result = /** @type {Result} */ ({
    years: ready.still.path.year,
    seed,
    frozen: frozen.series,
  });
  for (const name of cases) {
    if (name === "frozen") continue;
    const respond = responding(name === "actual" ? ready.active : []);
    const inputs = { ...ready.moving, frozen: frozen.signals, respond };
    const watch = firms && name === "actual" ? watched.actual.watch : null;
    result[name] = runSteps(inputs, adopted, watch).series;
  }
  if (firms) {
    result.firms = {
      ...ready.drawn.firms,
      using: watched.actual.using,
      adoptedAt: watched.actual.adoptedAt,
      frozenUsing: watched.frozen.using,
      frozenAdoptedAt: watched.frozen.adoptedAt,
    };
  }
  return result;
}

/**
 * Run the actual technology with a set of responses, given the frozen run's signals.
 * @param {Ready} ready
 * @param {{ signals: Signals }} frozen
 * @param {string[]} names
 */
export function runWith(ready, frozen, names) {
  const inputs = { ...ready.moving, frozen: frozen.signals, respond: responding(names) };
  return runSteps(inputs, ready.drawn.adopted, null).series;
}
