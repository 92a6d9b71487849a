/** Words of the study of heterogeneity: what is searched, what is compared. Metrics in the problem's units. */
import type { Design } from '../../design/parameter.js';

export interface HeterogeneityRequest {
  /** A search agent that asks and tells. */
  readonly agent: string;
  /** Evaluations of every search. */
  readonly budget: number;
  readonly seeds: readonly number[];
  /** Area budgets, mm2. */
  readonly areas: readonly number[];
  /** Least accuracies of the NPU-only searches, fractions; each leads to networks of its own. */
  readonly accuracies: readonly number[];
  /** Models of converters: everything is compared with the first, latency and energy with the others too. */
  readonly adcModels: readonly string[];
}

export interface Setting {
  readonly areaMm2: number;
  readonly leastAccuracy: number;
}

/** What is minimised alone. */
export const goals = ['latencyS', 'energyJ'] as const;
export type Goal = (typeof goals)[number];

/** What is compared: each goal, both together, and the accuracy that is left at no higher latency. */
export const measures = [...goals, 'hypervolume', 'accuracy'] as const;
export type Measure = (typeof measures)[number];

/**
 * What is searched after the NPU alone: the whole space from nothing; the whole space, beginning with the NPU-only result,
 * which it contains; or, as a control, designs without macros again, beginning with that result too.
 */
export const arms = ['fresh', 'seeded', 'continued'] as const;
export type Arm = (typeof arms)[number];

/** One search on `NpuCimCodesign-v0`: data that decides every bit of its outcome. */
export interface Search {
  readonly agent: string;
  readonly budget: number;
  readonly seed: number;
  readonly options: Readonly<Record<string, unknown>>;
  /** Designs told before the agent is first asked, each paid for like any other. */
  readonly start: readonly Design[];
}

export interface Found {
  readonly design: Design;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The best feasible design of one objective, the non-dominated ones of several; none where no design was feasible. */
export type Outcome = readonly Found[];

/** A search against the one of NPUs alone, same agent, seed and effort. */
export interface Comparison extends Setting {
  readonly measure: Measure;
  readonly arm: Arm;
  readonly adcModel: string;
  readonly seed: number;
  readonly npuOnly: Outcome;
  /** What the arm found. */
  readonly whole: Outcome;
}
