/** Data sets put together. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openDataset } from '../../../src/experiments/dataset/dataset.js';
import { listDatasets } from '../../../src/experiments/dataset/list.js';
import { mergeDatasets } from '../../../src/experiments/dataset/merge.js';
import { readRows } from '../../../src/experiments/dataset/read.js';
import { summarizeDataset } from '../../../src/experiments/dataset/summary.js';
import { duckdb, literal } from '../../../src/experiments/duckdb.js';
import { query } from '../../../src/experiments/query.js';
import { runExperiment } from '../../../src/experiments/run.js';
import { readStore } from '../../../src/experiments/store.js';
import { runSweep } from '../../../src/experiments/sweep/run-sweep.js';
import { parseSweep } from '../../../src/experiments/sweep/spec.js';
import { temporaryFolder, toyExperiment } from '../helpers.js';

const FILES = ['data.parquet', 'manifest.json', 'README.md'];

/** The files of a merged data set, byte for byte. */
const bits = (folder: string): string[] => FILES.map((name) => readFileSync(join(folder, name)).toString('base64'));

/** Three experiments on the toy problem that share the runs of seed 3. */
async function experiments(t: { after: (fn: () => void) => void }): Promise<[string, string, string]> {
  const folders = [temporaryFolder(t), temporaryFolder(t), temporaryFolder(t)] as [string, string, string];
  const seeds = [[3], [3, 4], [5]];
  for (const [i, folder] of folders.entries()) {
    await runExperiment(toyExperiment({ seeds: seeds[i] as number[], budget: 12 }), folder);
  }
  return folders;
}

describe('a merge', () => {
  it('has every run once, and the same bits in whatever order and grouping', async (t) => {
    const folders = await experiments(t);
    const root = temporaryFolder(t);
    const whole = await mergeDatasets(folders, join(root, 'whole'));
    assert.equal(whole.manifest.counts.runs, 6);
    assert.equal(whole.manifest.counts.evaluations, 72);
    assert.deepEqual(whole.manifest.seeds, [3, 4, 5]);
    const expected = bits(join(root, 'whole'));
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.integer({ min: 1, max: 2 }),
        async (order, split) => {
          const named = order.map((i) => folders[i] as string);
          const part = join(root, `part-${n}`);
          const out = join(root, `out-${n++}`);
          await mergeDatasets(named.slice(0, split), part);
          await mergeDatasets([...named.slice(split), part], out);
          assert.deepEqual(bits(out), expected);
        },
      ),
      { seed: 7, numRuns: 6 },
    );
  });

  it('holds the rows of its parts', async (t) => {
    const folders = await experiments(t);
    const out = join(temporaryFolder(t), 'out');
    await mergeDatasets(folders, out);
    const [merged, parts] = [await readRows(out), await readRows(folders)];
    assert.deepEqual(merged.keys, parts.keys);
    assert.deepEqual(merged.metrics, parts.metrics);
    assert.deepEqual(merged.run, parts.run);
    const { rows } = await query([out], 'SELECT count(*) FROM rows');
    assert.deepEqual(rows, [[72]]);
    assert.equal((await readRows(join(out, 'data.parquet'))).length, 72);
  });

  it('of a sweep takes one problem, of a merged data set says what it is', async (t) => {
    const [folder, root] = [temporaryFolder(t), temporaryFolder(t)];
    const problems = [{ problem: 'accelerator-sizing' }, { problem: 'branin' }];
    const agents = [{ name: 'random' }];
    await runSweep(parseSweep({ name: 'two', problems, agents, seeds: [1], budgets: [5] }), folder);
    await assert.rejects(mergeDatasets([folder], join(root, 'a')), { code: 'schemaMismatch', message: /--force/ });
    await assert.rejects(mergeDatasets([folder], join(root, 'a'), { force: true }), {
      code: 'schemaMismatch',
      message: /Both must have the same parameters/,
    });
    await mergeDatasets([join(folder, 'branin')], join(root, 'b'));
    await assert.rejects(readStore(join(root, 'b')), { code: 'storeMissing', message: /merged data set/ });
    await assert.rejects(mergeDatasets([folder], join(root, 'b')), { code: 'schemaMismatch' });
    await assert.rejects(mergeDatasets([join(folder, 'branin')], join(root, 'b')), { code: 'otherDataset' });
    assert.deepEqual(
      listDatasets(folder).map(({ path, rows }) => [path, rows]),
      [
        [join(folder, 'accelerator-sizing'), 5],
        [join(folder, 'branin'), 5],
      ],
    );
  });

  it('with --force takes other limits and metrics together, never other units', async (t) => {
    const [one, two, root] = [temporaryFolder(t), temporaryFolder(t), temporaryFolder(t)];
    await runExperiment(toyExperiment({ budget: 5 }), one);
    await runExperiment(toyExperiment({ budget: 5, options: { latencyLimitS: 1e-3 } }), two);
    await assert.rejects(mergeDatasets([one, two], join(root, 'a')), { code: 'schemaMismatch', message: /options/ });
    const both = await mergeDatasets([one, two], join(root, 'a'), { force: true, licence: 'CC-BY-4.0' });
    assert.equal(both.manifest.counts.runs, 8);
    assert.equal(both.manifest.licence, 'CC-BY-4.0');
    const manifest = JSON.parse(readFileSync(join(two, 'manifest.json'), 'utf8'));
    manifest.problem.metrics[1].unit = 'ms';
    manifest.schemaHash = 'other';
    writeFileSync(join(two, 'manifest.json'), JSON.stringify(manifest));
    await assert.rejects(mergeDatasets([one, two], join(root, 'b'), { force: true }), {
      code: 'schemaMismatch',
      message: /'latencyS' is in 's'|'latencyS' is in 'ms'/,
    });
  });

  it('refuses a run that is there with two different results', async (t) => {
    const [one, two] = [temporaryFolder(t), temporaryFolder(t)];
    const experiment = toyExperiment({ budget: 5, seeds: [1], agents: [{ name: 'random', hyperparameters: {} }] });
    const { manifest } = await runExperiment(experiment, one);
    await runExperiment(experiment, two);
    const name = `${manifest.runs[0]?.id}.parquet`;
    const [from, to] = [join(one, 'runs', name), join(two, 'runs', name)];
    await (await duckdb()).run(
      `COPY (SELECT * REPLACE (m_latencyS * 2 AS m_latencyS) FROM read_parquet(${literal(from)})) TO ${literal(to)} (FORMAT parquet)`,
    );
    await assert.rejects(mergeDatasets([one, two], join(temporaryFolder(t), 'out')), { code: 'runsDiffer' });
  });
});

