/** The evaluations of a data set as episodes of the environment: what a learner would have seen and done. */
import { makeProblem } from '../../../envs/index.js';
import { DesignEnv, type DesignModeName } from '../../design/design-env.js';
import { DesignRun } from '../../design/design-run.js';
import type { DesignSpace } from '../../design/design-space.js';
import type { Evaluation } from '../../design/evaluation.js';
import type { Design } from '../../design/parameter.js';
import type { Problem } from '../../design/problem.js';
import { viewOf } from '../../design/problem-view.js';
import { CogymError } from '../../errors.js';
import type { Space } from '../../spaces/index.js';
import '../proxy/cost-model.js';
import type { DatasetManifest } from './dataset-manifest.js';
import type { Coded, Rows } from './read.js';

/** The modes in which an evaluated design alone tells what was done; `refine` depends on the design before. */
export const trajectoryModes = ['bandit', 'sequential', 'staged'] as const satisfies readonly DesignModeName[];
export type TrajectoryMode = (typeof trajectoryModes)[number];

/** One evaluated design as an episode of n steps. */
export interface Episode {
  readonly run: string;
  readonly agent: string;
  readonly seed: number;
  /** From 1. */
  readonly evaluation: number;
  /** n + 1. */
  readonly observations: readonly Float32Array[];
  /** n members of the action space. */
  readonly actions: readonly unknown[];
  readonly rewards: readonly number[];
  readonly terminations: readonly boolean[];
  readonly truncations: readonly boolean[];
  readonly result: Evaluation;
}

export interface Trajectories {
  readonly observationSpace: Space<Float32Array>;
  readonly actionSpace: Space<unknown>;
  readonly observationNames: readonly string[];
  readonly episodes: readonly Episode[];
  /** Evaluations whose designs the masks of the mode do not let through. */
  readonly skipped: number;
}

/**
 * Replays the rows, run by run, through the environment in `mode`; the recorded evaluations answer in place of the
 * simulator, so rewards and observations are those that a learner would have got in each run.
 * @throws CogymError `notReplayable` for rows of other programs, of several problems, or in `sequential` and `staged` of
 *   spaces with real parameters, whose values these modes do not have
 */
export function trajectories(rows: Rows, mode: TrajectoryMode): Trajectories {
  const problem = theProblem(rows.dataset.manifest);
  if (mode !== 'bandit' && problem.space.parameters.some(({ type }) => type === 'real')) {
    throw notReplayable(
      `${problem.id} has real parameters, which the mode ${mode} cuts into cells; use the mode bandit`,
    );
  }
  const episodes: Episode[] = [];
  let skipped = 0;
  let env: DesignEnv | undefined;
  for (const [first, last] of runBounds(rows.run.codes)) {
    const replay = new Replay(problem, mode, last - first);
    env = replay.env;
    for (let row = first; row < last; row++) {
      const steps = replay.play(rows.design(row), evaluationOf(rows, problem, row));
      if (steps === undefined) skipped++;
      else episodes.push({ ...steps, ...whereOf(rows, row) });
    }
  }
  const { observationSpace, actionSpace } = env as DesignEnv;
  const names = (env as DesignEnv).reset().info['observationNames'] as readonly string[];
  return { observationSpace, actionSpace, observationNames: names, episodes, skipped };
}

/** The problem that all rows were evaluated on. */
function theProblem({ problems, sources }: DatasetManifest): Problem {
  const [described, ...others] = problems;
  const spec = sources.find((source) => source.spec !== null)?.spec;
  if (described === undefined || others.length > 0) {
    throw notReplayable(`the rows are of ${problems.length} problems or workloads; export each of them by itself`);
  }
  if (spec === undefined || spec === null) throw notReplayable('the rows come from another program');
  const problem = makeProblem(spec.problem, spec.options, spec.preset);
  if (problem.id === described.id && problem.version === described.version) return problem;
  throw notReplayable(`${described.id} has version ${problem.version} now, the rows are of ${described.version}`);
}

