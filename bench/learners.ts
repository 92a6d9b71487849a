/**
 * Environment steps a second in training, one thread, and what share of the time the learner itself takes (its forward
 * passes and updates; the rest is the environment's): `npm run bench -- learners`.
 */
import { learnerDefinition, prepareSearcher } from '../agents/index.js';
import { makeVec } from '../envs/index.js';
import { fillOptions } from '../src/design/options.js';
import { formatTable } from '../src/experiments/text-table.js';
import { backendName } from '../src/nn/index.js';
import { median } from '../src/stats/index.js';

/** Learner, environment, steps of a repetition after as many that warm up, and hyperparameters beside the defaults. */
const cases = [
  ['ppo', 'CartPole-v1', 4096, {}],
  ['ppo', 'Pendulum-v1', 4096, {}],
  ['sac', 'Pendulum-v1', 1024, { warmup: 100 }],
] as const;
const REPETITIONS = 3;

interface Training {
  readonly seed: number;
  readonly steps: number;
  readonly given: Readonly<Record<string, unknown>>;
}

interface Figures {
  readonly stepsPerSecond: number;
  readonly learnerShare: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const rows: string[][] = [];
  for (const [name, environment, steps, given] of cases) {
    await prepareSearcher(name);
    const repetitions = Array.from({ length: smoke ? 1 : REPETITIONS }, (_, seed) =>
      train(name, environment, { seed, given, steps: smoke ? 256 : steps }),
    );
    rows.push([
      name,
      environment,
      median(repetitions.map(({ stepsPerSecond }) => stepsPerSecond)).toFixed(0),
      `${(100 * median(repetitions.map(({ learnerShare }) => learnerShare))).toFixed(0)} %`,
    ]);
  }
  console.log(`backend ${backendName()}`);
  console.log(formatTable(['learner', 'environment', 'steps/s', 'in the learner'], rows));
}

/** Trains for `steps` to warm up, what comes before learning included, then for as many that are timed. */
function train(name: string, environment: string, { seed, steps, given }: Training): Figures {
  const definition = learnerDefinition(name);
  if (definition.plays !== 'single') throw new Error(`${name} does not play alone`);
  const hyperparameters = fillOptions(definition.hyperparameters, given);
  const { environments } = definition.view(hyperparameters, { hasReals: false });
  const env = makeVec(environment, environments, { autoreset: 'sameStep' });
  const step = env.step.bind(env);
  let outside = 0;
  env.step = (actions) => {
    const start = performance.now();
    const result = step(actions);
    outside += performance.now() - start;
    return result;
  };
  const { singleObservationSpace: observationSpace, singleActionSpace: actionSpace } = env;
  const learner = definition.createLearner({
    observationSpace,
    actionSpace,
    budget: 2 * steps,
    seed,
    hyperparameters,
  });
  learner.train(env, steps);
  outside = 0;
  const start = performance.now();
  learner.train(env, steps);
  const whole = performance.now() - start;
  learner.dispose();
  return { stepsPerSecond: (1000 * steps) / whole, learnerShare: 1 - outside / whole };
}
