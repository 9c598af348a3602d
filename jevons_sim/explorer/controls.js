/* The controls: which key of a scenario each one sets, over which range, and when it has no effect.
   Pure: a scenario goes in, numbers come out. The sliders themselves are made in panel.js. */
"use strict";

(function (app) {
  const tidy = (value, digits = 6) => Number(value.toFixed(digits));

  /** A yearly growth factor may reach `most` over the horizon: 4 in five years, 1.1 in a hundred. */
  function growthRange(scenario, value, most, cap) {
    const years = scenario.time.years;
    const step = years > 20 ? 0.001 : 0.01;
    const reach = Math.min(cap, Math.exp(Math.log(most) / years));
    const high = Math.ceil(reach / (10 * step)) * 10 * step;
    return { low: Math.min(1, value), high: tidy(Math.max(high, value)), step };
  }

  const fixed = (low, high, step) => (scenario, value) => ({
    low: Math.min(low, value),
    high: Math.max(high, value),
    step,
  });

  /** The elasticity reaches at least to -2.5, and as far as the scenario says that it may lie. */
  function elasticityRange(scenario, value) {
    const known = scenario.ranges["demand.price_elasticity"] || [0, 0];
    return { low: Math.min(-2.5, known[0], value), high: 0, step: 0.01 };
  }

  /** A control that sets one dotted key and nothing else. */
  function plain(id, group, key, range, more = {}) {
    const path = key.split(".");
    const last = path.pop();
    const place = (scenario) => path.reduce((tree, part) => tree[part], scenario);
    const read = (scenario) => place(scenario)[last];
    const write = (scenario, value) => {
      place(scenario)[last] = value;
    };
    return { id, group, keys: [key], range, read, write, ...more };
  }

  const policyOf = (scenario, kind) => scenario.policy.find((item) => item.instrument === kind);

  /** The shares of the cost of a token sum to 1: a share that grows pushes the others back. */
  function setShares(scenario, energy, overhead) {
    const shares = scenario.price.cost_shares;
    shares.energy = tidy(energy);
    shares.overhead = tidy(Math.min(overhead, 1 - energy));
    shares.compute = tidy(1 - shares.energy - shares.overhead, 9);
  }

  const power = {
    id: "power",
    group: "cost",
    keys: ["price.cost_shares.energy", "price.cost_shares.compute"],
    range: fixed(0, 1, 0.01),
    read: (scenario) => scenario.price.cost_shares.energy,
    write: (scenario, value) => setShares(scenario, value, scenario.price.cost_shares.overhead),
  };

  const reach = {
    id: "reach",
    group: "cost",
    keys: ["price.cost_shares.overhead", "price.cost_shares.compute"],
    range: fixed(0, 1, 0.01),
    read: (scenario) => tidy(1 - scenario.price.cost_shares.overhead),
    write: (scenario, value) => setShares(scenario, scenario.price.cost_shares.energy, 1 - value),
  };

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

  const newTax = (year, value) => ({
    start_year: year,
    end_year: null,
    instrument: "carbon_tax",
    usd_per_tco2: value,
    annual_factor: 1,
    recycled_share: 0,
  });

  /** A limit in multiples of the base year's use; the last position of the slider is no limit. */
  function limitRange(scenario, value) {
    const base = scenario.energy.base_twh;
    const step = Math.pow(10, Math.floor(Math.log10(base)) - 1) / 2;
    const up = (x) => tidy(Math.ceil(x / step) * step);
    return {
      low: Math.min(up(base / 2), value ?? Infinity),
      high: Math.max(up(base * 8), value ?? 0),
      step,
    };
  }

  /** Where one seller stands for all, there is no race. */
  const hasRivals = (scenario) => scenario.labs.members.length > 1;

  /** Every control, in the order of the page. */
  const CONTROLS = [
    plain("gain", "gain", "technology.algorithmic.annual_factor", (scenario, value) =>
      growthRange(scenario, value, scenario.time.years > 10 ? 300 : 2e4, 4)
    ),
    plain("shock", "gain", "technology.algorithmic.shocks.0.factor", fixed(1, 30, 0.5), {
      there: (scenario) => scenario.technology.algorithmic.shocks.length === 1,
    }),
    plain("green", "gain", "technology.hardware_energy.annual_factor", (scenario, value) =>
      growthRange(scenario, value, 100, 1.6)
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
    plain("rule", "race", "labs.training.rule", null, {
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
      read: (scenario) => policyOf(scenario, "energy_cap").twh,
      write: (scenario, value) => {
        policyOf(scenario, "energy_cap").twh = value;
      },
    },
  ];

  const GROUPS = ["gain", "demand", "cost", "race", "limits"];
  const byId = Object.fromEntries(CONTROLS.map((control) => [control.id, control]));

  /** Whether a scenario has what a control changes: a shock, rivals, a cap, emissions. */
  const isThere = (control, scenario) => !control.there || control.there(scenario);

  /** The scenario of a preset with some controls moved; those left alone keep its exact numbers. */
  function scenarioOf(preset, values, seed) {
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

  app.controls = { CONTROLS, GROUPS, byId, isThere, scenarioOf, tidy };
})(Explorer);