/** The environment of one run, in which the recorded evaluations answer. */
class Replay {
  readonly env: DesignEnv;
  readonly #run: DesignRun;
  readonly #space: DesignSpace;
  readonly #mode: TrajectoryMode;
  #next: Evaluation | undefined;

  constructor(problem: Problem, mode: TrajectoryMode, budget: number) {
    const recorded: Problem = { ...viewOf(problem), evaluate: () => this.#next as Evaluation };
    this.#run = new DesignRun(recorded, { budget, cacheSize: 0 });
    this.#space = problem.space;
    this.#mode = mode;
    this.env = new DesignEnv(recorded, { mode, run: this.#run, details: false });
  }

  /** The steps that lead to `design`; undefined when a mask forbids one of them. */
  play(design: Design, result: Evaluation): Omit<Episode, 'run' | 'agent' | 'seed' | 'evaluation'> | undefined {
    this.#next = result;
    const spent = this.#run.evaluator.spent;
    const actions = this.#actions(design);
    const observations = [this.env.reset().observation];
    const steps: { reward: number; terminated: boolean; truncated: boolean }[] = [];
    try {
      for (const action of actions) {
        const { observation, ...step } = this.env.step(action);
        observations.push(observation);
        steps.push(step);
      }
    } catch (error) {
      if (!(error instanceof CogymError) || error.code !== 'badRequest') throw error;
      if (this.#run.evaluator.spent === spent) this.#run.record(design);
      return undefined;
    }
    return {
      observations,
      actions,
      rewards: steps.map(({ reward }) => reward),
      terminations: steps.map(({ terminated }) => terminated),
      truncations: steps.map(({ truncated }) => truncated),
      result,
    };
  }

  #actions(design: Design): unknown[] {
    const space = this.#space;
    if (this.#mode === 'bandit') {
      const hasReals = space.parameters.some(({ type }) => type === 'real');
      return [hasReals ? space.toBox(design) : space.toIndices(design)];
    }
    const indices = space.toIndices(design);
    if (this.#mode === 'sequential') return [...indices];
    const groups = Object.values(space.groups());
    const width = Math.max(...groups.map((names) => names.length));
    return groups.map((names) =>
      Int32Array.from({ length: width }, (_, slot) => {
        const name = names[slot];
        return name === undefined ? 0 : (indices[space.indexOf(name)] as number);
      }),
    );
  }
}

/** First row and row after the last of each run; rows are sorted by run. */
function runBounds(codes: Uint32Array): [number, number][] {
  const bounds: [number, number][] = [];
  for (let first = 0, row = 1; row <= codes.length; row++) {
    if (row < codes.length && codes[row] === codes[first]) continue;
    bounds.push([first, row]);
    first = row;
  }
  return bounds;
}

function evaluationOf(rows: Rows, { metrics, objectives }: Problem, row: number): Evaluation {
  const known = metrics
    .map(({ name }) => [name, rows.metrics[name]?.[row] ?? Number.NaN] as const)
    .filter(([, value]) => !Number.isNaN(value));
  return {
    metrics: Object.fromEntries(known),
    objectives: objectives.map(({ name }) => rows.objectives[name]?.[row] as number),
    feasible: rows.feasible[row] === 1,
    violation: rows.violation[row] as number,
    violations: [],
    provenance: { simulator: 'recorded', validated: false, extrapolated: false },
  };
}

function whereOf(rows: Rows, row: number): Pick<Episode, 'run' | 'agent' | 'seed' | 'evaluation'> {
  const text = ({ names, codes }: Coded): string => names[codes[row] as number] as string;
  return {
    run: text(rows.run),
    agent: text(rows.agent),
    seed: rows.seed[row] as number,
    evaluation: rows.evaluation[row] as number,
  };
}

const notReplayable = (why: string): CogymError =>
  new CogymError('notReplayable', `these rows cannot become episodes of an environment: ${why}`);
