/** Speed of the accuracy estimators, one thread: `npm run bench -- accuracy`. Goal: 50,000 surrogate estimates a second. */
import { Bench } from 'tinybench';
import { cellTasks, nasBench201 } from '../src/accuracy/index.js';
import { CELLS, cellCode, cellString } from '../src/networks/index.js';

const goal = 50_000;

export async function run(args: readonly string[]): Promise<void> {
  const estimator = nasBench201();
  // A prime stride walks through all cells without an order that would suit a processor's caches.
  const cells = Array.from({ length: CELLS }, (_, i) => ({ cell: cellString(cellCode((i * 7919) % CELLS)) }));
  const bench = new Bench(args.includes('--smoke') ? { time: 50, warmup: false } : { time: 2000 });
  for (const { id } of cellTasks) {
    let next = 0;
    bench.add(id, () => {
      estimator.estimate({ design: cells[next] }, id);
      next = (next + 1) % cells.length;
    });
  }
  await bench.run();
  for (const task of bench.tasks) {
    if (task.result.state !== 'completed') throw new Error(`${task.name} ended ${task.result.state}`);
    // The median: other work on the machine lengthens a few calls by a lot.
    const rate = 1000 / task.result.latency.p50;
    const verdict = rate >= goal ? 'ok  ' : 'MISS';
    console.log(`${verdict} nas-bench-201 ${task.name}: ${Math.round(rate)} estimates/s (>= ${goal})`);
    if (rate < goal) process.exitCode = 1;
  }
}
