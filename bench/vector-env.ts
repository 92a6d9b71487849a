/**
 * Speed of vectors in process and on worker threads: `npm run bench -- vector-env`. A cheap environment, where handing
 * over is all the cost, and dear ones; ratios to the vector in process, of one run. No goals: they depend on idle cores.
 */
import { availableParallelism } from 'node:os';
import { Bench } from 'tinybench';
import { makeVec } from '../envs/index.js';
import type { MakeOptions } from '../src/gym/index.js';
import { createBatch, writeBatch } from '../src/spaces/index.js';

const ENVS = 8;

const environments: readonly { name: string; id: string; options: MakeOptions }[] = [
  { name: 'CartPole-v1', id: 'CartPole-v1', options: { disableEnvChecker: true } },
  {
    name: 'AsicCodesign-v0',
    id: 'AsicCodesign-v0',
    options: { cacheSize: 0, details: false, repair: 'scale', disableEnvChecker: true },
  },
  {
    name: 'DramController-v0, 5,000 requests',
    id: 'DramController-v0',
    options: {
      ...{ preset: 'archgym-rl', workloads: ['cloud-1'], requests: 5000 },
      ...{ cacheSize: 0, details: false, disableEnvChecker: true },
    },
  },
];

export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  console.log(`     ${availableParallelism()} cores; ${ENVS} environments a vector`);
  for (const { name, id, options } of environments) {
    const bench = new Bench(smoke ? { time: 20, warmup: false } : { time: 2000 });
    for (const workers of [0, 1, 2]) {
      const common = { ...options, autoreset: 'sameStep' as const };
      const vector =
        workers === 0 ? makeVec(id, ENVS, common) : makeVec(id, ENVS, { ...common, workers, vectorization: 'worker' });
      const { singleActionSpace } = vector;
      singleActionSpace.seed(1);
      const actions = createBatch(singleActionSpace, ENVS);
      bench.add(
        workers === 0 ? 'in process' : `${workers} worker${workers > 1 ? 's' : ''}`,
        () => {
          // New designs each time: simulators remember those they have seen.
          for (let i = 0; i < ENVS; i++) writeBatch(singleActionSpace, actions, i, singleActionSpace.sample());
          vector.step(actions);
        },
        {
          beforeAll: () => {
            vector.reset({ seed: 1 });
          },
          afterAll: () => vector.close(),
        },
      );
    }
    await bench.run();
    report(name, bench);
  }
}

function report(name: string, bench: Bench): void {
  const times = bench.tasks.map(({ name: how, result }) => {
    if (result.state !== 'completed') throw new Error(`${name} ${how} ended ${result.state}`);
    return { how, ms: result.latency.p50 };
  });
  const inProcess = times[0]?.ms as number;
  for (const { how, ms } of times) {
    const rate = Math.round((1000 * ENVS) / ms);
    console.log(
      `     ${name}, ${how}: ${rate} steps/s, ${(1000 * ms).toFixed(0)} us a vector step, ${(inProcess / ms).toFixed(2)}x`,
    );
  }
}
