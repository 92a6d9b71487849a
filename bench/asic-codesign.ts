/** Designs a second of `AsicCodesign-v0`, no design seen before, one thread: `npm run bench -- asic-codesign`. */
import { Bench } from 'tinybench';
import '../envs/index.js';
import { makeProblem } from '../src/design/index.js';
import { RandomStream } from '../src/stats/random.js';

/** Designs that one run of a task goes through. */
const BATCH = 100;
const GOAL = 1000;

/** Prints one line of JSON per workload: `{bench, measure, perSecond, goal}`, by the median run. */
export async function run(args: readonly string[]): Promise<void> {
  const bench = new Bench(args.includes('--smoke') ? { time: 10, warmupTime: 1 } : { time: 4000, warmupTime: 1000 });
  for (const workload of ['N1', 'W1', 'W2', 'W3']) {
    const problem = makeProblem('AsicCodesign-v0', { workload });
    const random = RandomStream.from(1, 'bench');
    let designs = Array.from({ length: BATCH }, () => problem.space.sample(random, problem.mask));
    bench.add(
      `designs of ${workload}`,
      () => {
        for (const design of designs) problem.evaluate(design);
      },
      {
        beforeEach: () => {
          designs = designs.map(() => problem.space.sample(random, problem.mask));
        },
      },
    );
  }
  await bench.run();
  for (const { name, result } of bench.tasks) {
    const milliseconds = result !== undefined && 'latency' in result ? result.latency.p50 : Number.NaN;
    const perSecond = Math.round((BATCH * 1000) / milliseconds);
    console.log(JSON.stringify({ bench: 'asic-codesign', measure: name, perSecond, goal: GOAL }));
  }
}
