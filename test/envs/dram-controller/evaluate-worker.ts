/** A thread that evaluates designs of `DramController-v0` and posts their evaluations. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Options } from '../../../envs/dram-controller/options.js';
import { dramController } from '../../../envs/dram-controller/problem.js';
import type { Design } from '../../../src/design/parameter.js';

const { options, designs } = workerData as { options: Options; designs: Design[] };
const problem = dramController(options);
parentPort?.postMessage(designs.map((design) => problem.evaluate(design)));
