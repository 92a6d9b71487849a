/** One learner on one environment with one seed, as a line of figures that anybody can repeat. */
import type { AnyLearnerDefinition, Learner } from '../design/learner.js';
import { CogymError } from '../errors.js';
import { makeVec, type SyncVectorEnv } from '../gym/index.js';
import { createBatch, readBatch, writeBatch } from '../spaces/index.js';
import { RandomStream } from '../stats/random.js';
import type { BenchLine } from './bench-agent.js';

export interface LearnerBenchRequest {
  /** Id in the registry. */
  readonly environment: string;
  readonly definition: AnyLearnerDefinition;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Environment steps over all members. */
  readonly budget: number;
}

/** Greedy episodes behind each figure. */
const EPISODES = 100;
/** Evaluations during a run; the last one is at its end. */
const POINTS = 5;

/**
 * Trains for the budget. The figures are mean undiscounted returns of 100 greedy episodes in fresh environments with a
 * seed stream of their own; the curve is not monotone, and its last figure is `best`.
 * @throws CogymError `usage` for a learner of several agents
 */
export function benchLearner({
  environment,
  definition,
  hyperparameters,
  seed,
  budget,
}: LearnerBenchRequest): BenchLine {
  if (definition.plays !== 'single') {
    throw new CogymError('usage', `${definition.name} plays games of several agents; ${environment} has one`);
  }
  const { environments } = definition.view(hyperparameters, { hasReals: false });
  const env = makeVec(environment, environments, { autoreset: 'sameStep' });
  const { singleObservationSpace: observationSpace, singleActionSpace: actionSpace } = env;
  const learner = definition.createLearner({ observationSpace, actionSpace, budget, seed, hyperparameters });
  const seeds = RandomStream.from(seed, 'evaluation');
  const curve: [number, number][] = [];
  try {
    for (let point = 1; point <= POINTS; point++) {
      const share = Math.ceil((budget * point) / POINTS / learner.batch) * learner.batch;
      const until = point === POINTS ? budget : Math.min(share, budget);
      if (until > learner.steps) train(learner, env, environment, until - learner.steps);
      if (curve.at(-1)?.[0] !== until) curve.push([until, greedyReturn(learner, environment, seeds.integer(2 ** 31))]);
    }
  } finally {
    learner.dispose();
  }
  const best = curve.at(-1)?.[1] as number;
  return {
    agent: definition.name,
    problem: environment,
    seed,
    budget,
    evaluations: budget,
    direction: 'maximize',
    best,
    curve,
  };
}

/** What is left over when the members do not divide the steps is trained on fewer of them. */
function train(learner: Learner, env: SyncVectorEnv<unknown, unknown>, environment: string, steps: number): void {
  const rest = steps % env.numEnvs;
  if (steps > rest) learner.train(env, steps - rest);
  if (rest > 0) learner.train(makeVec(environment, rest, { autoreset: 'sameStep' }), rest);
}

/** Mean undiscounted return of the first episode of each of {@link EPISODES} environments. */
export function greedyReturn(learner: Learner, environment: string, seed: number): number {
  const env = makeVec(environment, EPISODES, { autoreset: 'sameStep' });
  const { singleObservationSpace, singleActionSpace } = env;
  const actions = createBatch(singleActionSpace, EPISODES);
  const running = new Set(Array.from({ length: EPISODES }, (_, i) => i));
  let { observations, infos } = env.reset({ seed });
  let total = 0;
  while (running.size > 0) {
    const seen = infos.map((_, i) => readBatch(singleObservationSpace, observations, i));
    const masks = infos.map(({ actionMask }) => actionMask);
    learner.act(seen, masks).forEach((action, i) => {
      writeBatch(singleActionSpace, actions, i, action);
    });
    const result = env.step(actions);
    for (const i of running) {
      total += result.rewards[i] as number;
      if (result.terminations[i] === 1 || result.truncations[i] === 1) running.delete(i);
    }
    observations = result.observations;
    infos = result.infos;
  }
  return total / EPISODES;
}
