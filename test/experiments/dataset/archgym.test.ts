/** Tables of ArchGym's DRAM study. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { importArchgym } from '../../../src/experiments/dataset/archgym.js';
import { readRows } from '../../../src/experiments/dataset/read.js';
import { temporaryFolder } from '../helpers.js';

const HEAD =
  'Arbiter,MaxActiveTransactions,PagePolicy,RefreshMaxPostponed,RefreshMaxPulledin,RefreshPolicy,RequestBufferSize,RespQueue,Scheduler,SchedulerBuffer,Energy,Power,Latency,Algorithm';
/** Power 2 W over 50 us in both; the second row in the form that the parser gives a time printed in ps. */
const ROWS = [
  'Reorder,21,Open,4,3,AllBank,6,Reorder,FrFcfs,ReadWrite,0.1,2,5e-05,bo',
  'Simple,112,OpenAdaptive,8,1,NoRefresh,4,Fifo,Fifo,Bankwise,0.1,2,0.05,ga',
];

/** A file with these lines. */
function table(t: { after: (fn: () => void) => void }, lines: readonly string[]): { file: string; out: string } {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'table.csv'), `${lines.join('\n')}\n`);
  return { file: join(folder, 'table.csv'), out: join(folder, 'out') };
}

describe("an import of ArchGym's tables", () => {
  it('gives every row in SI units, one run an agent', async (t) => {
    const { file, out } = table(t, [HEAD, ...ROWS]);
    const { manifest } = await importArchgym(file, out, { latencyUnit: 'archgym', workload: 'stream' });
    assert.deepEqual(manifest.hyperparameterGrid, { bo: [{}], ga: [{}] });
    assert.match(manifest.sources[0]?.origin ?? '', /table\.csv.*archgym/);
    const rows = await readRows(out);
    assert.equal(rows.length, 2);
    for (const time of rows.metrics['totalTimeS'] as Float64Array) assert.ok(Math.abs(time / 50e-6 - 1) < 1e-12);
    assert.deepEqual([...(rows.metrics['energyJ'] as Float64Array)], [1e-4, 1e-4]);
    assert.deepEqual([...(rows.metrics['averagePowerW'] as Float64Array)], [2, 2]);
    assert.deepEqual(rows.agent.names, ['bo', 'ga']);
    assert.deepEqual([...rows.seed], [-1, -1]);
    assert.ok(rows.reward.every(Number.isNaN));
    assert.deepEqual(rows.design(0), {
      pagePolicy: 'Open',
      scheduler: 'FrFcfs',
      schedulerBuffer: 'ReadWrite',
      requestBufferSize: 6,
      responseQueue: 'Reorder',
      refreshPolicy: 'AllBank',
      refreshMaxPostponed: 4,
      refreshMaxPulledIn: 3,
      arbiter: 'Reorder',
      maxActiveTransactions: 21,
    });
  });

  it('asks for the unit of the latency, and says what the rows look like', async (t) => {
    const { file, out } = table(t, [HEAD, ...ROWS]);
    await assert.rejects(importArchgym(file, out), {
      code: 'latencyUnitNeeded',
      message: /1 rows are below 1e-3, 1 are not.*--latency-unit/,
    });
  });

  it('refuses a unit that energy and power contradict', async (t) => {
    const { file, out } = table(t, [HEAD, ...ROWS]);
    await assert.rejects(importArchgym(file, out, { latencyUnit: 's' }), {
      code: 'unitMismatch',
      message: /line 3: Latency 0\.05 s contradicts/,
    });
    await assert.rejects(importArchgym(file, out, { latencyUnit: 'ms' }), { code: 'unitMismatch', message: /line 2/ });
  });

  it('takes a column with the unit of each row', async (t) => {
    const { file, out } = table(t, [`${HEAD},Unit`, `${ROWS[0]},s`, `${ROWS[1]},ms`]);
    await importArchgym(file, out, { latencyUnit: 'column:Unit' });
    const { metrics } = await readRows(out);
    assert.ok((metrics['totalTimeS'] as Float64Array).every((time) => Math.abs(time / 50e-6 - 1) < 1e-12));
    await assert.rejects(importArchgym(file, `${out}2`, { latencyUnit: 'column:Units' }), {
      code: 'badRequest',
      message: /line 2.*column 'Units'/,
    });
  });

  it('names line and column of what it cannot read', async (t) => {
    const headless = table(t, ROWS);
    await assert.rejects(importArchgym(headless.file, headless.out, { latencyUnit: 'archgym' }), {
      code: 'badRequest',
      message: /no column PagePolicy/,
    });
    const wrong = table(t, [HEAD, (ROWS[0] as string).replace('Open,', 'Ajar,')]);
    await assert.rejects(importArchgym(wrong.file, wrong.out, { latencyUnit: 'archgym' }), {
      code: 'badRequest',
      message: /line 2: .*Ajar/,
    });
    const negative = table(t, [HEAD, (ROWS[0] as string).replace('0.1,2', '0.1,-2')]);
    await assert.rejects(
      importArchgym(negative.file, negative.out, { latencyUnit: 'archgym' }),
      /Power is a number > 0/,
    );
    const binary = table(t, []);
    writeFileSync(binary.file, Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a, 0xc3, 0x28, 0x0a]));
    await assert.rejects(importArchgym(binary.file, binary.out, { latencyUnit: 's' }), {
      code: 'badRequest',
      message: /^.* cannot be read as CSV with commas: .*$/,
    });
    await assert.rejects(importArchgym(dirname(binary.file), binary.out, { latencyUnit: 's' }), {
      message: /is a folder; name/,
    });
    await assert.rejects(importArchgym('/nowhere.csv', wrong.out, { latencyUnit: 's' }), { code: 'storeMissing' });
  });
});
