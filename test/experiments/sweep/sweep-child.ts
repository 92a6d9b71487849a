/** Runs a sweep in a process of its own, to be killed: `sweep-child.ts <sweep file> <folder> <threads>`. */
import { runSweep } from '../../../src/experiments/sweep/run-sweep.js';
import { readSweep } from '../../../src/experiments/sweep/spec.js';
import { threadPool } from '../../../src/experiments/thread-pool.js';

const [file, folder, threads] = process.argv.slice(2) as [string, string, string];
const spec = readSweep(file);
const executor = threadPool(Number(threads), spec.modules);
let begun = false;
await runSweep(spec, folder, {
  executor,
  onProgress: ({ computed }) => {
    if (begun || computed === 0) return;
    begun = true;
    process.stdout.write('begun\n');
  },
});
await executor.close();
process.stdout.write('done\n');
