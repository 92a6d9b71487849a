/** Data sets for other tools. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openDataset } from '../../../src/experiments/dataset/dataset.js';
import { exportCsv, exportJsonLines } from '../../../src/experiments/dataset/export.js';
import { readRows } from '../../../src/experiments/dataset/read.js';
import { duckdb, literal } from '../../../src/experiments/duckdb.js';
import { runExperiment } from '../../../src/experiments/run.js';
import { temporaryFolder, toyExperiment } from '../helpers.js';

const JSON_TYPES = { text: 'VARCHAR', list: 'VARCHAR', int64: 'BIGINT', int32: 'INTEGER', bool: 'BOOLEAN' } as const;

describe('an export', () => {
  it('as CSV names type and unit of each column, and reads back to the same bits', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 20 }), folder);
    const file = join(folder, 'rows.csv');
    await exportCsv(openDataset(folder), file);
    const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n') as [string, ...string[]];
    assert.equal(lines.length, 80);
    const columns = head.split(',');
    assert.ok(columns.includes('m_latencyS:double[s]'));
    assert.ok(columns.includes('p_acc1.pes:int32'));
    assert.ok(columns.includes('violations:list'));
    const types = columns.map((name) => {
      const type = name.split(':').at(-1)?.split('[')[0] as keyof typeof JSON_TYPES;
      return `${literal(name)}: ${literal(JSON_TYPES[type] ?? 'DOUBLE')}`;
    });
    const reader = await (await duckdb()).runAndReadAll(
      `SELECT "m_latencyS:double[s]", "p_clock:double", "p_acc1.pes:int32" FROM read_csv(${literal(file)}, columns = {${types.join(', ')}}, header = true)`,
    );
    const rows = await readRows(folder);
    const [latency, clock, pes] = reader.getColumnsJS();
    assert.deepEqual(
      latency?.map((value) => value ?? Number.NaN),
      [...(rows.metrics['latencyS'] as Float64Array)],
    );
    assert.deepEqual(clock, [...(rows.parameters[3] as Float64Array)]);
    assert.deepEqual(pes, [...(rows.parameters[1] as Float64Array)]);
  });

  it('as JSON Lines has one object a row', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 20 }), folder);
    const file = join(folder, 'rows.jsonl');
    await exportJsonLines(openDataset(folder), file);
    const rows = await readRows(folder);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, rows.length);
    for (const [i, line] of lines.entries()) {
      const row = JSON.parse(line);
      assert.equal(row.m_energyJ ?? Number.NaN, rows.metrics['energyJ']?.[i]);
      assert.equal(row.p_skip, rows.design(i)['skip']);
      assert.equal(row.feasible, row.violations.length === 0);
    }
  });

  it('takes the columns that are named, and keeps what is there', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ budget: 5 }), folder);
    const dataset = openDataset(folder);
    const file = join(folder, 'some.csv');
    await exportCsv(dataset, file, { columns: ['agent', 'm_energyJ'] });
    assert.match(readFileSync(file, 'utf8'), /^agent:text,m_energyJ:double\[J\]\n/);
    await assert.rejects(exportCsv(dataset, file), { code: 'fileExists', message: /--overwrite/ });
    await exportCsv(dataset, file, { columns: ['seed'], overwrite: true });
    assert.match(readFileSync(file, 'utf8'), /^seed:int64\n3\n/);
    await assert.rejects(exportCsv(dataset, join(folder, 'x.csv'), { columns: ['m_energy'] }), {
      code: 'unknownColumn',
      message: /m_energyJ/,
    });
    await assert.rejects(exportJsonLines(dataset, join(folder, 'no/such/x.jsonl')), { code: 'writeFailed' });
  });
});
