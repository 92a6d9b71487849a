/**
 * A learner on a design problem: its environments share one run, so the evaluations that they spend are counted by the
 * same Evaluator as those of any other agent.
 */
import type { Told } from '../design/agent.js';
import { DesignEnv } from '../design/design-env.js';
import { DesignRun } from '../design/design-run.js';
import type {
  AnyLearnerDefinition,
  LearnerBase,
  LearnerDefinition,
  ParallelLearnerDefinition,
} from '../design/learner.js';
import type { ParallelObservationKind } from '../design/parallel-observation.js';
import type { Problem } from '../design/problem.js';
import { viewOf } from '../design/problem-view.js';
import { type ParallelDesignEnv, type ParallelReward, toParallel } from '../design/to-parallel.js';
import { SyncVectorEnv } from '../gym/index.js';

export interface LearnRequest {
  /** Evaluations. */
  readonly budget: number;
  readonly seed: number;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** A batch ends when so many evaluations are spent, even inside an update. */
  readonly pause?: number;
  /** Receives the learner when it is made, for its number of weights and its state. */
  readonly onLearner?: (learner: LearnerBase) => void;
}

/** Steps and evaluations of a kind of learner. */
interface Trainer {
  readonly learner: LearnerBase;
  /** Trains on about `designs` designs at most, in `environments` environments. */
  train(designs: number, environments: number): void;
  readonly environments: number;
  /** Environment steps that complete one design. */
  readonly stepsPerDesign: number;
  /** Evaluations that one design costs at most. */
  readonly cost: number;
}

/** Trains until the budget is spent; yields what was evaluated, update by update. */
export function* learn(
  definition: AnyLearnerDefinition,
  problem: Problem,
  request: LearnRequest,
): Generator<readonly Told[]> {
  let results: Told[] = [];
  const watched: Problem = {
    ...viewOf(problem),
    evaluate(design) {
      const evaluation = problem.evaluate(design);
      results.push({ design, evaluation });
      return evaluation;
    },
  };
  const trainer =
    definition.plays === 'single'
      ? singleTrainer(definition, watched, request)
      : parallelTrainer(definition, watched, request);
  request.onLearner?.(trainer.learner);
  try {
    const { budget, pause = budget } = request;
    for (let spent = 0; spent < budget; ) {
      const left = (spent < pause ? pause : budget) - spent;
      const affordable = Math.max(1, Math.floor(left / trainer.cost));
      const environments = Math.min(trainer.environments, affordable);
      const wanted = Math.min(affordable, Math.ceil(trainer.learner.batch / trainer.stepsPerDesign));
      trainer.train(Math.max(1, Math.floor(wanted / environments)) * environments, environments);
      const batch = results;
      results = [];
      spent += batch.length;
      yield batch;
    }
  } finally {
    trainer.learner.dispose();
  }
}

/** Trainable numbers that a learner has on `problem`; it is made for the count and evaluates nothing. */
export function learnerWeights(
  definition: AnyLearnerDefinition,
  problem: Problem,
  hyperparameters: Readonly<Record<string, unknown>>,
): number {
  const request = { budget: 1, seed: 0, hyperparameters };
  const { learner } =
    definition.plays === 'single'
      ? singleTrainer(definition, problem, request)
      : parallelTrainer(definition, problem, request);
  try {
    return learner.weights;
  } finally {
    learner.dispose();
  }
}

/** A run whose evaluations all reach `problem`, repeated designs too: what counts and caches lies behind it. */
const runOn = (problem: Problem, budget: number, reward: string): DesignRun =>
  new DesignRun(problem, { budget, reward, cacheSize: 0 });

function singleTrainer(definition: LearnerDefinition, problem: Problem, request: LearnRequest): Trainer {
  const { budget, seed, hyperparameters } = request;
  const { space } = problem;
  const hasReals = space.parameters.some(({ type }) => type === 'real');
  const { mode, action, observation, reward, environments } = definition.view(hyperparameters, { hasReals });
  const run = runOn(problem, budget, reward);
  const options = { mode, observation, run, repair: true, details: false, ...(action === undefined ? {} : { action }) };
  const vector = (count: number): SyncVectorEnv<unknown, unknown> =>
    new SyncVectorEnv<unknown, unknown>(
      Array.from({ length: count }, () => () => new DesignEnv(problem, options)),
      { autoreset: 'sameStep' },
    );
  const stepsPerDesign = mode === 'sequential' ? space.dimension : 1;
  let env = vector(Math.min(environments, budget));
  const learner = definition.createLearner({
    observationSpace: env.singleObservationSpace,
    actionSpace: env.singleActionSpace,
    budget: budget * stepsPerDesign,
    seed,
    hyperparameters,
  });
  return {
    learner,
    environments,
    stepsPerDesign,
    cost: 1,
    train(designs, count) {
      if (env.numEnvs !== count) env = vector(count);
      learner.train(env, designs * stepsPerDesign);
    },
  };
}

function parallelTrainer(definition: ParallelLearnerDefinition, problem: Problem, request: LearnRequest): Trainer {
  const { budget, seed, hyperparameters } = request;
  const view = definition.view(hyperparameters);
  const run = runOn(problem, budget, view.reward);
  const game = (): ParallelDesignEnv =>
    toParallel(new DesignEnv(problem, { run, repair: true, details: false }), view.factorisation, {
      reward: view.teamReward as ParallelReward,
      observation: view.observation as ParallelObservationKind,
    });
  let games = Array.from({ length: Math.min(view.environments, budget) }, game);
  const [first] = games as [ParallelDesignEnv];
  const learner = definition.createLearner({
    players: first.possibleAgents.map((agent) => ({
      agent,
      observationSpace: first.observationSpace(agent),
      actionSpace: first.actionSpace(agent),
    })),
    stateSize: first.state().length,
    budget,
    seed,
    hyperparameters,
  });
  return {
    learner,
    environments: view.environments,
    stepsPerDesign: 1,
    cost: view.teamReward === 'difference' ? 1 + first.possibleAgents.length : 1,
    train(designs, count) {
      if (games.length !== count) games = games.slice(0, count);
      learner.train(games, designs);
    },
  };
}
