/** Learners and costly models in sweeps over real problems. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { runSweep } from '../../../src/experiments/sweep/run-sweep.js';
import { parseSweep, readSweep } from '../../../src/experiments/sweep/spec.js';
import { temporaryFolder } from '../helpers.js';
import { runAndKill, sweepRows } from './helpers.js';

const sweep = {
  name: 'learners',
  problems: [{ problem: 'AsicCodesign-v0' }, { problem: 'DramController-v0' }],
  agents: [
    { name: 'ppo', hyperparameters: { hidden: [8], environments: 3 } },
    { name: 'ippo', hyperparameters: { hidden: [8], environments: 3, factorisation: 'per-group' } },
    { name: 'bayesian', hyperparameters: { startup: 6, candidates: 20 } },
  ],
  seeds: { count: 1 },
  budgets: [10],
};

it('a sweep of ppo, ippo and bayesian, killed on two threads, ends with the rows of one that was left alone', async (t) => {
  const spec = parseSweep(sweep);
  const [whole, killed] = [temporaryFolder(t), temporaryFolder(t)];
  const file = join(temporaryFolder(t), 'sweep.json');
  writeFileSync(file, JSON.stringify(sweep));
  assert.ok((await runSweep(spec, whole)).finished);
  await runAndKill(file, killed, 50);
  assert.ok((await runSweep(readSweep(file), killed)).finished);
  const rows = await sweepRows(whole, spec);
  assert.deepEqual(await sweepRows(killed, spec), rows);
  for (const runs of Object.values(rows)) {
    assert.deepEqual(
      Object.values(runs).map((text) => text.split('\n').length),
      [10, 10, 10],
    );
  }
});
