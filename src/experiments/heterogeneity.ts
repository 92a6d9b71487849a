/**
 * What heterogeneity buys: the best latency or energy of an NPU with compute-in-memory macros against that of an NPU alone,
 * at the same area budget, no lower accuracy, and the same effort of the same agent from the same seed.
 */
import '../../envs/index.js';
import { makeAgent } from '../../agents/index.js';
import type { Evaluation } from '../design/evaluation.js';
import { Evaluator } from '../design/evaluator.js';
import type { Design } from '../design/parameter.js';
import type { Problem } from '../design/problem.js';
import { makeProblem } from '../design/problem-registry.js';
import { quantile } from '../stats/quantile.js';

export const goals = ['latencyS', 'energyJ'] as const;
export type Goal = (typeof goals)[number];

export interface HeterogeneityRequest {
  readonly agent: string;
  /** Evaluations of each of the two searches. */
  readonly budget: number;
  readonly seeds: readonly number[];
  /** Area budgets, mm2. */
  readonly areas: readonly number[];
  /** Least accuracies of the NPU-only search, fractions; each leads to networks of its own. */
  readonly accuracies: readonly number[];
  readonly adcModel: string;
}

/** One pair of searches. */
export interface HeterogeneityRun {
  readonly goal: Goal;
  readonly areaMm2: number;
  readonly leastAccuracy: number;
  readonly seed: number;
  /** Best of the NPU alone and what it reaches; absent when no feasible design was found. */
  readonly npuOnly?: { readonly value: number; readonly accuracy: number };
  /** Best of the whole space at an accuracy that is not lower; absent when no feasible design was found. */
  readonly whole?: { readonly value: number; readonly accuracy: number; readonly cimKind: string };
  /** 1 - whole / NPU-only; negative where the larger space was searched worse. */
  readonly improvement?: number;
  /** The same with the best NPU-only design among the candidates of the whole space: never negative. */
  readonly improvementSeeded?: number;
}

export interface HeterogeneityRow {
  readonly goal: Goal;
  readonly areaMm2: number;
  readonly leastAccuracy: number;
  /** Seeds with a feasible design in both searches, and all. */
  readonly compared: number;
  readonly seeds: number;
  readonly median: number;
  readonly quartiles: readonly [low: number, high: number];
  readonly best: number;
  readonly medianSeeded: number;
  /** Share of the compared seeds in which the whole space is better. */
  readonly better: number;
}

interface Found {
  readonly design: Design;
  readonly evaluation: Evaluation;
}

/** Runs every pair of searches; yields after each. */
export function* heterogeneityRuns(request: HeterogeneityRequest): Generator<HeterogeneityRun> {
  for (const areaMm2 of request.areas) {
    for (const leastAccuracy of request.accuracies) {
      for (const goal of goals)
        for (const seed of request.seeds) yield runPair(request, goal, areaMm2, leastAccuracy, seed);
    }
  }
}

function runPair(
  request: HeterogeneityRequest,
  goal: Goal,
  areaMm2: number,
  leastAccuracy: number,
  seed: number,
): HeterogeneityRun {
  const pair = { goal, areaMm2, leastAccuracy, seed };
  const problemOf = (assignment: string, minimumAccuracy: number): Problem =>
    makeProblem('NpuCimCodesign-v0', {
      assignment,
      minimumAccuracy,
      areaBudgetMm2: areaMm2,
      adcModel: request.adcModel,
      objectives: [`minimize ${goal}`],
    });
  const figure = ({ evaluation: { metrics } }: Found) => ({
    value: metrics[goal] as number,
    accuracy: metrics['accuracy'] as number,
  });
  const alone = search(request, problemOf('npu-only', leastAccuracy), seed);
  if (alone === undefined) return pair;
  const npuOnly = figure(alone);
  const found = search(request, problemOf('searched', npuOnly.accuracy), seed);
  if (found === undefined) return { ...pair, npuOnly, improvementSeeded: 0 };
  const whole = { ...figure(found), cimKind: String(found.design['cimKind']) };
  const improvement = 1 - whole.value / npuOnly.value;
  return { ...pair, npuOnly, whole, improvement, improvementSeeded: Math.max(0, improvement) };
}

/** The best feasible design that the agent finds. */
function search({ agent: name, budget }: HeterogeneityRequest, problem: Problem, seed: number): Found | undefined {
  const evaluator = new Evaluator(problem, { budget });
  const agent = makeAgent(name, {
    space: problem.space,
    objectives: 1,
    ...(problem.mask === undefined ? {} : { mask: problem.mask }),
    budget,
    seed,
    hyperparameters: {},
  });
  let best: Found | undefined;
  while (evaluator.remaining > 0) {
    const designs = agent.ask(1);
    const told = designs.map((design) => ({ design, evaluation: evaluator.evaluate(design) }));
    for (const one of told) {
      const [objective] = one.evaluation.objectives as [number];
      if (one.evaluation.feasible && (best === undefined || objective < (best.evaluation.objectives[0] as number)))
        best = one;
    }
    agent.tell(told);
  }
  return best;
}

/** One row for each goal, area and accuracy, over the seeds. */
export function heterogeneityTable(runs: readonly HeterogeneityRun[]): HeterogeneityRow[] {
  const groups = new Map<string, HeterogeneityRun[]>();
  for (const run of runs) {
    const key = `${run.areaMm2} ${run.leastAccuracy} ${run.goal}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) => {
    const { goal, areaMm2, leastAccuracy } = group[0] as HeterogeneityRun;
    const gains = group.flatMap(({ improvement }) => (improvement === undefined ? [] : [improvement]));
    const seeded = group.flatMap(({ improvementSeeded }) =>
      improvementSeeded === undefined ? [] : [improvementSeeded],
    );
    const at = (values: readonly number[], share: number) =>
      values.length === 0 ? Number.NaN : quantile(values, share);
    return {
      goal,
      areaMm2,
      leastAccuracy,
      compared: gains.length,
      seeds: group.length,
      median: at(gains, 0.5),
      quartiles: [at(gains, 0.25), at(gains, 0.75)],
      best: at(gains, 1),
      medianSeeded: at(seeded, 0.5),
      better: gains.length === 0 ? Number.NaN : gains.filter((gain) => gain > 0).length / gains.length,
    };
  });
}

/** What must stand next to the table. */
export const heterogeneityNote =
  'Our models of NPU, macros and system; not silicon, and not the models of H4H (ASP-DAC 2025), whose abstract gives up to ' +
  '56.08 % better latency and 41.72 % better energy on other models and other hardware.';
