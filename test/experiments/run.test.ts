/** What a run folder holds, and what happens when it cannot be written or read. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Write, writeFully } from '../../src/experiments/disk.js';
import { duckdb } from '../../src/experiments/duckdb.js';
import { runsFolder } from '../../src/experiments/execute.js';
import { type Manifest, readManifest } from '../../src/experiments/manifest.js';
import { runExperiment } from '../../src/experiments/run.js';
import { checkComparable, readStore } from '../../src/experiments/store.js';
import { reproducible, strategies, temporaryFolder, toyExperiment } from './helpers.js';

const parquetFiles = (folder: string): string[] =>
  readdirSync(runsFolder(folder))
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(runsFolder(folder), name));

describe('a run folder', () => {
  it('has one Parquet file per run, with the columns of the format', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment(), folder);
    const files = parquetFiles(folder);
    assert.equal(files.length, 4);
    const reader = await (await duckdb()).runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${files[0]}')`);
    const described = reader.getRowObjectsJS().map(({ column_name, column_type }) => `${column_name} ${column_type}`);
    assert.deepEqual(described, [
      'run_id VARCHAR',
      'problem VARCHAR',
      'problem_version VARCHAR',
      'agent VARCHAR',
      'agent_hyperparameters VARCHAR',
      'seed BIGINT',
      'evaluation INTEGER',
      'batch INTEGER',
      'cached BOOLEAN',
      'feasible BOOLEAN',
      'violation DOUBLE',
      'violations VARCHAR[]',
      'p_acc1.template VARCHAR',
      'p_acc1.pes INTEGER',
      'p_acc2.pes INTEGER',
      'p_clock DOUBLE',
      'p_filters INTEGER',
      'p_blocks INTEGER',
      'p_skip BOOLEAN',
      'm_averageQuality DOUBLE',
      'm_latencyS DOUBLE',
      'm_energyJ DOUBLE',
      'm_areaMm2 DOUBLE',
      'o_averageQuality DOUBLE',
      'reward DOUBLE',
      'wall_seconds FLOAT',
      'workload VARCHAR',
    ]);
    const metadata = await (await duckdb()).runAndReadAll(
      `SELECT DISTINCT compression FROM parquet_metadata('${files[0]}')`,
    );
    assert.deepEqual(metadata.getRowObjectsJS(), [{ compression: 'ZSTD' }]);
  });

  it('gives back the very numbers that were evaluated', async (t) => {
    const folder = temporaryFolder(t);
    const experiment = toyExperiment({ strategies, batch: 3 });
    await runExperiment(experiment, folder);
    const { runs, manifest } = await readStore(folder);
    assert.equal(runs.length, 16);
    for (const { run, rows } of runs) {
      assert.equal(rows.length, run.budget);
      for (const [i, row] of rows.entries()) {
        assert.equal(row.evaluation, i + 1);
        const failing = row.violations.includes('simulatorError');
        if (failing) continue;
        const again = experiment.problem.evaluate(row.design);
        assert.deepEqual(row.metrics, again.metrics);
        assert.deepEqual(row.objectives, again.objectives);
        assert.deepEqual(
          row.violations,
          again.violations.map(({ name }) => name),
        );
        assert.equal(row.feasible, again.feasible);
      }
    }
    assert.deepEqual(manifest.counts, { runs: 16, runsDone: 16, evaluations: 16 * 60 });
  });

  it('is described by its manifest', async (t) => {
    const folder = temporaryFolder(t);
    const { manifest } = await runExperiment(toyExperiment(), folder);
    assert.deepEqual(readManifest(folder), JSON.parse(JSON.stringify(manifest)));
    assert.match(manifest.schemaHash, /^[0-9a-f]{64}$/);
    assert.equal(manifest.package.name, 'codesign-gym');
    assert.equal(manifest.node, process.versions.node);
    assert.deepEqual(manifest.seeds, [3, 4]);
    assert.deepEqual(Object.keys(manifest.hyperparameterGrid), ['genetic', 'random']);
    assert.deepEqual(Object.keys(manifest.workloadHashes), ['toy']);
    assert.ok(manifest.ended !== null && manifest.ended >= manifest.started);
  });

  it('can be read while it is being computed', async (t) => {
    const folder = temporaryFolder(t);
    let left = 75;
    await runExperiment(toyExperiment(), folder, { stop: () => --left === 0 });
    const { runs, manifest } = await readStore(folder);
    assert.equal(manifest.ended, null);
    assert.deepEqual(
      runs.map(({ rows }) => rows.length),
      [60, 15, 0, 0],
    );
  });
});

describe('another experiment in the folder', () => {
  it('is refused, and moved aside with force', async (t) => {
    const parent = temporaryFolder(t);
    const folder = join(parent, 'results');
    await runExperiment(toyExperiment(), folder);
    const before = await reproducible(folder);
    const other = toyExperiment({ options: { latencyLimitS: 1e-3 } });
    await assert.rejects(runExperiment(other, folder), { code: 'otherExperiment', message: /other options.*--force/ });
    assert.deepEqual(await reproducible(folder), before);
    await runExperiment(other, folder, { force: true });
    assert.deepEqual(await reproducible(join(parent, 'results.old-1')), before);
    const stores = [await readStore(folder), await readStore(join(parent, 'results.old-1'))];
    assert.throws(() => checkComparable(stores), { code: 'schemaMismatch' });
    checkComparable(stores, true);
  });

  it('says so when even the schema differs', async (t) => {
    const folder = temporaryFolder(t);
    const { manifest } = await runExperiment(toyExperiment(), folder);
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ ...manifest, schemaHash: 'other' } satisfies Manifest),
    );
    await assert.rejects(runExperiment(toyExperiment(), folder), { message: /schema hashes differ/ });
  });
});

describe('a folder in which another process computes', () => {
  it('is refused while that process lives, and taken over after it', async (t) => {
    const folder = temporaryFolder(t);
    const lock = join(folder, '.lock');
    writeFileSync(lock, String(process.ppid));
    await assert.rejects(runExperiment(toyExperiment(), folder), {
      code: 'folderBusy',
      message: /is computing in .*delete .*\.lock/,
    });
    // Process ids end far below this one.
    writeFileSync(lock, '999999999');
    assert.ok((await runExperiment(toyExperiment(), folder)).finished);
    assert.deepEqual(readdirSync(folder).sort(), ['manifest.json', 'runs']);
  });
});

describe('a full disk', () => {
  /** Fails after `bytes` have been written, in the middle of a line. */
  const fillingUp = (bytes: number): Write => {
    let left = bytes;
    return (descriptor, data) => {
      writeFully(descriptor, data.subarray(0, Math.max(0, left)));
      left -= data.length;
      if (left < 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
  };

  it('ends the run with advice and loses nothing', async (t) => {
    const whole = temporaryFolder(t);
    await runExperiment(toyExperiment(), whole);
    const expected = await reproducible(whole);
    for (const bytes of [1000, 20_000, 60_000]) {
      const folder = temporaryFolder(t);
      await assert.rejects(runExperiment(toyExperiment(), folder, { write: fillingUp(bytes) }), {
        code: 'writeFailed',
        message: /the disk is full; free some space.*What was computed before is kept/,
      });
      await runExperiment(toyExperiment(), folder);
      assert.deepEqual(await reproducible(folder), expected);
    }
  });
});

