/** What tests of experiments share. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Experiment, type ExperimentSpec, parseSpec, resolve } from '../../src/experiments/spec.js';
import { type Row, readStore } from '../../src/experiments/store.js';
import './toy-problem.js';

/** A folder that is removed after the test. */
export function temporaryFolder(t: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cogym-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const toySpec: ExperimentSpec = parseSpec({
  name: 'toy',
  problem: 'toy-codesign',
  agents: [{ name: 'genetic', hyperparameters: { population: 8 } }, { name: 'random' }],
  seeds: { first: 3, count: 2 },
  budget: 60,
});

/** An experiment on the toy problem. */
export const toyExperiment = (changes: Partial<ExperimentSpec> = {}): Experiment =>
  resolve(parseSpec({ ...toySpec, ...changes }));

/** The three ways to spend a budget, and the inner loop. */
export const strategies: NonNullable<ExperimentSpec['strategies']> = [
  { name: 'joint' },
  {
    name: 'nas-then-asic',
    phases: [
      {
        share: 0.5,
        search: ['network'],
        fixed: 'middle',
        objectives: [{ name: 'averageQuality', direction: 'maximize' }],
        constraints: [],
      },
      { share: 0.5, search: ['hardware'], fixed: 'best' },
    ],
  },
  {
    name: 'asic-then-nas',
    phases: [
      {
        share: 0.5,
        search: ['hardware'],
        fixed: 'middle',
        objectives: [{ name: 'latencyS*energyJ', direction: 'minimize' }],
      },
      { share: 0.5, search: ['network'], fixed: 'best' },
    ],
  },
  { name: 'early-pruning', inner: { search: ['hardware'], designs: 4, rest: 6 } },
];

/** All rows of a folder by run, without their times: what must be the same however a run was interrupted. */
export async function reproducible(folder: string): Promise<Record<string, string>> {
  const { runs } = await readStore(folder);
  const text = ({ wallSeconds: _, ...row }: Row): string => JSON.stringify(row);
  return Object.fromEntries(runs.map(({ run, rows }) => [run.id, rows.map(text).join('\n')]));
}
