/**
 * Evaluations a second of `DramController-v0`, no design seen before, one thread: `npm run bench -- dram-controller`.
 * The preset is `archgym-rl`; a workload of 10,000 requests is to take 10 ms at most.
 */
import { makeProblem } from '../envs/index.js';
import { RandomStream } from '../src/stats/random.js';

const workloads = [
  'stream',
  'random',
  'cloud-1',
  'cloud-2',
  'random-mixed',
  'medium-load',
  'low-load',
  'pointer-chase',
];

/** Recorded, not measured here: the least that an evaluation of ArchGym takes, for it starts a process of DRAMSys 4.0. */
const ARCHGYM_START_MS = 26;

/**
 * Prints one line of JSON per workload: `{bench, workload, requests, evaluationsPerSecond, goal}`, by processor time, and
 * the recorded figure for context.
 */
export async function run(args: readonly string[]): Promise<void> {
  const designs = args.includes('--smoke') ? 2 : 100;
  for (const workload of workloads) {
    const problem = makeProblem('DramController-v0', { workloads: [workload] }, 'archgym-rl');
    const random = RandomStream.from(1, 'bench');
    const sample = (count: number) => Array.from({ length: count }, () => problem.space.sample(random));
    for (const design of sample(designs / 2)) problem.evaluate(design);
    const measured = sample(designs);
    const before = process.cpuUsage();
    for (const design of measured) problem.evaluate(design);
    const { user, system } = process.cpuUsage(before);
    const { runs = [] } = (problem.explain?.(problem.space.defaultDesign()) ?? {}) as {
      runs?: readonly { requests: number }[];
    };
    const requests = runs[0]?.requests ?? 0;
    console.log(
      JSON.stringify({
        bench: 'dram-controller',
        workload,
        requests,
        evaluationsPerSecond: Math.round((designs * 1e6) / (user + system)),
        goal: Math.round(1e6 / requests),
      }),
    );
  }
  const perSecond = Math.round(1000 / ARCHGYM_START_MS);
  console.log(
    `recorded, not measured here: ArchGym starts a process for each evaluation, ${ARCHGYM_START_MS} ms, so at most ${perSecond} a second`,
  );
}
