// @ts-check
/* What a run reads: a scenario as parameters that stay, and as paths over the steps.
   The twin of jevons_sim/engine/inputs.py and jevons_sim/equations/technology.py. */

/** @import { Path, Paths, Policy, Scenario, Shock, Technology } from "./types.d.ts" */

/**
 * A value, or infinity where there is none.
 * @param {number | null | undefined} value
 */
const orInfinity = (value) => (value === null || value === undefined ? Infinity : value);

/**
 * Everything that does not change from step to step.
 * @param {Scenario} scenario
 * @param {Technology} technology
 */
export function parametersOf(scenario, technology) {
  const { population, adoption, labs, price, demand, grid, economy } = scenario;
  const stands = technology === "frozen" && scenario.technology.frozen.includes("algorithmic");
  const derived = demand.form === "derived";
  const ceiling = scenario.technology.algorithmic.ceiling;
  return {
    dt: 1 / scenario.time.steps_per_year,
    firms: population.firms,
    degree: Math.min(population.peers.degree, population.firms - 1),
    sectors: Math.min(population.peers.sectors, population.firms),
    network: population.peers.network,
    rewire: population.peers.rewire,
    distribution: population.size.distribution,
    sizeSpread: population.size.spread,
    reservationSpread: population.reservation_price.spread,
    potential: population.reservation_price.potential_at_base_price,
    sizeCorrelation: population.reservation_price.size_correlation,
    baseAdopters: Math.max(1, Math.floor(adoption.base_share * population.firms + 0.5)),
    adopterCeiling: adoption.ceiling,
    innovation: adoption.innovation_per_year,
    imitation: adoption.imitation_per_year,
    abandonment: adoption.abandonment_per_year,
    band: adoption.abandonment_band,
    rule: labs.training.rule,
    energyShare: price.cost_shares.energy,
    computeShare: price.cost_shares.compute,
    overheadShare: price.cost_shares.overhead,
    passThrough: price.pass_through,
    priceSensitivity: labs.price_sensitivity,
    shareLag: labs.share_adjustment_years,
    spillover: labs.spillover_per_year,
    prizeExponent: labs.training.prize_revenue_exponent,
    trainingEnergyShare: trainingEnergyShare(labs),
    experienceExponent: stands ? 0 : scenario.technology.experience_exponent,
    lnCeiling: ceiling === null ? Infinity : Math.log(ceiling),
    form: demand.form,
    elasticity: derived ? -demand.substitution_elasticity : demand.price_elasticity,
    elasticitySpread: demand.elasticity_spread,
    multiple: orInfinity(demand.saturation_multiple),
    depthElasticity: demand.depth_elasticity,
    depthCeiling: orInfinity(demand.depth_ceiling),
    lag: demand.adjustment_years,
    outputElasticity: demand.output_elasticity,
    costShare: demand.cost_share,
    baseEnergy: scenario.energy.base_twh,
    baseElectricityPrice: grid.base_price_usd_per_mwh,
    baseLoad: grid.other_demand_twh + scenario.energy.base_twh,
    inverseSupplyElasticity: grid.supply_elasticity === null ? 0 : 1 / grid.supply_elasticity,
    scarcityResponse: grid.scarcity_response,
    basePrice: price.base_usd_per_mtok,
    baseSpending: economy.base_spending_usd_bn,
    respending: economy.respending_share,
    multiplier: economy.macro_multiplier,
    baseTaskHours: economy.base_task_hours_bn,
    displacedShare: economy.displaced_share,
    brand: Float64Array.from(labs.members, (lab) => lab.share),
  };
}

/**
 * Training's share of base-year energy: 0 where no rule, or no rival, calls for it.
 * @param {Scenario["labs"]} labs
 */
function trainingEnergyShare(labs) {
  const alone = labs.training.rule === "contest" && labs.members.length < 2;
  return labs.training.rule === "none" || alone ? 0 : labs.training.energy_share;
}

