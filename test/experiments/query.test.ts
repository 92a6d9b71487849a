/** SQL over the rows of experiments and sweeps. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { describe, it } from 'node:test';
import { query } from '../../src/experiments/query.js';
import { runExperiment } from '../../src/experiments/run.js';
import { readStore } from '../../src/experiments/store.js';
import { runSweep } from '../../src/experiments/sweep/run-sweep.js';
import { parseSweep } from '../../src/experiments/sweep/spec.js';
import { temporaryFolder, toyExperiment } from './helpers.js';

describe('a query', () => {
  it('sees every evaluation of an experiment', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 30 }), folder);
    const { columns, rows } = await query(
      [folder],
      'SELECT agent, seed, count(*) AS designs, max(m_averageQuality) AS best FROM rows GROUP BY ALL ORDER BY agent, seed',
    );
    assert.deepEqual(columns, ['agent', 'seed', 'designs', 'best']);
    const { runs } = await readStore(folder);
    const expected = runs.map(({ run, rows: own }) => [
      run.agent,
      run.seed,
      30,
      Math.max(...own.map(({ metrics }) => metrics['averageQuality'] ?? Number.NEGATIVE_INFINITY)),
    ]);
    assert.deepEqual(
      rows,
      expected.sort((a, b) => String(a[0]).localeCompare(String(b[0])) || Number(a[1]) - Number(b[1])),
    );
  });

  it('sees all problems of a sweep by force alone, with nulls where a problem has no such column', async (t) => {
    const folder = temporaryFolder(t);
    const problems = [{ problem: 'accelerator-sizing' }, { problem: 'branin' }];
    await runSweep(
      parseSweep({ name: 'two', problems, agents: [{ name: 'random' }], seeds: [1], budgets: [5] }),
      folder,
    );
    const sql = 'SELECT problem, count(p_x1) FROM rows GROUP BY ALL ORDER BY problem';
    await assert.rejects(query([folder], sql), { code: 'schemaMismatch', message: /parameters.*--force/ });
    for (const folders of [[folder], [folder, folder]]) {
      const { rows } = await query(folders, sql, { force: true });
      assert.deepEqual(rows, [
        ['accelerator-sizing', 0],
        ['branin', 5],
      ]);
    }
  });

  it('counts a run once that is in several folders, forced or not', async (t) => {
    const folder = temporaryFolder(t);
    const copy = `${temporaryFolder(t)}/copy`;
    await runExperiment(toyExperiment({ budget: 6 }), folder);
    cpSync(folder, copy, { recursive: true });
    const sql = 'SELECT count(*) FROM rows';
    const { rows } = await query([folder], sql);
    assert.deepEqual((await query([folder, copy], sql)).rows, rows);
    assert.deepEqual((await query([folder, copy], sql, { force: true })).rows, rows);
  });

  it('that is wrong says what DuckDB says; a folder without results is named', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 4 }), folder);
    await assert.rejects(query([folder], 'SELECT nothing FROM rows'), { code: 'badQuery', message: /nothing/ });
    await assert.rejects(query([temporaryFolder(t)], 'SELECT 1'), { code: 'storeMissing' });
    await assert.rejects(query(['/nowhere'], 'SELECT 1'), { code: 'storeMissing', message: /nowhere/ });
  });
});
