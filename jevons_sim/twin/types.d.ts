/* Types of what goes into the twin and what comes out; for checks only, no page holds them. */

import type { parametersOf } from "./inputs.js";

/** A scenario with every key, as `Scenario.model_dump(mode="json")` gives it. */
export interface Scenario {
  name: string;
  title: string;
  question: string;
  time: { start_year: number; years: number; steps_per_year: number };
  population: {
    firms: number;
    size: { distribution: "lognormal" | "pareto"; spread: number };
    reservation_price: {
      spread: number;
      potential_at_base_price: number;
      size_correlation: number;
    };
    peers: {
      network: "small_world" | "sectors" | "complete";
      degree: number;
      rewire: number;
      sectors: number;
    };
  };
  technology: Record<"algorithmic" | "hardware_energy" | "hardware_cost" | "overhead", Path> & {
    pue: { base: number; floor: number; annual_factor: number };
    frozen: string[];
    experience_exponent: number;
  };
  labs: {
    members: { name: string; share: number }[];
    price_sensitivity: number;
    share_adjustment_years: number;
    spillover_per_year: number;
    training: {
      rule: "none" | "contest" | "revenue_share";
      energy_share: number;
      prize_revenue_exponent: number;
      outside_investment_factor: number;
    };
  };
  price: {
    base_usd_per_mtok: number;
    cost_shares: { energy: number; compute: number; overhead: number };
    pass_through: number;
  };
  demand: {
    form: "isoelastic" | "saturating" | "derived";
    price_elasticity: number;
    elasticity_spread: number;
    saturation_multiple: number | null;
    depth_elasticity: number;
    depth_ceiling: number | null;
    adjustment_years: number;
    autonomous_growth: number;
    substitution_elasticity: number;
    output_elasticity: number;
    cost_share: number;
  };
  adoption: {
    base_share: number;
    ceiling: number;
    innovation_per_year: number;
    imitation_per_year: number;
    abandonment_per_year: number;
    abandonment_band: number;
  };
  grid: {
    base_price_usd_per_mwh: number;
    other_demand_twh: number;
    other_growth: number;
    supply_growth: number;
    supply_elasticity: number | null;
    limit_twh: number | null;
    scarcity_response: number;
    carbon_intensity_kg_per_mwh: number;
    carbon_intensity_decline: number;
  };
  economy: {
    base_spending_usd_bn: number;
    respending_share: number;
    macro_multiplier: number;
    energy_intensity_kwh_per_usd: number;
    intensity_decline: number;
    base_task_hours_bn: number;
    displaced_share: number;
  };
  energy: { base_twh: number };
  equivalents: { reactor_twh: number } | null;
  policy: Policy[];
  responses: Record<string, boolean>;
  sweep: null;
  seeds: number[];
  sources: Record<string, string>;
  ranges: Record<string, Span>;
  expected: unknown;
}

type Span = [number, number];

/** How one part of technology goes on. */
export interface Path {
  annual_factor: number;
  ceiling: number | null;
  shocks: Shock[];
}

/** A dated jump. */
export interface Shock {
  year: number;
  factor: number;
  ramp_years: number;
  lab?: string | null;
}

/** An instrument; which of the other keys it has depends on its kind. */
export interface Policy {
  instrument: string;
  start_year: number;
  end_year: number | null;
  annual_factor?: number;
  [key: string]: any;
}

export type Parameters = ReturnType<typeof parametersOf>;
/** What is given from outside: an array over the steps for each column. */
export type Paths = Record<string, Float64Array>;
export type Technology = "frozen" | "moving";

/** The firms of a run, an array over them for each attribute. */
export interface Firms {
  n: number;
  degree: number;
  peers: Int32Array;
  size: Float64Array;
  lnReservation: Float64Array;
  elasticity: Float64Array;
}

/** Which firm used AI when: rows of steps, or the step at which each adopted (-1: never). */
export interface FirmsWatched extends Firms {
  using: Uint8Array;
  adoptedAt: Int32Array;
  frozenUsing: Uint8Array;
  frozenAdoptedAt: Int32Array;
}

/** The table of a run: an array over the steps for each name of SERIES. */
export type Series = Record<string, Float64Array>;

/** What other runs can read of a run. */
export type Signals = Record<string, Float64Array>;

/** What is given to the runs of a technology. */
export interface Given {
  p: Parameters;
  path: Paths;
  setbacks: Float64Array[];
  firms: Firms;
  seed: number;
}

/** What is given to a run: which responses are on, and what those that are off read instead. */
export interface Inputs extends Given {
  respond: Record<string, boolean>;
  frozen: Signals;
}

/** Where a run stands. */
export interface State {
  price: number;
  priceBefore: number;
  lnPerceived: number;
  electricityPrice: number;
  premium: number;
  computePerService: number;
  adopters: number;
  firmTasks: number;
  baseFirmTasks: number;
  service: number;
  cumulativeService: number;
  energy: number;
  surplus: number;
  share: Float64Array;
  gap: Float64Array;
}

/** What firms see at a step. */
export interface View {
  step: number;
  seed: number;
  lnPrice: number;
  lnPerceived: number;
  adopters: number;
}

/** What users and labs want in a step. */
export interface Wanted {
  tasks: number;
  depth: number;
  compute: number;
  training: number;
  inference: number;
  trainingEnergy: number;
}

/** What flows in a step. */
export interface Flow extends Wanted {
  served: number;
  gain: number;
  spent: number;
}

/** The draws and the two technologies of a scenario, ready for any set of responses. */
export interface Ready {
  drawn: { firms: Firms; adopted: Uint8Array };
  still: Inputs;
  moving: Given;
  active: string[];
}

/** Is called at each step with who uses AI then. */
/** Is called at each step with who uses AI then. */
export type Watch = (t: number, adopted: Uint8Array) => void;

/** What `run` returns; a case that was not asked for is not there. */
export interface Result {
  years: Float64Array;
  seed: number;
  frozen: Series;
  engineering: Series;
  actual: Series;
  firms?: FirmsWatched;
}

export type Case = "frozen" | "engineering" | "actual";

/** Rebound in the last year at both boundaries, and how energy ends. */
export interface Rebound {
  ai: number | null;
  economy: number | null;
  ratio: number;
  growth: number;
  frozenGrowth: number;
}

/** Shares of R by response, or null where no saving was to be expected. */
export type Parts = Record<string, number> | null;