/**
 * Log of a dated jump, phased in evenly in logarithms.
 * @param {number} year
 * @param {Shock} shock
 */
function logShock(year, shock) {
  const elapsed = year - shock.year;
  const share = shock.ramp_years > 0 ? elapsed / shock.ramp_years : elapsed >= 0 ? 1 : 0;
  return Math.log(shock.factor) * Math.min(1, Math.max(0, share));
}

/**
 * Log of an index that grows towards a ceiling: ln K tanh(y / ln K).
 * @param {number} elapsed
 * @param {Path} path
 * @param {number} jumps
 */
function logIndex(elapsed, path, jumps) {
  const growth = elapsed * Math.log(path.annual_factor) + jumps;
  if (path.ceiling === null || growth < 0) return growth;
  const limit = Math.log(path.ceiling);
  return limit === 0 ? 0 : limit * Math.tanh(growth / limit);
}

/**
 * The factor on an instrument's first rate: 0 when it is not in force.
 * @param {number} year
 * @param {Policy} policy
 */
function datedLevel(year, policy) {
  const elapsed = year - policy.start_year;
  if (elapsed < 0 || year > orInfinity(policy.end_year)) return 0;
  const growth = policy.annual_factor === undefined ? 1 : policy.annual_factor;
  return Math.pow(growth, Math.max(elapsed, 0));
}

/**
 * Log of what efficiency programmes have added to a path so far.
 * @param {number} year
 * @param {Scenario} scenario
 * @param {string} target
 */
function programme(year, scenario, target) {
  let gain = 0;
  for (const policy of scenario.policy) {
    if (policy.instrument === "efficiency_programme" && policy.target === target) {
      const end = Math.max(orInfinity(policy.end_year), policy.start_year);
      const run = Math.min(Math.max(year, policy.start_year), end) - policy.start_year;
      gain += run * Math.log(policy.annual_factor ?? 1);
    }
  }
  return gain;
}

const COLUMNS = [
  "year",
  "lnA",
  "lnH",
  "lnV",
  "lnO",
  "lnPue",
  "tax",
  "recycledTax",
  "limit",
  "trainingLimit",
  "lnSubsidy",
  "carbonIntensity",
  "otherDemand",
  "supply",
  "economyIntensity",
  "outside",
  "autonomous",
];
const TECHNOLOGY = {
  algorithmic: "lnA",
  hardware_energy: "lnH",
  hardware_cost: "lnV",
  overhead: "lnO",
};

/**
 * Everything that is given from outside, an array over the steps for each column.
 * @param {Scenario} scenario
 * @param {Technology} technology
 */
export function pathsOf(scenario, technology) {
  const size = scenario.time.years * scenario.time.steps_per_year + 1;
  /** @type {Paths} */
  const paths = {};
  for (const name of COLUMNS) paths[name] = new Float64Array(size);
  const still = technology === "frozen" ? scenario.technology.frozen : [];
  for (let t = 0; t < size; t++) {
    const elapsed = t / scenario.time.steps_per_year;
    paths.year[t] = scenario.time.start_year + elapsed;
    fillTechnology(paths, t, elapsed, scenario, still);
    fillSurroundings(paths, t, elapsed, scenario);
    fillPolicy(paths, t, scenario);
  }
  return paths;
}

/**
 * Write the paths of technology at a step.
 * @param {Paths} paths
 * @param {number} t
 * @param {number} elapsed
 * @param {Scenario} scenario
 * @param {string[]} still
 */
