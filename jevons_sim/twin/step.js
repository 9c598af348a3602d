// @ts-check
/* One step of the model, called by model.js: technology, labs and electricity give a price
   (`setPrices`); firms adopt and use (`advanceFirms`); service, energy, limits and money follow (`clear`).
   The twin of jevons_sim/engine/{rules,labs,firms,market}.py, in the same order of operations. */

import { STREAM, bits53, threshold53 } from "./random.js";

/** @import { Firms, Flow, Inputs, Parameters, Paths, State, View, Wanted } from "./types.d.ts" */

/**
 * What a limit lets through in part.
 * @type {(keyof Wanted)[]}
 */
const SERVED = ["tasks", "compute", "training", "inference", "trainingEnergy"];

/** Firms in a block: sums are formed block by block, as Python forms them. */
const BLOCK = 4096;

/**
 * The probability of an event of constant hazard within a step, 1 - exp(-λ dt).
 * @param {number} hazard
 * @param {number} dt
 */
const chance = (hazard, dt) => -Math.expm1(-hazard * dt);

/**
 * A value on its way from old to new with time constant `lag`; 0 arrives at once.
 * @param {number} old
 * @param {number} target
 * @param {number} dt
 * @param {number} lag
 */
const adjusted = (old, target, dt, lag) =>
  lag <= 0 ? target : old + chance(1 / lag, dt) * (target - old);

// --- firms ---------------------------------------------------------------------------------

/**
 * Tasks per adopter and unit of size at a log price, in the form of demand that is chosen.
 * @param {number} elasticity
 * @param {number} lnPrice
 * @param {Parameters} p
 */
function tasksAt(elasticity, lnPrice, p) {
  if (p.form === "isoelastic") return Math.exp(elasticity * lnPrice);
  if (p.form === "saturating") {
    return p.multiple / (1 + (p.multiple - 1) * Math.exp(-elasticity * lnPrice));
  }
  const substitution = -elasticity;
  const gap = 1 - substitution;
  const lnCost =
    Math.abs(gap) < 1e-9
      ? p.costShare * lnPrice
      : Math.log1p(p.costShare * Math.expm1(gap * lnPrice)) / gap;
  return Math.exp((substitution + p.outputElasticity) * lnCost - substitution * lnPrice);
}

/**
 * The whole number below which a draw must fall, for each number of peers that have adopted.
 * @param {Firms} firms
 * @param {Parameters} p
 * @param {View} view
 */
function adoptingThresholds(firms, p, view) {
  const thresholds = new Float64Array(firms.degree + 1);
  for (let count = 0; count <= firms.degree; count++) {
    let share = firms.degree > 0 ? count / firms.degree : 0;
    if (p.network === "complete" && p.firms > 1) share = view.adopters / (p.firms - 1);
    thresholds[count] = threshold53(chance(p.innovation + p.imitation * share, p.dt));
  }
  return thresholds;
}

/**
 * Let firms abandon, adopt and use; writes `now`, returns adopters and size-weighted tasks.
 * @param {Firms} firms
 * @param {Uint8Array} before
 * @param {Uint8Array} now
 * @param {Parameters} p
 * @param {View} view
 * @returns {[number, number]}
 */
export function advanceFirms(firms, before, now, p, view) {
  const { degree, peers, lnReservation, size, elasticity } = firms;
  const thresholds = adoptingThresholds(firms, p, view);
  const highest = thresholds[degree];
  const giveUp = threshold53(chance(p.abandonment, p.dt));
  const regret = Math.log1p(p.band);
  let adopters = 0;
  let tasks = 0;
  for (let first = 0; first < firms.n; first += BLOCK) {
    const last = Math.min(firms.n, first + BLOCK);
    let sum = 0;
    for (let i = first; i < last; i++) {
      now[i] = before[i];
      if (before[i] === 1) {
        if (p.abandonment > 0 && view.lnPrice > lnReservation[i] + regret) {
          if (bits53(view.seed, STREAM.ABANDONMENT, i, view.step) < giveUp) now[i] = 0;
        }
      } else if (view.lnPrice <= lnReservation[i]) {
        const draw = bits53(view.seed, STREAM.ADOPTION, i, view.step);
        if (draw < highest) {
          let count = 0;
          for (let k = i * degree; k < (i + 1) * degree; k++) count += before[peers[k]];
          if (draw < thresholds[count]) now[i] = 1;
        }
      }
      if (now[i] === 1) {
        adopters += 1;
        sum += size[i] * tasksAt(elasticity[i], view.lnPerceived, p);
      }
    }
    tasks += sum;
  }
  return [adopters, tasks];
}

/**
 * Size-weighted tasks of the base year: one task per adopter and unit of size.
 * @param {Firms} firms
 * @param {Uint8Array} adopted
 */
