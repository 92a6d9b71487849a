/** Sweeps: what they expand to, and that every way of computing them gives the same rows. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runsFolder } from '../../../src/experiments/execute.js';
import { mergeShards, runSweep } from '../../../src/experiments/sweep/run-sweep.js';
import { parseShard } from '../../../src/experiments/sweep/shard.js';
import { expandSweep, parseSweep, readSweep } from '../../../src/experiments/sweep/spec.js';
import { partFolder, requireStudy } from '../../../src/experiments/sweep/study.js';
import { workList } from '../../../src/experiments/work-list.js';
import { RandomStream } from '../../../src/stats/random.js';
import { temporaryFolder } from '../helpers.js';
import { runAndKill, sweepRows, toySpec, toySweep } from './helpers.js';

describe('a sweep', () => {
  it('expands to every set, seed and budget that an agent needs', async () => {
    const parts = await expandSweep(toySpec());
    assert.deepEqual(
      parts.map(({ name }) => name),
      ['toy-codesign', 'tight'],
    );
    for (const { experiment } of parts) {
      const runs = workList(experiment);
      const count = (agent: string, budget: number): number =>
        runs.filter((run) => run.agent === agent && run.budget === budget).length;
      assert.deepEqual([count('genetic', 30), count('genetic', 60)], [0, 4 * 2], 'a long run holds the short one');
      assert.deepEqual([count('annealing', 30), count('annealing', 60)], [2, 2], 'its schedule depends on the budget');
      assert.deepEqual([count('random', 30), count('random', 60)], [0, 2]);
    }
  });

  it('computes in one thread what its shards compute apart, each run in one shard', async (t) => {
    const spec = toySpec();
    const whole = temporaryFolder(t);
    assert.ok((await runSweep(spec, whole)).finished);
    const shards = [1, 2, 3].map(() => temporaryFolder(t));
    const counts: number[] = [];
    for (const [i, folder] of shards.entries()) {
      const { manifests } = await runSweep(spec, folder, { shard: { index: i + 1, of: 3 } });
      counts.push(manifests.reduce((sum, manifest) => sum + manifest.counts.runs, 0));
    }
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      2 * 14,
    );
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `shards of ${counts} runs`);

    const merged = temporaryFolder(t);
    assert.deepEqual(await mergeShards(merged, shards.slice(0, 2)), {
      runs: 28,
      missing: counts[2],
      copied: 28 - (counts[2] as number),
    });
    assert.deepEqual(await mergeShards(merged, shards), { runs: 28, missing: 0, copied: counts[2] });
    assert.deepEqual(await sweepRows(merged, spec), await sweepRows(whole, spec));
    const again = await runSweep(spec, merged);
    assert.equal(again.computed, 0, 'nothing is left to compute');
  });

  it('loses no finished run and repeats none when its process is killed at random moments', async (t) => {
    const spec = toySpec();
    const whole = temporaryFolder(t);
    await runSweep(spec, whole);
    const folder = temporaryFolder(t);
    const file = join(temporaryFolder(t), 'sweep.json');
    writeFileSync(file, JSON.stringify(toySweep));
    const random = RandomStream.from(8);
    let finishedBefore = 0;
    for (let attempt = 0; attempt < 3; attempt++) {
      await runAndKill(file, folder, random.integer(400));
      const finished = finishedRuns(folder);
      assert.ok(finished >= finishedBefore, 'finished runs stay');
      finishedBefore = finished;
    }
    const before = finishedRuns(folder);
    const { finished, computed } = await runSweep(requireStudy(folder), folder);
    assert.ok(finished);
    assert.ok(computed <= (28 - before) * 60, 'finished runs are not computed again');
    assert.deepEqual(await sweepRows(folder, spec), await sweepRows(whole, spec));
    const files = readdirSync(runsFolder(partFolder(folder, 'tight')));
    assert.ok(
      files.every((name) => name.endsWith('.parquet')),
      'no logs or temporary files are left',
    );
  });

  it('goes on after a stop, from the file in its folder', async (t) => {
    const spec = toySpec();
    const [whole, folder] = [temporaryFolder(t), temporaryFolder(t)];
    await runSweep(spec, whole);
    let batches = 0;
    assert.equal((await runSweep(spec, folder, { stop: () => ++batches > 200 })).finished, false);
    const stored = requireStudy(folder);
    assert.ok(stored !== undefined);
    assert.ok((await runSweep(stored, folder)).finished);
    assert.deepEqual(await sweepRows(folder, spec), await sweepRows(whole, spec));
  });
});

describe('a sweep that is not right', () => {
  const refused = (changes: object, message: RegExp, path?: string) =>
    assert.rejects(async () => expandSweep(toySpec(changes)), { message, ...(path === undefined ? {} : { path }) });

  it('says which field it is', async () => {
    await refused({ budgets: [] }, /fewer than 1/, '/budgets');
    await refused({ budgets: ['many'] }, /integer/, '/budgets/0');
    await refused({ seeds: [-1] }, /seeds are/, '/seeds');
    await refused({ agents: [{ name: 'genetics' }] }, /no agent 'genetics'.*genetic/);
    await refused({ agents: [{ name: 'genetic', grid: { population: [4, 'x'] } }] }, /population/);
    await refused({ agents: [{ name: 'genetic', grid: { a: [1] }, preset: 'wide' }] }, /not both/, '/agents/0/preset');
    await refused({ problems: [{ problem: 'toy-codesign' }, { problem: 'toy-codesign' }] }, /another name/);
    await refused({ modules: ['missing.js'] }, /no module/, '/modules/0');
    assert.throws(() => readSweep('/nowhere/sweep.json'), {
      code: 'specUnreadable',
      message: /cannot read the sweep.*does not exist; check the path/,
    });
    assert.throws(() => parseSweep(null), { code: 'badRequest' });
  });

  it('has no shard outside 1..n', () => {
    assert.deepEqual(parseShard('3/8'), { index: 3, of: 8 });
    for (const text of ['0/4', '5/4', '1', 'a/b', '1/0', '-1/2', '1/2/3']) {
      assert.throws(() => parseShard(text), { code: 'usage' }, text);
    }
  });

  it('merges no shards of different sweeps', async (t) => {
    const [one, two, target] = [temporaryFolder(t), temporaryFolder(t), temporaryFolder(t)];
    const small = { agents: [{ name: 'random' }], seeds: [1], budgets: [5] };
    await runSweep(toySpec(small), one);
    await runSweep(toySpec({ ...small, seeds: [2] }), two);
    await assert.rejects(mergeShards(target, [one, two]), { code: 'otherExperiment' });
    await assert.rejects(mergeShards(target, [target]), { code: 'storeMissing' });
    rmSync(join(one, 'sweep.json'));
    await assert.rejects(mergeShards(target, [one]), { code: 'storeMissing' });
  });
});

/** Parquet files of all problems of a sweep. */
function finishedRuns(folder: string): number {
  return ['toy-codesign', 'tight']
    .map((name) => runsFolder(partFolder(folder, name)))
    .filter((path) => existsSync(path))
    .reduce((sum, path) => sum + readdirSync(path).filter((name) => name.endsWith('.parquet')).length, 0);
}
