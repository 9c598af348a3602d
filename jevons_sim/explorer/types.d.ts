/* Types that the explorer's scripts share; for checks only, no page holds them. */

import type { FirmsWatched, Parts, Rebound, Result, Scenario } from "../twin/types.d.ts";
import type { Scale } from "../web/shared/scales.js";

/** What the page is given. */
export interface Data {
  version: string;
  words: Record<string, Record<string, string>>;
  presets: Record<string, Scenario>;
  reference: Scenario;
  start: Start;
}

export interface Start {
  preset: string;
  language: string;
  lock: boolean;
  predict: boolean;
}

export type Value = number | string | null;
export type View = "changed" | "parts" | "frontier" | "firms";

/** The state of the page: what a link holds. */
export interface State {
  preset: string;
  values: Record<string, Value>;
  seed: number;
  language: string;
  predict: boolean;
  locked: string[];
  view: View;
  big: boolean;
  log: boolean;
}

/** What was changed or left out of a link: a key of the words, and values for them. */
export type Note = [string, Record<string, string | number>];

export interface Range {
  low: number;
  high: number;
  step: number;
}

/** A control: which keys of a scenario it sets, how, and over which range. */
export interface Control {
  id: string;
  group: string;
  keys: string[];
  range: (scenario: Scenario, value: any) => Range;
  read: (scenario: Scenario) => any;
  write: (scenario: Scenario, value: any) => void;
  choices?: string[];
  none?: boolean;
  there?: (scenario: Scenario) => boolean;
  why?: (scenario: Scenario) => string | null;
}

export type Answer = "arrives" | "part" | "above";

/** What was predicted, and what came of it. */
export interface Said {
  choice: Answer | null;
  answer: Answer | null;
  drawn: number | null;
  actual: number;
}

/** Another draw of luck: its energy, scaled to the frozen line of the page, and its rebound. */
export interface Luck {
  energy: Float64Array;
  rebound: number | null;
}

/** Everything that the page shows at a time. */
export interface Page {
  data: Data;
  presets: Record<string, Scenario>;
  state: State;
  preset: Scenario;
  scenario: Scenario;
  result: Result;
  rebound: Rebound;
  revealed: boolean;
  hidden: boolean;
  failed: boolean;
  lucks: Luck[];
  parts: { ai: Parts; economy: Parts } | null;
  firms: FirmsWatched | null;
  notes: Note[];
  guess: Float64Array | null;
  drawn: Float64Array | null;
  choice: Answer | null;
  said: Said | null;
  chart: { x: Scale; y: Scale; root: SVGElement };
  wantParts: () => void;
  redrawFrontier: () => void;
}
