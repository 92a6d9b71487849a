/** Worker threads give the rows of a single one, and a thread that dies loses nothing. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runExperiment } from '../../src/experiments/run.js';
import { parseSpec, resolve } from '../../src/experiments/spec.js';
import { threadPool } from '../../src/experiments/thread-pool.js';
import type { RunProgress } from '../../src/experiments/tracker.js';
import './deadly-problem.js';
import { reproducible, temporaryFolder, toyExperiment } from './helpers.js';

const toy = new URL('./toy-problem.ts', import.meta.url).href;
const deadly = new URL('./deadly-problem.ts', import.meta.url).href;
const experiment = toyExperiment({ seeds: { count: 6 }, budget: 80 });

describe('worker threads', () => {
  it('give the same rows as one thread, and count all evaluations', async (t) => {
    const [alone, threaded] = [temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(experiment, alone);
    const executor = threadPool(2, [toy]);
    t.after(() => executor.close());
    let last: RunProgress | undefined;
    const onProgress = (progress: RunProgress): void => {
      last = progress;
    };
    const { finished } = await runExperiment(experiment, threaded, { executor, onProgress });
    assert.ok(finished);
    assert.deepEqual(await reproducible(threaded), await reproducible(alone));
    assert.deepEqual([last?.runsDone, last?.evaluationsDone], [12, 12 * 80]);
  });

  it('are no more than there are runs, however many are allowed', async (t) => {
    const executor = threadPool(1e9, [toy]);
    t.after(() => executor.close());
    const { finished } = await runExperiment(toyExperiment({ seeds: { count: 1 }, budget: 5 }), temporaryFolder(t), {
      executor,
    });
    assert.ok(finished);
  });

  it('stop at the end of a batch and go on from there', async (t) => {
    const [alone, threaded] = [temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(experiment, alone);
    const executor = threadPool(2, [toy]);
    t.after(() => executor.close());
    let stop = false;
    const first = await runExperiment(experiment, threaded, {
      executor,
      stop: () => stop,
      onProgress: ({ runsDone }) => {
        stop = runsDone >= 2;
      },
    });
    assert.equal(first.finished, false);
    assert.ok((await runExperiment(experiment, threaded, { executor })).finished);
    assert.deepEqual(await reproducible(threaded), await reproducible(alone));
  });

  it('that die are replaced, and their runs go on from the log', async (t) => {
    const [alone, threaded, deaths] = [temporaryFolder(t), temporaryFolder(t), temporaryFolder(t)];
    const mortal = resolve(parseSpec({ ...experiment.spec, problem: 'deadly-codesign' }));
    await runExperiment(mortal, alone);
    for (const name of ['first', 'second', 'third']) writeFileSync(join(deaths, name), '');
    process.env.COGYM_TEST_DEATHS = deaths;
    t.after(() => delete process.env.COGYM_TEST_DEATHS);
    const executor = threadPool(2, [deadly]);
    t.after(() => executor.close());
    assert.ok((await runExperiment(mortal, threaded, { executor })).finished);
    assert.deepEqual(readdirSync(deaths), [], 'all deaths have happened');
    assert.deepEqual(await reproducible(threaded), await reproducible(alone));
  });

  it('pass on errors with their code', async (t) => {
    const executor = threadPool(1);
    t.after(() => executor.close());
    await assert.rejects(runExperiment(experiment, temporaryFolder(t), { executor }), {
      code: 'unknownProblem',
      message: /toy-codesign/,
    });
  });
});
