/** What tests of sweeps share. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseSweep, type SweepSpec } from '../../../src/experiments/sweep/spec.js';
import { partFolder } from '../../../src/experiments/sweep/study.js';
import { reproducible } from '../helpers.js';

/** Two toy problems, three agents, one with a grid and one that plans by its budget. */
export const toySweep = {
  name: 'toy-sweep',
  modules: [fileURLToPath(new URL('../toy-problem.ts', import.meta.url))],
  problems: [{ problem: 'toy-codesign' }, { problem: 'toy-codesign', options: { latencyLimitS: 1e-3 }, name: 'tight' }],
  agents: [
    { name: 'genetic', grid: { population: [4, 8], crossover: [0, 0.9] } },
    { name: 'annealing' },
    { name: 'random' },
  ],
  seeds: { count: 2 },
  budgets: [30, 60],
};

export const toySpec = (changes: object = {}): SweepSpec => parseSweep({ ...toySweep, ...changes });

/** All rows of a sweep's folder without their times, by problem and run. */
export async function sweepRows(folder: string, spec: SweepSpec): Promise<Record<string, Record<string, string>>> {
  const names = spec.problems.map(({ name, problem }) => name ?? problem);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await reproducible(partFolder(folder, name))] as const)),
  );
}

/** Starts the sweep on two threads and kills the process `delay` ms after its first evaluation. */
export function runAndKill(file: string, folder: string, delay: number): Promise<void> {
  const child = fileURLToPath(new URL('./sweep-child.ts', import.meta.url));
  return new Promise((settle, reject) => {
    const process_ = spawn(process.execPath, ['--import', 'tsx', child, file, folder, '2'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process_.stdout.once('data', () => setTimeout(() => process_.kill('SIGKILL'), delay));
    process_.on('error', reject);
    process_.on('close', () => settle());
  });
}