describe('a summary', () => {
  it('counts what the rows hold', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 30 }), folder);
    const summary = await summarizeDataset(openDataset(folder));
    const rows = await readRows(folder);
    assert.equal(summary.rows, 120);
    assert.equal(
      summary.feasible,
      rows.feasible.reduce((sum, one) => sum + one, 0),
    );
    assert.equal(summary.designs, new Set(rows.keys).size);
    assert.deepEqual(
      summary.agents.map(({ agent, rows: n }) => [agent, n]),
      [
        ['genetic', 60],
        ['random', 60],
      ],
    );
    const latency = summary.columns.find(({ name }) => name === 'm_latencyS');
    const known = [...(rows.metrics['latencyS'] as Float64Array)].filter((value) => !Number.isNaN(value));
    assert.equal(latency?.unit, 's');
    assert.equal(latency?.least, Math.min(...known));
    assert.equal(latency?.most, Math.max(...known));
    assert.equal(latency?.nulls, 120 - known.length);
    const { runs } = await readStore(folder);
    const broken = runs.flatMap(({ rows: own }) => own.flatMap(({ violations }) => violations));
    assert.equal(summary.violations['latencyS'], broken.filter((name) => name === 'latencyS').length);
  });

  it('names a manifest that is damaged in the list', (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'bad'));
    writeFileSync(join(folder, 'bad', 'manifest.json'), '{');
    const [bad] = listDatasets(folder);
    assert.equal(bad?.kind, 'damaged');
    assert.match(bad?.error ?? '', /manifest\.json cannot be read/);
    assert.throws(() => listDatasets('/nowhere'), { code: 'storeMissing' });
  });
});