function fillTechnology(paths, t, elapsed, scenario, still) {
  const year = paths.year[t];
  for (const [name, column] of Object.entries(TECHNOLOGY)) {
    if (still.includes(name)) continue;
    const path = scenario.technology[/** @type {keyof typeof TECHNOLOGY} */ (name)];
    let jumps = 0;
    for (const shock of path.shocks) jumps += logShock(year, shock);
    paths[column][t] = logIndex(elapsed, path, jumps + programme(year, scenario, name));
  }
  if (!still.includes("pue")) {
    const pue = scenario.technology.pue;
    const factor = Math.exp(programme(year, scenario, "pue"));
    const path = Math.max(pue.floor / factor, pue.base * Math.pow(pue.annual_factor, elapsed));
    paths.lnPue[t] = Math.log((path * factor) / pue.base);
  }
}

/**
 * Write what surrounds the market at a step: grid, economy, outside money.
 * @param {Paths} paths
 * @param {number} t
 * @param {number} elapsed
 * @param {Scenario} scenario
 */
function fillSurroundings(paths, t, elapsed, scenario) {
  const { grid, economy } = scenario;
  paths.carbonIntensity[t] =
    grid.carbon_intensity_kg_per_mwh * Math.pow(1 - grid.carbon_intensity_decline, elapsed);
  paths.otherDemand[t] = grid.other_demand_twh * Math.pow(1 + grid.other_growth, elapsed);
  paths.supply[t] = Math.pow(1 + grid.supply_growth, elapsed);
  paths.economyIntensity[t] =
    economy.energy_intensity_kwh_per_usd * Math.pow(1 - economy.intensity_decline, elapsed);
  paths.outside[t] = Math.pow(scenario.labs.training.outside_investment_factor, elapsed);
  paths.autonomous[t] = scenario.demand.autonomous_growth * elapsed;
}

/**
 * Write taxes, limits and subsidies at a step.
 * @param {Paths} paths
 * @param {number} t
 * @param {Scenario} scenario
 */
function fillPolicy(paths, t, scenario) {
  const year = paths.year[t];
  let carbon = 0;
  let recycledCarbon = 0;
  paths.limit[t] = orInfinity(scenario.grid.limit_twh);
  paths.trainingLimit[t] = Infinity;
  for (const policy of scenario.policy) {
    const level = datedLevel(year, policy);
    const kind = policy.instrument;
    if (kind === "energy_tax") {
      paths.tax[t] += policy.usd_per_mwh * level;
      paths.recycledTax[t] += policy.usd_per_mwh * level * policy.recycled_share;
    } else if (kind === "carbon_tax") {
      const rate = policy.usd_per_tco2 * level * paths.carbonIntensity[t];
      carbon += rate / 1000;
      recycledCarbon += (policy.recycled_share * rate) / 1000;
    } else if (level > 0 && (kind === "energy_cap" || kind === "build_out_limit")) {
      paths.limit[t] = Math.min(paths.limit[t], policy.twh * level);
    } else if (level > 0 && kind === "training_limit") {
      paths.trainingLimit[t] = Math.min(paths.trainingLimit[t], policy.compute_ratio);
    } else if (level > 0 && kind === "adoption_subsidy") {
      paths.lnSubsidy[t] += Math.log1p(policy.share);
    }
  }
  paths.tax[t] += carbon;
  paths.recycledTax[t] += recycledCarbon;
}

/**
 * How far others' jumps throw labs back at each step, in logs: an array over the labs a step.
 * @param {Scenario} scenario
 * @param {Technology} technology
 * @param {Paths} paths
 */
export function setbacksOf(scenario, technology, paths) {
  const members = scenario.labs.members;
  const stands = technology === "frozen" && scenario.technology.frozen.includes("algorithmic");
  const rows = Array.from(paths.year, () => new Float64Array(members.length));
  if (stands) return rows;
  for (const shock of scenario.technology.algorithmic.shocks) {
    if (shock.lab === null || shock.lab === undefined) continue;
    for (let t = 1; t < rows.length; t++) {
      const jump = logShock(paths.year[t], shock) - logShock(paths.year[t - 1], shock);
      members.forEach((lab, j) => {
        if (lab.name !== shock.lab) rows[t][j] += jump;
      });
    }
  }
  return rows;
}
