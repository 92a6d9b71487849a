/**
 * Speed of the gym, one thread: `npm run bench -- gym`. CartPole-v1 unwrapped, as `make` wraps it, and in a vector of
 * eight. Goals: 1e6 steps a second unwrapped, 3e5 otherwise.
 */
import { Bench } from 'tinybench';
import { make, makeVec } from '../envs/index.js';
import { type Env, SyncVectorEnv } from '../src/gym/index.js';
import { verdict } from './shared/verdict.js';

const STEPS = 10_000;
const ENVS = 8;

type CartPole = Env<Float32Array, number>;

function episodes(env: CartPole): void {
  for (let i = 0; i < STEPS; i++) {
    const { terminated, truncated } = env.step(i & 1);
    if (terminated || truncated) env.reset();
  }
}

function vectorSteps(vector: SyncVectorEnv<Float32Array, number>): void {
  const actions = new Int32Array(ENVS);
  for (let i = 0; i < STEPS / ENVS; i++) vector.step(actions.fill(i & 1));
}

export async function run(args: readonly string[]): Promise<void> {
  const bench = new Bench(args.includes('--smoke') ? { time: 50, warmup: false } : { time: 2000 });
  const made = make<Float32Array, number>('CartPole-v1');
  const bare = make<Float32Array, number>('CartPole-v1').unwrapped as CartPole;
  const vector = makeVec<Float32Array, number>('CartPole-v1', ENVS);
  const lean = new SyncVectorEnv(
    Array.from({ length: ENVS }, () => () => make<Float32Array, number>('CartPole-v1', { disableEnvChecker: true })),
    { copy: false },
  );
  const goals: Readonly<Record<string, number>> = {
    unwrapped: 1e6,
    make: 3e5,
    [`vector of ${ENVS}`]: 3e5,
    [`vector of ${ENVS}, no checker, no copy`]: 3e5,
  };
  const [unwrapped, wrapped, copying, sharing] = Object.keys(goals) as [string, string, string, string];
  for (const env of [made, bare, vector, lean]) env.reset({ seed: 1 });
  bench
    .add(unwrapped, () => episodes(bare))
    .add(wrapped, () => episodes(made))
    .add(copying, () => vectorSteps(vector))
    .add(sharing, () => vectorSteps(lean));
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name} ended ${result.state}`);
    const rate = (1000 * STEPS) / result.latency.p50;
    const goal = goals[name] as number;
    console.log(`${verdict(rate >= goal, args)} CartPole-v1 ${name}: ${Math.round(rate)} steps/s, median (>= ${goal})`);
  }
}
