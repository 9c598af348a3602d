// @ts-check
/* The controls: which key of a scenario each one sets, over which range, and when it has no effect.
   Pure: a scenario goes in, numbers and words come out. The sliders are made in panel.js. */

import { decimals, percent } from "../web/shared/numbers.js";
import { say } from "../web/shared/words.js";

/** @import { Scenario } from "../twin/types.d.ts" */
/** @import { Control, Value } from "./types.d.ts" */

/**
 * A value without what rounding left.
 * @param {number} value
 * @param {number} digits
 */
const tidy = (value, digits = 6) => Number(value.toFixed(digits));

/**
 * A yearly growth factor may reach `most` over the horizon: 4 in five years, 1.1 in a hundred.
 * @param {Scenario} scenario
 * @param {number} value
 * @param {number} most
 * @param {number} cap
 */
function growthRange(scenario, value, most, cap) {
  const years = scenario.time.years;
  const step = years > 20 ? 0.001 : 0.01;
  const reach = Math.min(cap, Math.exp(Math.log(most) / years));
  const high = Math.ceil(reach / (10 * step)) * 10 * step;
  return { low: Math.min(1, value), high: tidy(Math.max(high, value)), step };
}

/**
 * A range that is the same in every scenario, but holds its value.
 * @param {number} low
 * @param {number} high
 * @param {number} step
 * @returns {Control["range"]}
 */
const fixed = (low, high, step) => (_, value) => ({
  low: Math.min(low, value),
  high: Math.max(high, value),
  step,
});

/**
 * The elasticity reaches at least to -2.5, and as far as the scenario says that it may lie.
 * @param {Scenario} scenario
 * @param {number} value
 */
function elasticityRange(scenario, value) {
  const known = scenario.ranges["demand.price_elasticity"] || [0, 0];
  return { low: Math.min(-2.5, known[0], value), high: 0, step: 0.01 };
}

/**
 * A control that sets one dotted key and nothing else.
 * @param {string} id
 * @param {string} group
 * @param {string} key
 * @param {Control["range"]} range
 * @param {Partial<Control>} more
 */
function plain(id, group, key, range, more = {}) {
  const path = key.split(".");
  const last = path[path.length - 1];
  const place = (/** @type {any} */ tree) => path.slice(0, -1).reduce((at, part) => at[part], tree);
  /** @type {Control["read"]} */
  const read = (scenario) => place(scenario)[last];
  /** @type {Control["write"]} */
  const write = (scenario, value) => {
    place(scenario)[last] = value;
  };
  return { id, group, keys: [key], range, read, write, ...more };
}

/**
 * The instrument of a kind, where the scenario has one.
 * @param {Scenario} scenario
 * @param {string} kind
 */
const policyOf = (scenario, kind) => scenario.policy.find((item) => item.instrument === kind);

/**
 * The shares of the cost of a token sum to 1: a share that grows pushes the others back.
 * @param {Scenario} scenario
 * @param {number} energy
 * @param {number} overhead
 */
function setShares(scenario, energy, overhead) {
  const shares = scenario.price.cost_shares;
  shares.energy = tidy(energy);
  shares.overhead = tidy(Math.min(overhead, 1 - energy));
  shares.compute = tidy(1 - shares.energy - shares.overhead, 9);
}

/** @type {Control} */
const power = {
  id: "power",
  group: "cost",
  keys: ["price.cost_shares.energy", "price.cost_shares.compute"],
  range: fixed(0, 1, 0.01),
  read: (scenario) => scenario.price.cost_shares.energy,
  write: (scenario, value) => setShares(scenario, value, scenario.price.cost_shares.overhead),
};

/** @type {Control} */
const reach = {
  id: "reach",
  group: "cost",
  keys: ["price.cost_shares.overhead", "price.cost_shares.compute"],
  range: fixed(0, 1, 0.01),
  read: (scenario) => tidy(1 - scenario.price.cost_shares.overhead),
  write: (scenario, value) => setShares(scenario, scenario.price.cost_shares.energy, 1 - value),
};

/** @type {Control} */
const tax = {
  id: "tax",
  group: "limits",
  keys: ["policy"],
  range: fixed(0, 500, 5),
  read: (scenario) => (policyOf(scenario, "carbon_tax") || { usd_per_tco2: 0 }).usd_per_tco2,
  write(scenario, value) {
    const there = policyOf(scenario, "carbon_tax");
    if (there) there.usd_per_tco2 = value;
    else if (value > 0) scenario.policy.push(newTax(scenario.time.start_year + 1, value));
  },
  there: (scenario) => scenario.grid.carbon_intensity_kg_per_mwh > 0,
};

/**
 * A carbon tax from a year on.
 * @param {number} year
 * @param {number} value
 */
const newTax = (year, value) => ({
  start_year: year,
  end_year: null,
  instrument: "carbon_tax",
  usd_per_tco2: value,
  annual_factor: 1,
  recycled_share: 0,
});

