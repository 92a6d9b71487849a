/** Speed of a design problem as an environment, one thread: `npm run bench -- env-steps`. */
import { Bench } from 'tinybench';
import { make } from '../envs/index.js';

const PROBLEM = 'accelerator-sizing';

export async function run(args: readonly string[]): Promise<void> {
  const bench = new Bench(args.includes('--smoke') ? { time: 20, warmup: false } : { time: 2000 });
  const steps = new Map<string, number>();
  for (const mode of ['bandit', 'staged', 'sequential']) {
    for (const disableEnvChecker of [false, true]) {
      const name = disableEnvChecker ? `${mode}, unchecked` : mode;
      const env = make(PROBLEM, { mode, disableEnvChecker, cacheSize: 0 });
      env.actionSpace.seed(1);
      env.reset({ seed: 1 });
      // One episode a call: only its last step evaluates.
      const episode = (): number => {
        let { info } = env.reset();
        for (let count = 1; ; count++) {
          const result = env.step(env.actionSpace.sample(info['actionMask']));
          if (result.terminated || result.truncated) return count;
          ({ info } = result);
        }
      };
      steps.set(name, episode());
      bench.add(name, () => {
        episode();
      });
    }
  }
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name} ended ${result.state}`);
    const episodes = 1000 / result.latency.p50;
    const rate = episodes * (steps.get(name) as number);
    console.log(`     ${PROBLEM} ${name}: ${Math.round(rate)} steps/s, ${Math.round(episodes)} evaluations/s`);
  }
}
