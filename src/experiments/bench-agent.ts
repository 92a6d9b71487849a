/** One agent on one problem with one seed, as a line of figures that anybody can repeat: `cogym bench agents`. */
import { completeHyperparameters, isLearner, makeAgent, searcherDefinition } from '../../agents/index.js';
import type { Told } from '../design/agent.js';
import type { Evaluation } from '../design/evaluation.js';
import { Evaluator } from '../design/evaluator.js';
import { HypervolumeTracker } from '../design/hypervolume.js';
import type { Design } from '../design/parameter.js';
import { ParetoArchive } from '../design/pareto.js';
import type { Problem } from '../design/problem.js';
import { viewOf } from '../design/problem-view.js';
import { CogymError } from '../errors.js';
import { learn } from './learn.js';

export interface BenchRequest {
  readonly problem: Problem;
  readonly agent: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly budget: number;
}

/** Figures of one seed; no times, dates or machine facts. */
export interface BenchLine {
  readonly agent: string;
  readonly problem: string;
  readonly seed: number;
  readonly budget: number;
  readonly evaluations: number;
  /** Of `best` and `curve`: a hypervolume is maximised. */
  readonly direction: 'minimize' | 'maximize';
  readonly best: number;
  /** [evaluations, best so far]; the last one at the budget. */
  readonly curve: readonly (readonly [evaluations: number, best: number])[];
  /** One objective. */
  readonly bestParameters?: Design;
  /** Several objectives: all non-dominated feasible designs. */
  readonly front?: readonly { readonly parameters: Design; readonly objectives: readonly number[] }[];
}

const CHECKPOINTS = [20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000];

/** What a run has found so far. */
interface Finding {
  add(design: Design, evaluation: Evaluation): void;
  /** The figure now, in the shown direction. */
  readonly value: number;
  readonly found: Pick<BenchLine, 'bestParameters' | 'front'>;
}

/**
 * Runs the agent one design at a time, or the learner update by update, until the budget is spent. A learner's tensor
 * backend must be loaded (`prepareSearcher`).
 * @throws CogymError `badRequest` for several objectives without a reference point
 */
export function benchAgent(request: BenchRequest): BenchLine {
  const { problem, agent: name, seed, budget } = request;
  const { objectives } = problem;
  const evaluator = new Evaluator(problem, { budget });
  const finding = objectives.length > 1 ? front(problem) : single(problem);
  const curve: [number, number][] = [];
  let seen = 0;
  for (const results of batches(request, evaluator)) {
    for (const { design, evaluation } of results) {
      finding.add(design, evaluation);
      seen++;
      if (CHECKPOINTS.includes(seen) || seen === budget) curve.push([seen, finding.value]);
    }
  }
  return {
    agent: name,
    problem: problem.id,
    seed,
    budget,
    evaluations: evaluator.spent,
    direction: objectives.length > 1 ? 'maximize' : (objectives[0]?.direction ?? 'minimize'),
    best: finding.value,
    curve,
    ...finding.found,
  };
}

/** What is evaluated, in order. */
function* batches(request: BenchRequest, evaluator: Evaluator): Generator<readonly Told[]> {
  const { problem, agent: name, hyperparameters, seed, budget } = request;
  const definition = searcherDefinition(name);
  if (isLearner(definition)) {
    const counted = { ...viewOf(problem), evaluate: (design: Design) => evaluator.evaluate(design) };
    const complete = completeHyperparameters(name, hyperparameters);
    yield* learn(definition, counted, { budget, seed, hyperparameters: complete });
    return;
  }
  const { space, mask, objectives } = problem;
  const agent = makeAgent(name, {
    space,
    objectives: objectives.length,
    ...(mask === undefined ? {} : { mask }),
    budget,
    seed,
    hyperparameters,
  });
  while (evaluator.remaining > 0) {
    const results = agent.ask(1).map((design) => ({ design, evaluation: evaluator.evaluate(design) }));
    agent.tell(results);
    yield results;
  }
}

/** The smallest objective; infeasible designs count with their penalised one. */
function single({ objectives }: Problem): Finding {
  const sign = objectives[0]?.direction === 'maximize' ? -1 : 1;
  let best = Number.POSITIVE_INFINITY;
  let bestParameters: Design = {};
  return {
    add(design, evaluation) {
      const [objective] = evaluation.objectives as readonly [number];
      if (objective >= best) return;
      best = objective;
      bestParameters = design;
    },
    get value() {
      return sign * best + 0;
    },
    get found() {
      return { bestParameters };
    },
  };
}

/** The hypervolume of all feasible designs. */
function front({ id, space, referencePoint }: Problem): Finding {
  if (referencePoint === undefined) {
    throw new CogymError('usage', `${id} has several objectives and no reference point to measure a hypervolume from`);
  }
  const volume = new HypervolumeTracker(referencePoint);
  const archive = new ParetoArchive<Design>();
  return {
    add(design, { feasible, objectives }) {
      if (!feasible) return;
      volume.add(objectives);
      archive.add(objectives, design, space.key(design));
    },
    get value() {
      return volume.value;
    },
    get found() {
      return { front: archive.entries().map(({ objectives, item }) => ({ parameters: item, objectives })) };
    },
  };
}