/**
 * A limit in multiples of the base year's use; the last position of the slider is no limit.
 * @param {Scenario} scenario
 * @param {number | null} value
 */
function limitRange(scenario, value) {
  const base = scenario.energy.base_twh;
  const step = Math.pow(10, Math.floor(Math.log10(base)) - 1) / 2;
  const up = (/** @type {number} */ x) => tidy(Math.ceil(x / step) * step);
  return {
    low: Math.min(up(base / 2), value ?? Infinity),
    high: Math.max(up(base * 8), value ?? 0),
    step,
  };
}

/**
 * Where one seller stands for all, there is no race.
 * @param {Scenario} scenario
 */
const hasRivals = (scenario) => scenario.labs.members.length > 1;

/**
 * Every control, in the order of the page.
 * @type {Control[]}
 */
export const CONTROLS = [
  plain("gain", "gain", "technology.algorithmic.annual_factor", (scenario, value) =>
    growthRange(scenario, value, scenario.time.years > 10 ? 300 : 2e4, 4),
  ),
  plain("shock", "gain", "technology.algorithmic.shocks.0.factor", fixed(1, 30, 0.5), {
    there: (scenario) => scenario.technology.algorithmic.shocks.length === 1,
  }),
  plain("green", "gain", "technology.hardware_energy.annual_factor", (scenario, value) =>
    growthRange(scenario, value, 100, 1.6),
  ),
  plain("elasticity", "demand", "demand.price_elasticity", elasticityRange, {
    why: (scenario) => (scenario.demand.form === "derived" ? "why_derived" : null),
  }),
  plain("spread", "demand", "population.reservation_price.spread", fixed(0, 9, 0.1)),
  plain("growth", "demand", "demand.autonomous_growth", (scenario, value) => {
    const { high, step } = growthRange(scenario, Math.exp(Math.max(0, value)), 1e3, 3.4);
    return { low: Math.min(0, value), high: Math.max(tidy(Math.log(high), 2), value), step };
  }),
  power,
  reach,
  plain("rule", "race", "labs.training.rule", fixed(0, 0, 1), {
    choices: ["none", "contest", "revenue_share"],
    there: hasRivals,
  }),
  plain("prize", "race", "labs.training.prize_revenue_exponent", fixed(0, 2, 0.05), {
    there: hasRivals,
    why: (scenario) => (scenario.labs.training.rule === "contest" ? null : "why_no_contest"),
  }),
  plain("limit", "limits", "grid.limit_twh", limitRange, { none: true }),
  tax,
  {
    ...plain("cap", "limits", "policy", fixed(0, 0, 1)),
    there: (scenario) => policyOf(scenario, "energy_cap") !== undefined,
    range: limitRange,
    read: (scenario) => policyOf(scenario, "energy_cap")?.twh,
    write: (scenario, value) => {
      const cap = policyOf(scenario, "energy_cap");
      if (cap) cap.twh = value;
    },
  },
];

export const GROUPS = ["gain", "demand", "cost", "race", "limits"];
/** @type {Record<string, Control>} */
export const byId = Object.fromEntries(CONTROLS.map((control) => [control.id, control]));

/**
 * Whether a scenario has what a control changes: a shock, rivals, a cap, emissions.
 * @param {Control} control
 * @param {Scenario} scenario
 */
export const isThere = (control, scenario) => !control.there || control.there(scenario);

/**
 * The scenario of a preset with some controls moved; those left alone keep its exact numbers.
 * @param {Scenario} preset
 * @param {Record<string, Value>} values
 * @param {number} seed
 */
export function scenarioOf(preset, values, seed) {
  const scenario = structuredClone(preset);
  for (const control of CONTROLS) {
    if (!isThere(control, scenario) || !Object.hasOwn(values, control.id)) continue;
    control.write(scenario, values[control.id]);
    for (const key of control.keys) scenario.sources[key] = "[A] Chosen in the explorer.";
  }
  if (Object.keys(values).length > 0) scenario.expected = null;
  scenario.seeds = [seed];
  return scenario;
}

/**
 * How many decimals a number is written with: 0.05 has two.
 * @param {number} value
 */
const placesOf = (value) => (String(tidy(value)).split(".")[1] || "").length;

/**
 * The value of a control in words, with its unit: as many decimals as it can be set with.
 * @param {Control} control
 * @param {Value} value
 * @param {Scenario} scenario
 */
export function valueText(control, value, scenario) {
  if (control.choices) return say(`rule_${value}`);
  if (typeof value !== "number") return say("value_none");
  const { step } = control.range(scenario, value);
  const places = Math.max(step < 0.1 ? placesOf(step) : 0, placesOf(value));
  const isShare = ["power", "reach"].includes(control.id);
  return say(`value_${control.id}`, {
    n: isShare ? percent(value) : decimals(value, places),
    grown: percent(Math.exp(value) - 1),
  });
}