function tasksAtBase(firms, adopted) {
  let total = 0;
  for (let first = 0; first < firms.n; first += BLOCK) {
    let part = 0;
    for (let i = first; i < Math.min(firms.n, first + BLOCK); i++) {
      if (adopted[i]) part += firms.size[i];
    }
    total += part;
  }
  return total;
}

// --- labs ----------------------------------------------------------------------------------

/**
 * The mean over labs, weighted by market share, of what is given in logs.
 * @param {Float64Array} share
 * @param {Float64Array} lnValue
 */
function marketMean(share, lnValue) {
  let total = 0;
  for (let j = 0; j < share.length; j++) total += share[j] * Math.exp(lnValue[j]);
  return total;
}

/**
 * Each lab's log price, from its cost of energy, compute and overhead.
 * @param {Float64Array} lnEfficiency
 * @param {number} lnElectricity
 * @param {number} premium
 * @param {Paths} path
 * @param {number} t
 * @param {Parameters} p
 */
function lnPrices(lnEfficiency, lnElectricity, premium, path, t, p) {
  return lnEfficiency.map((own) => {
    const cost =
      p.energyShare * Math.exp(lnElectricity + path.lnPue[t] - own - path.lnH[t]) +
      p.computeShare * Math.exp(-own - path.lnV[t]) +
      p.overheadShare * Math.exp(-path.lnO[t]);
    return p.passThrough * Math.log(cost) + premium;
  });
}

/**
 * Move market shares towards the logit on price, in place.
 * @param {Float64Array} share
 * @param {Float64Array} lnPrice
 * @param {Parameters} p
 */
function moveShares(share, lnPrice, p) {
  if (p.priceSensitivity === 0) return;
  const cheapest = Math.min(...lnPrice);
  const weight = lnPrice.map(
    (own, j) => p.brand[j] * Math.exp(-p.priceSensitivity * (own - cheapest)),
  );
  let total = 0;
  for (const own of weight) total += own;
  for (let j = 0; j < share.length; j++) {
    share[j] = adjusted(share[j], weight[j] / total, p.dt, p.shareLag);
  }
}

/**
 * What labs together spend in a Tullock contest, per unit of the prize; the dearest leave.
 * @param {number[]} cost
 */
function contestSpending(cost) {
  let racing = cost;
  for (;;) {
    if (racing.length < 2) return 0;
    const effort = (racing.length - 1) / racing.reduce((sum, own) => sum + own, 0);
    const dearest = Math.max(...racing);
    if (dearest * effort <= 1) {
      return racing.reduce((sum, own) => sum + own * effort * (1 - own * effort), 0);
    }
    racing = racing.filter((own) => own < dearest);
  }
}

/**
 * The physical training compute that labs buy, relative to the base year: B v.
 * @param {Float64Array} lnEfficiency
 * @param {number} revenue
 * @param {Paths} path
 * @param {number} t
 * @param {Parameters} p
 */
function trainingCompute(lnEfficiency, revenue, path, t, p) {
  if (p.trainingEnergyShare <= 0) return 0;
  let budget = revenue;
  if (p.rule !== "revenue_share") {
    const cost = Array.from(lnEfficiency, (own) => Math.exp(lnEfficiency[0] - own));
    const prize = Math.pow(revenue, p.prizeExponent) * path.outside[t];
    budget = (prize * contestSpending(cost)) / ((cost.length - 1) / cost.length);
  }
  return Math.min(budget * Math.exp(path.lnV[t]), path.trainingLimit[t]);
}

// --- market --------------------------------------------------------------------------------

/**
 * The state of the base year.
 * @param {Inputs} inputs
 * @param {Uint8Array} adopted
 */
export function baseState(inputs, adopted) {
  const firmTasks = tasksAtBase(inputs.firms, adopted);
  const p = inputs.p;
  return {
    price: 1,
    priceBefore: 1,
    lnPerceived: 0,
    electricityPrice: p.baseElectricityPrice,
    premium: 0,
    computePerService: 1,
    adopters: p.baseAdopters,
    firmTasks,
    baseFirmTasks: firmTasks,
    service: 1,
    cumulativeService: 0,
    energy: p.baseEnergy,
    surplus: 0,
    share: Float64Array.from(p.brand),
    gap: new Float64Array(p.brand.length),
  };
}

/**
 * Log of algorithmic efficiency at the frontier: the outside path, and learning by doing.
 * @param {State} state
 * @param {Inputs} inputs
 * @param {number} t
 */
function frontier(state, inputs, t) {
  const learned = inputs.p.experienceExponent * Math.log1p(state.cumulativeService);
  const outside = inputs.path.lnA[t];
  return Math.min(outside + learned, Math.max(inputs.p.lnCeiling, outside));
}

/**
 * Electricity price, taxes included, from last step's load. [USD/MWh]
 * @param {State} state
 * @param {Inputs} inputs
 * @param {number} t
 */