describe('a folder that cannot be written', () => {
  it('is named, with what to do', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    await assert.rejects(runExperiment(toyExperiment(), join(file, 'results')), {
      code: 'writeFailed',
      message: /a part of the path is a file; choose another folder/,
    });
    const readOnly: Write = () => {
      throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
    };
    await assert.rejects(runExperiment(toyExperiment(), temporaryFolder(t), { write: readOnly }), {
      message: /read-only; choose another folder/,
    });
  });
});

describe('a damaged folder', () => {
  const damage = async (
    t: Parameters<typeof temporaryFolder>[0],
    file: (folder: string) => string,
    to: number | string,
  ) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment(), folder);
    if (typeof to === 'number') truncateSync(file(folder), to);
    else writeFileSync(file(folder), to);
    return folder;
  };

  it('names a truncated Parquet file and says what to do', async (t) => {
    const folder = await damage(t, (folder) => parquetFiles(folder)[1] as string, 700);
    const expected = { code: 'storeDamaged', message: /\.parquet cannot be read.*Delete it and resume/ };
    await assert.rejects(readStore(folder), expected);
    await assert.rejects(runExperiment(toyExperiment(), folder), expected);
  });

  it('names a truncated manifest and keeps the finished runs', async (t) => {
    const folder = await damage(t, (folder) => join(folder, 'manifest.json'), 300);
    const expected = { code: 'manifestDamaged', message: /manifest\.json cannot be read.*Delete it and start/ };
    await assert.rejects(readStore(folder), expected);
    await assert.rejects(runExperiment(toyExperiment(), folder), expected);
    const { rmSync } = await import('node:fs');
    rmSync(join(folder, 'manifest.json'));
    assert.equal((await runExperiment(toyExperiment(), folder)).computed, 0);
  });

  it('says when a folder is no experiment', async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'x'));
    await assert.rejects(readStore(folder), { code: 'storeMissing', message: /no manifest\.json/ });
  });

  it('names a log whose middle is broken, and the line', async (t) => {
    const folder = temporaryFolder(t);
    let left = 20;
    await runExperiment(toyExperiment(), folder, { stop: () => --left === 0 });
    const file = join(runsFolder(folder), readdirSync(runsFolder(folder))[0] as string);
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.with(7, 'garbage').join('\n'));
    const expected = { code: 'logDamaged', message: /\.jsonl, line 8: .*Cut it off there with cogym dataset repair/ };
    await assert.rejects(readStore(folder), expected);
    await assert.rejects(runExperiment(toyExperiment(), folder), expected);
  });
});
