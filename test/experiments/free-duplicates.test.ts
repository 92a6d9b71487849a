/** Studies in which a design asked again costs nothing. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Type } from '@sinclair/typebox';
import { registerProblem } from '../../envs/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { categorical, integer } from '../../src/design/parameter.js';
import { defineProblem } from '../../src/design/problem.js';
import { execute, runsFolder } from '../../src/experiments/execute.js';
import { readManifest } from '../../src/experiments/manifest.js';
import { runExperiment } from '../../src/experiments/run.js';
import { type ExperimentSpec, parseSpec, resolve } from '../../src/experiments/spec.js';
import { readStore } from '../../src/experiments/store.js';
import { expandSweep } from '../../src/experiments/sweep/spec.js';
import { workList } from '../../src/experiments/work-list.js';
import { evaluation } from '../agents/bowl.js';
import { reproducible, strategies, temporaryFolder, toyExperiment } from './helpers.js';
import { toySpec } from './sweep/helpers.js';

const source = { simulator: 'tiny', validated: true, extrapolated: false } as const;
const SIZE = 12;

registerProblem(
  defineProblem({
    id: 'tiny-problem',
    summary: 'Twelve designs',
    options: Type.Object({}),
    presets: { default: {} },
    create: () => ({
      id: 'tiny-problem',
      version: '1',
      space: new DesignSpace([integer('n', 0, 5), categorical('kind', ['a', 'b'])]),
      objectives: [{ name: 'value', direction: 'minimize' }],
      metrics: [{ name: 'value', unit: '', description: 'of n', source }],
      evaluate({ n, kind }) {
        const value = Math.abs(Number(n) - 4) + (kind === 'b' ? 0 : 0.5);
        return { ...evaluation([value]), metrics: { value } };
      },
    }),
  }),
);

const tiny = (changes: Partial<ExperimentSpec> = {}) =>
  resolve(
    parseSpec({
      name: 'tiny',
      problem: 'tiny-problem',
      agents: [{ name: 'random' }, { name: 'evolution', hyperparameters: { population: 10 } }],
      seeds: { count: 2 },
      budget: SIZE,
      freeDuplicates: true,
      ...changes,
    }),
  );

describe('free duplicates', () => {
  it('give rows of different designs alone, one for each unit of the budget', async (t) => {
    for (const batch of [1, 5]) {
      const folder = temporaryFolder(t);
      await runExperiment(tiny({ batch }), folder);
      const { runs } = await readStore(folder);
      assert.equal(runs.length, 4);
      for (const { run, rows } of runs) {
        assert.deepEqual(
          rows.map(({ evaluation }) => evaluation),
          Array.from({ length: SIZE }, (_, k) => k + 1),
        );
        assert.equal(new Set(rows.map(({ design }) => JSON.stringify(design))).size, SIZE, `${run.id}, ${batch}`);
      }
    }
    const folder = temporaryFolder(t);
    await runExperiment(tiny({ freeDuplicates: false }), folder);
    const [first] = (await readStore(folder)).runs;
    assert.ok(new Set(first?.rows.map(({ design }) => JSON.stringify(design))).size < SIZE, 'else they cost');
  });

  it('cost again once the whole space is known, so that the run ends', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(tiny({ budget: SIZE + 3, seeds: [1] }), folder);
    for (const { rows } of (await readStore(folder)).runs) {
      assert.deepEqual(
        rows.map(({ cached }) => cached),
        Array.from({ length: SIZE + 3 }, (_, k) => k >= SIZE),
      );
    }
  });

  it('are divided among the phases of a strategy', async (t) => {
    const folder = temporaryFolder(t);
    const halves = {
      name: 'halves',
      phases: [
        { share: 0.5, search: ['n'] },
        { share: 0.5, search: ['kind', 'n'], fixed: 'best' as const },
      ],
    };
    await runExperiment(tiny({ strategies: [halves] }), folder);
    for (const { rows } of (await readStore(folder)).runs) {
      assert.equal(rows.length, SIZE);
      assert.equal(new Set(rows.slice(0, 6).map(({ design }) => design['n'])).size, 6, 'all of the first phase');
      assert.equal(new Set(rows.map(({ design }) => JSON.stringify(design))).size, SIZE);
    }
  });

  it('leave the same rows after an interruption', async (t) => {
    const experiment = tiny();
    const [whole, stopped] = [temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(experiment, whole);
    mkdirSync(runsFolder(stopped), { recursive: true });
    for (const run of workList(experiment)) {
      let asks = 0;
      assert.equal(await execute(experiment.problem, run, stopped, { stop: () => ++asks === 9 }), false);
    }
    await runExperiment(experiment, stopped);
    assert.deepEqual(await reproducible(stopped), await reproducible(whole));
  });

  it('stand in the manifest and in the key of a run', async (t) => {
    const folder = temporaryFolder(t);
    const experiment = tiny();
    await runExperiment(experiment, folder);
    const manifest = readManifest(folder);
    assert.equal(manifest?.spec.freeDuplicates, true);
    assert.ok(manifest?.runs.every((run) => run.freeDuplicates === true));
    const [free] = workList(experiment);
    const [paid] = workList(tiny({ freeDuplicates: false }));
    assert.notEqual(free?.key, paid?.key);
    assert.equal('freeDuplicates' in (paid ?? {}), false, 'keys without it are what they were');
  });

  it('reach every experiment of a sweep', async () => {
    for (const { experiment } of await expandSweep(toySpec({ freeDuplicates: true }))) {
      assert.ok(workList(experiment).every((run) => run.freeDuplicates === true));
    }
  });

  it('are refused for learners and inner searches', () => {
    const path = '/freeDuplicates';
    assert.throws(() => tiny({ agents: [{ name: 'ppo', hyperparameters: {} }] }), { path, message: /learner ppo/ });
    const inner = strategies.filter((strategy) => strategy.inner !== undefined);
    assert.throws(() => toyExperiment({ strategies: inner, freeDuplicates: true }), { path, message: /inner search/ });
  });
});
