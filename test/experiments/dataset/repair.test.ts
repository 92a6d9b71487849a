/** What is left after a crash. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readRows } from '../../../src/experiments/dataset/read.js';
import { repairExperiment } from '../../../src/experiments/dataset/repair.js';
import { repairLog } from '../../../src/experiments/dataset/repair-log.js';
import { salvageExperiment } from '../../../src/experiments/dataset/salvage.js';
import { runExperiment } from '../../../src/experiments/run.js';
import { readLog } from '../../../src/experiments/run-log.js';
import { reproducible, temporaryFolder, toyExperiment } from '../helpers.js';

const agents = [{ name: 'random', hyperparameters: {} }];

/** An experiment stopped in the middle of its only run, and the log of that run. */
async function interrupted(folder: string, rows: number): Promise<string> {
  let computed = 0;
  const experiment = toyExperiment({ agents, seeds: [1], budget: 12 });
  await runExperiment(experiment, folder, { stop: () => ++computed >= rows });
  const name = readdirSync(join(folder, 'runs')).find((file) => file.endsWith('.jsonl')) as string;
  return join(folder, 'runs', name);
}

describe('a repair of a log', () => {
  it('keeps every whole row wherever the log was cut off, and what it cuts beside it', async (t) => {
    const log = await interrupted(temporaryFolder(t), 2);
    const whole = readFileSync(log);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at);
    assert.equal(ends.length, 3);
    const file = join(temporaryFolder(t), 'cut.jsonl');
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      const lines = ends.filter((end) => length >= end).length;
      const { rows, cutRows, cutBytes, cutFile } = repairLog(file);
      assert.equal(rows, Math.max(0, lines - 1), `cut at byte ${length}`);
      const kept = lines === 0 ? 0 : (ends[lines - 1] as number) + 1;
      assert.equal(cutBytes, Math.max(0, length - kept));
      assert.equal(cutRows, cutBytes > 0 ? 1 : 0);
      assert.ok(readFileSync(file).equals(whole.subarray(0, kept)));
      if (cutFile !== undefined) {
        assert.ok(readFileSync(cutFile).equals(whole.subarray(kept, length)));
        rmSync(cutFile);
      }
      assert.equal(readLog(file)?.lines.length ?? 0, rows);
    }
  });

  it('cuts at the first line that is damaged, and says how many it took out', async (t) => {
    const log = await interrupted(temporaryFolder(t), 6);
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    lines[3] = `${lines[3]?.slice(0, 20)}\0${lines[3]?.slice(21)}`;
    writeFileSync(log, `${lines.join('\n')}\n`);
    const { rows, cutRows, cutFile } = repairLog(log);
    assert.deepEqual([rows, cutRows], [2, 4]);
    assert.equal(readFileSync(cutFile as string, 'utf8'), `${lines.slice(3).join('\n')}\n`);
    assert.deepEqual(repairLog(log), { rows: 2, cutRows: 0, cutBytes: 0, cutFile: undefined });
    writeFileSync(log, `${readFileSync(log, 'utf8')}{"eval`);
    assert.equal(repairLog(log).cutFile, `${cutFile}-2`, 'the first one is kept');
    assert.throws(() => repairLog('/nowhere.jsonl'), { code: 'storeMissing' });
  });
});

describe('a repair of an experiment', () => {
  it('lets a run go on to the same bits as without the damage', async (t) => {
    const [folder, undamaged] = [temporaryFolder(t), temporaryFolder(t)];
    const experiment = toyExperiment({ agents, seeds: [1], budget: 12 });
    const log = await interrupted(folder, 7);
    writeFileSync(log, `${readFileSync(log, 'utf8')}{"evaluation":8,"ba\n{"evaluation":9}\n`);
    await assert.rejects(runExperiment(experiment, folder), { code: 'logDamaged', message: /cogym dataset repair/ });
    const { repaired } = await repairExperiment(folder);
    assert.deepEqual(
      repaired.map(({ state, rows, cutRows, budget }) => [state, rows, cutRows, budget]),
      [['resumable', 7, 2, 12]],
    );
    await runExperiment(experiment, folder);
    await runExperiment(experiment, undamaged);
    assert.deepEqual(await reproducible(folder), await reproducible(undamaged));
  });

  it('sets a truncated Parquet file aside, so that resuming computes it again', async (t) => {
    const folder = temporaryFolder(t);
    const experiment = toyExperiment({ agents, seeds: [1, 2], budget: 6 });
    await runExperiment(experiment, folder);
    const before = await reproducible(folder);
    const [name] = readdirSync(join(folder, 'runs')) as [string];
    const file = join(folder, 'runs', name);
    truncateSync(file, 200);
    const { whole, repaired } = await repairExperiment(folder);
    assert.equal(whole, 1);
    assert.deepEqual(
      repaired.map(({ state }) => state),
      ['lost'],
    );
    assert.ok(existsSync(`${file}.damaged`));
    assert.equal((await readRows(folder)).length, 6);
    await runExperiment(experiment, folder);
    assert.deepEqual(await reproducible(folder), before);
  });

  it('stores a run whose log is complete', async (t) => {
    const folder = temporaryFolder(t);
    const experiment = toyExperiment({ agents, seeds: [1], budget: 12 });
    const log = await interrupted(folder, 11);
    const undamaged = temporaryFolder(t);
    await runExperiment(experiment, undamaged);
    const { runs } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const last = (await readRows(undamaged)).design(11);
    const line = { ...readLog(log)?.lines[10], evaluation: 12, design: last };
    writeFileSync(log, `${readFileSync(log, 'utf8')}${JSON.stringify(line)}`);
    const { repaired } = await repairExperiment(folder);
    assert.deepEqual([repaired[0]?.state, repaired[0]?.rows, runs[0].budget], ['stored', 12, 12]);
    assert.equal((await readRows(folder)).length, 12);
    assert.ok(!existsSync(log));
  });

  it('can write out the rows of unfinished runs as a data set', async (t) => {
    const folder = temporaryFolder(t);
    await interrupted(folder, 7);
    const out = join(temporaryFolder(t), 'out');
    const { manifest } = await salvageExperiment(folder, out);
    assert.deepEqual(
      manifest.runs.map(({ rows, budget, done }) => [rows, budget, done]),
      [[7, 12, false]],
    );
    const rows = await readRows(out);
    await runExperiment(toyExperiment({ agents, seeds: [1], budget: 12 }), folder);
    const all = await readRows([out, folder]);
    assert.equal(all.length, 12);
    assert.deepEqual(all.keys.slice(0, 7), rows.keys);
  });
});
