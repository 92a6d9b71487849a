/** Rows as typed arrays. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openDataset } from '../../../src/experiments/dataset/dataset.js';
import { readRows } from '../../../src/experiments/dataset/read.js';
import { ask } from '../../../src/experiments/dataset/sql.js';
import { duckdb } from '../../../src/experiments/duckdb.js';
import { runExperiment } from '../../../src/experiments/run.js';
import { readStore } from '../../../src/experiments/store.js';
import { temporaryFolder, toyExperiment } from '../helpers.js';

/** The Parquet files of an experiment's folder. */
const parquetFiles = (folder: string): string[] =>
  readdirSync(join(folder, 'runs'))
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => join(folder, 'runs', name));

describe('rows as typed arrays', () => {
  it('hold what the store holds', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 40 }), folder);
    const rows = await readRows(folder);
    const { runs } = await readStore(folder);
    const expected = runs
      .flatMap(({ run, rows: own }) => own.map((row) => ({ run, row })))
      .sort((a, b) => (a.run.id < b.run.id ? -1 : a.run.id > b.run.id ? 1 : a.row.evaluation - b.row.evaluation));
    assert.equal(rows.length, 160);
    for (const [i, { run, row }] of expected.entries()) {
      assert.deepEqual(rows.design(i), row.design);
      assert.equal(rows.keys[i], rows.space.key(row.design));
      for (const name of Object.keys(rows.metrics)) {
        assert.equal(rows.metrics[name]?.[i], row.metrics[name] ?? Number.NaN);
      }
      assert.equal(rows.objectives['averageQuality']?.[i], row.objectives[0]);
      assert.equal(rows.feasible[i] === 1, row.feasible);
      assert.equal(rows.violation[i], row.violation);
      assert.equal(rows.reward[i], row.reward);
      assert.equal(rows.seed[i], run.seed);
      assert.equal(rows.evaluation[i], row.evaluation);
      assert.equal(rows.agent.names[rows.agent.codes[i] as number], run.agent);
      assert.equal(rows.run.names[rows.run.codes[i] as number], run.id);
      assert.equal(rows.workload.names[rows.workload.codes[i] as number], 'toy');
    }
  });

  it('can be chosen by agent, feasibility and design; a run named twice comes once', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 40 }), folder);
    const all = await readRows(folder);
    const random = await readRows([folder, ...parquetFiles(folder)], { agents: ['random'] });
    assert.deepEqual(random.agent.names, ['random']);
    assert.equal(random.length, 80);
    const feasible = await readRows(folder, { feasible: true });
    assert.equal(
      feasible.length,
      all.feasible.reduce((sum, one) => sum + one, 0),
    );
    const distinct = await readRows(folder, { distinct: true });
    assert.deepEqual(distinct.keys, [...new Set(all.keys)]);
    const last = distinct.length - 1;
    const first = all.keys.indexOf(distinct.keys[last] as string);
    assert.deepEqual(distinct.design(last), all.design(first));
    assert.equal(distinct.metrics['latencyS']?.[last], all.metrics['latencyS']?.[first]);
    await assert.rejects(readRows(folder, { agents: ['genetics'] }), {
      code: 'badRequest',
      message: /genetic, random/,
    });
  });

  it('of one Parquet file are described by the manifest above it', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 10 }), folder);
    const [file] = parquetFiles(folder) as [string];
    const rows = await readRows(file);
    assert.equal(rows.length, 10);
    assert.equal(rows.dataset.manifest.counts.runs, 1);
  });

  it('of a truncated file, of another schema, or without a finished run, are refused', async (t) => {
    const [folder, other, empty] = [temporaryFolder(t), temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(toyExperiment({ budget: 10 }), folder);
    await runExperiment(toyExperiment({ problem: 'branin', budget: 10 }), other);
    await assert.rejects(readRows([folder, other]), { code: 'schemaMismatch', message: /acc1\.template/ });
    await assert.rejects(readRows(empty), { code: 'storeMissing', message: /manifest\.json/ });
    await assert.rejects(readRows('/nowhere'), { code: 'storeMissing', message: /nowhere does not exist/ });
    const [file, second] = parquetFiles(folder) as [string, string];
    writeFileSync(second, readFileSync(file));
    await assert.rejects(readRows(folder), { code: 'storeDamaged', message: /instead of 10/ });
    truncateSync(file, 100);
    await assert.rejects(readRows(folder), { code: 'storeDamaged', message: new RegExp(file) });
    assert.ok(existsSync(file), 'nothing is deleted');
  });

  it('of workloads with the same columns can be read together and apart', async (t) => {
    const folders = [temporaryFolder(t), temporaryFolder(t)] as const;
    const names = ['cloud-1', 'cloud-2'];
    for (const [i, folder] of folders.entries()) {
      await runExperiment(
        toyExperiment({
          problem: 'DramController-v0',
          options: { workloads: [names[i]] },
          agents: [{ name: 'random', hyperparameters: {} }],
          budget: 3,
        }),
        folder,
      );
    }
    const both = await readRows(folders);
    assert.equal(both.length, 12);
    assert.equal(both.workload.names.length, 2);
    const [one] = both.workload.names as [string];
    const apart = await readRows(folders, { workloads: [one] });
    assert.equal(apart.length, 6);
    assert.deepEqual((await readRows([folders[1], folders[0]])).keys, both.keys);
  });
});

describe('more rows than memory holds', () => {
  it('are said to be so', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 10 }), folder);
    const connection = await duckdb();
    await connection.run("SET memory_limit = '64MB'");
    t.after(() => connection.run('RESET memory_limit'));
    const tooMuch = 'SELECT list(i) FROM range(30000000) AS numbers(i)';
    await assert.rejects(ask(openDataset(folder), tooMuch), { code: 'outOfMemory', message: /Take fewer rows/ });
  });
});
