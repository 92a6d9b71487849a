/** Runs an experiment on the toy problem in a process of its own, to be killed: `run-child.ts <spec JSON> <folder>`. */
import './toy-problem.js';
import { runExperiment } from '../../src/experiments/run.js';
import { parseSpec, resolve } from '../../src/experiments/spec.js';

const [spec, folder] = process.argv.slice(2) as [string, string];
let begun = false;
await runExperiment(resolve(parseSpec(JSON.parse(spec))), folder, {
  onProgress: ({ computed }) => {
    if (begun || computed === 0) return;
    begun = true;
    process.stdout.write('begun\n');
  },
});
process.stdout.write('done\n');
