/** All that a report shows: plain data, so that pages can be made and tested without running anything. */
import type { Evaluation } from '../../design/evaluation.js';
import type { Design, Parameter } from '../../design/parameter.js';
import type { MetricSpec, Objective } from '../../design/problem.js';
import type { TextTable } from '../text-table.js';

export interface ReportData {
  readonly name: string;
  readonly description?: string;
  readonly problem: ReportProblem;
  /** One for each agent (with its hyperparameters) and strategy. */
  readonly arms: readonly Arm[];
  /** Runs that the experiment has; fewer are shown while it is unfinished. */
  readonly runsPlanned: number;
  readonly packageVersion: string;
  readonly nodeVersion: string;
  readonly commit?: string;
  /** Repeats the experiment. */
  readonly command: string;
  /** The experiment file. */
  readonly spec: unknown;
  /** The best feasible design, or the nearest miss; absent when nothing was evaluated. */
  readonly winner?: Winner;
  /** The final designs of a search on a proxy, beside their simulation. */
  readonly simulated?: TextTable;
}

export interface ReportProblem {
  readonly id: string;
  readonly version: string;
  readonly preset?: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly workload?: string;
  readonly objectives: readonly Objective[];
  readonly parameters: readonly Parameter[];
  readonly metrics: readonly MetricSpec[];
  /** Reference point of the hypervolume. */
  readonly referencePoint?: readonly number[];
  /** What the problem warns of. */
  readonly warnings?: readonly string[];
}

/** What is compared: an agent with its hyperparameters, searching by a strategy. */
export interface Arm {
  readonly agent: string;
  /** Tells apart two entries of one agent; absent when there is only one. */
  readonly variant?: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly strategy: string;
  /** Evaluations that each of its runs may spend. */
  readonly budget: number;
  readonly runs: readonly RunData[];
}

export interface RunData {
  readonly seed: number;
  /** In the order of evaluation, the first being evaluation 1. */
  readonly points: readonly Point[];
}

/** One evaluated design. */
export interface Point {
  readonly design: Design;
  readonly feasible: boolean;
  readonly violation: number;
  /** Minimised. */
  readonly objectives: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Winner {
  readonly arm: number;
  readonly seed: number;
  /** From 1. */
  readonly evaluation: number;
  readonly design: Design;
  /** The evaluation by which it won; with the details that rows do not keep when a second evaluation has repeated it. */
  readonly result: Evaluation;
  /** How the second evaluation differs from the recorded row; empty when it is the same to the bit. */
  readonly differences: readonly string[];
}

/** `genetic, joint`: the strategy only where it tells arms apart. */
export function armLabel(data: Pick<ReportData, 'arms'>, arm: Arm): string {
  const agent = arm.variant === undefined ? arm.agent : `${arm.agent} (${arm.variant})`;
  return data.arms.some(({ strategy }) => strategy !== arm.strategy) ? `${agent}, ${arm.strategy}` : agent;
}

/** An objective as its users wrote it: maximised ones are stored negated. */
export function shownObjective(objective: Objective | undefined, minimised: number): number {
  return objective?.direction === 'maximize' ? 0 - minimised : minimised;
}

/** The largest budget of all arms. */
export const largestBudget = ({ arms }: Pick<ReportData, 'arms'>): number =>
  Math.max(1, ...arms.map(({ budget }) => budget));
