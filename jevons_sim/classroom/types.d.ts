/* Types that the scripts of the class game share; for checks only, no page holds them. */

import type { Scenario } from "../twin/types.d.ts";

/** What an option of a lever does to a scenario. */
export interface Effect {
  do: "programme" | "instrument" | "shock" | "build_out";
  [key: string]: any;
}

export interface Lever {
  id: string;
  default: number;
  options: { cost: number; effects: Effect[] }[];
}

export interface Role {
  id: string;
  levers: Lever[];
  score: [string, number][];
  par: number[];
}

/** The rules of the game, as `game.json` has them. */
export interface Rules {
  edition: number;
  budget: number;
  capacity_twh: number;
  differences: string[];
  score_scale: number;
  most_teams: number;
  teams_per_world: number;
  rounds: [number, number][];
  forecast: { most_twh: number; step_twh: number };
  deals: Record<string, string[][]>;
  roles: Role[];
}

export interface Setting {
  rules: Rules;
  base: Scenario;
}

/** Options by lever; null where nobody chose. */
export type Choice = number[] | null;

/** A world's choices: role to its choices by round. */
export type Plan = Record<string, Choice[]>;

/** What a code holds. */
export interface Decision {
  world: number;
  role: string;
  round: number;
  choice: number[];
  forecast: number;
}

/** What a team sent in a round. */
export interface Decided {
  choices: Record<string, number[]>;
  forecast: number;
}

export interface Team {
  name: string;
  key?: string;
  world: number;
  roles: string[];
  decisions: Record<number, Decided>;
}

export type Phase = "lobby" | "decide" | "closed" | "reveal" | "debrief";

/** The class as the board has it. */
export interface ClassState {
  edition: number;
  phase: Phase;
  round: number;
  version: number;
  teams: Team[];
  join: string;
  file?: string | null;
}

/** The class as a team has it. */
export interface TeamState {
  name: string;
  phase: Phase;
  round: number;
  version: number;
  world: number;
  roles: string[];
  plan: Plan;
  own: Record<number, Decided>;
  shown: number;
}

/** What a team is about to send. */
export interface Draft {
  round: number;
  choices: Record<string, number[]>;
  forecast: number | null;
  sent: boolean;
  dirty?: boolean;
}

/** A refusal of the server, or "lost" where it did not answer. */
export interface Fault {
  error?: string;
  code?: string;
  message?: string;
}

/** A line of a chart. */
export interface Line {
  name: string;
  short: string;
  values: Float64Array;
  className: string;
}