function electricityPrice(state, inputs, t) {
  const { p, path } = inputs;
  const load = (path.otherDemand[t - 1] + state.energy) / p.baseLoad;
  const ratio = Math.pow(load / path.supply[t - 1], p.inverseSupplyElasticity);
  return p.baseElectricityPrice * ratio + path.tax[t];
}

/**
 * Set technology, electricity and the price of a step, in place; return what firms see.
 * @param {State} state
 * @param {Inputs} inputs
 * @param {number} t
 */
export function setPrices(state, inputs, t) {
  const { p, path, frozen, respond } = inputs;
  for (let j = 0; j < state.gap.length; j++) {
    state.gap[j] = (state.gap[j] - inputs.setbacks[t][j]) * Math.exp(-p.spillover * p.dt);
  }
  const best = frontier(state, inputs, t);
  const lnEfficiency = state.gap.map((gap) => best + gap);
  if (respond.grid) {
    state.electricityPrice = electricityPrice(state, inputs, t);
  } else {
    state.electricityPrice = frozen.electricityPrice[t];
    state.premium = frozen.premium[t - 1];
  }
  const lnElectricity = Math.log(state.electricityPrice / p.baseElectricityPrice);
  const lnPrice = lnPrices(lnEfficiency, lnElectricity, state.premium, path, t, p);
  moveShares(state.share, lnPrice, p);
  state.price = marketMean(state.share, lnPrice);
  state.computePerService = marketMean(
    state.share,
    lnEfficiency.map((own) => -own),
  );
  const lnMarket = Math.log(state.price);
  state.lnPerceived = adjusted(state.lnPerceived, lnMarket, p.dt, p.lag);
  return {
    step: t,
    seed: inputs.seed,
    lnPrice: (respond.adoption ? lnMarket : frozen.lnPrice[t]) - path.lnSubsidy[t],
    lnPerceived: respond.use ? state.lnPerceived : frozen.lnPerceived[t],
    adopters: state.adopters,
  };
}

/**
 * What users and labs want this step, before any limit.
 * @param {State} state
 * @param {Inputs} inputs
 * @param {number} t
 * @returns {Wanted}
 */
function wanted(state, inputs, t) {
  const { p, path, frozen, respond } = inputs;
  const lnDepthPrice = respond.depth ? state.lnPerceived : frozen.lnPerceived[t];
  const depth = Math.min(Math.exp(p.depthElasticity * lnDepthPrice), p.depthCeiling);
  const tasks = (state.firmTasks / state.baseFirmTasks) * Math.exp(path.autonomous[t]);
  const compute = tasks * depth * state.computePerService;
  let training = 0;
  if (respond.training) {
    const best = frontier(state, inputs, t);
    const revenue = state.price * tasks * depth;
    training = trainingCompute(
      state.gap.map((gap) => best + gap),
      revenue,
      path,
      t,
      p,
    );
  } else {
    training = frozen.training[t];
  }
  const perCompute = p.baseEnergy * Math.exp(path.lnPue[t] - path.lnH[t]);
  const inference = perCompute * (1 - p.trainingEnergyShare) * compute;
  const trainingEnergy = perCompute * p.trainingEnergyShare * training;
  return { depth, tasks, compute, training, inference, trainingEnergy };
}

/**
 * Share of wanted energy that a limit lets through, and the scarcity premium that follows.
 * @param {State} state
 * @param {Inputs} inputs
 * @param {number} t
 * @param {number} energy
 */
function ration(state, inputs, t, energy) {
  const { p, path, frozen, respond } = inputs;
  if (!respond.grid) {
    state.premium = frozen.premium[t];
    return frozen.served[t];
  }
  const limit = path.limit[t];
  state.premium =
    limit === Infinity || energy <= 0
      ? 0
      : Math.max(0, state.premium + p.scarcityResponse * p.dt * Math.log(energy / limit));
  return energy > 0 ? Math.min(1, limit / energy) : 1;
}

/**
 * Work out service, energy, limits and money of a step; return what flows in it.
 * @param {State} state
 * @param {Inputs} inputs
 * @param {number} t
 * @param {[number, number]} use
 * @returns {Flow}
 */
export function clear(state, inputs, t, use) {
  const { p, path, frozen, respond } = inputs;
  [state.adopters, state.firmTasks] = use;
  const now = /** @type {Flow} */ (wanted(state, inputs, t));
  now.served = ration(state, inputs, t, now.inference + now.trainingEnergy);
  for (const name of SERVED) {
    now[name] *= now.served;
  }
  const service = now.tasks * now.depth;
  const gain = 0.5 * (service + state.service) * (state.priceBefore - state.price);
  state.surplus += gain * p.baseSpending;
  state.priceBefore = state.price;
  state.service = service;
  state.cumulativeService += service * p.dt;
  state.energy = now.inference + now.trainingEnergy;
  now.gain = state.surplus + (path.recycledTax[t] * state.energy) / 1000;
  now.spent = respond.economy ? now.gain : frozen.gain[t];
  return now;
}
