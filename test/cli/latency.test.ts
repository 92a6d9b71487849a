/** What `cogym latency` prints, on a small table of two devices that rank cells almost alike. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, mock } from 'node:test';
import yargs from 'yargs';
import command from '../../src/cli/latency.js';
import { countEdges } from '../../src/networks/cell.js';
import { cellCode } from '../../src/networks/index.js';
import { RandomStream } from '../../src/stats/random.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-latency-'));
after(() => rmSync(folder, { recursive: true }));

const random = RandomStream.from(1, 'devices');
const codes = Array.from({ length: 300 }, (_, i) => cellCode(i * 52));
const table = join(folder, 'devices.csv');
const cells = join(folder, 'cells.csv');
writeFileSync(cells, ['index,code', ...codes.map((code, i) => `${i},${code}`)].join('\n'));
writeFileSync(
  table,
  [
    'index,phone,board',
    ...codes.map((code, i) => {
      const [small, large, pools] = ['1', '3', 'p'].map((letter) => countEdges(code, letter)) as [
        number,
        number,
        number,
      ];
      const phone = 2 + small + 3 * large + 0.5 * pools + 0.2 * random.uniform();
      const board = 5 + 2 * small + 9 * large + 4 * pools + 0.2 * random.uniform();
      return `${i},${phone.toFixed(4)},${board.toFixed(4)}`;
    }),
  ].join('\n'),
);

/** Everything that the command prints. */
async function printed(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const log = mock.method(console, 'log', (line: string) => lines.push(line));
  try {
    await yargs(['latency', ...args])
      .command(command)
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message);
      })
      .parseAsync();
  } finally {
    log.mock.restore();
  }
  return lines.join('\n');
}

const study = ['one-proxy', '--table', table, '--cells', cells];

describe('cogym latency', () => {
  it('never prints what a proxy brings without the control', async () => {
    const text = await printed(
      ...study,
      '--proxy',
      'phone',
      '--target',
      'board',
      '--samples',
      '10',
      '30',
      '--seeds',
      '3',
    );
    assert.match(text, /proxy -> target +raw +linear ceiling +n +adapted +control +adapted - control/);
    assert.match(text, /phone -> board .* 10 +0\.\d{3} \+- 0\.\d{3} +-?0\.\d{3} \+- 0\.\d{3} +[+-]0\.\d{3}/);
    assert.match(text, /control: the same ridge on the same n measurements without a proxy/);
  });

  it('gives the same figures as JSON, again and again', async () => {
    const args = [...study, '--proxy', 'phone', '--target', 'board', '--samples', '20', '--seeds', '2', '--json'];
    const text = await printed(...args);
    assert.equal(await printed(...args), text);
    const { pairs, seeds } = JSON.parse(text);
    assert.equal(seeds, 2);
    const [pair] = pairs;
    assert.deepEqual([pair.proxy, pair.target], ['phone', 'board']);
    assert.ok(pair.raw > 0.7 && pair.linearCeiling > 0.99);
    const [{ samples, adapted, control }] = pair.bySamples;
    assert.equal(samples, 20);
    assert.ok(adapted.mean > 0.8 && control.mean > 0.5);
  });

  it('tells how alike devices rank networks', async () => {
    const text = await printed('monotonicity', '--table', table);
    assert.match(text, /2 devices, 300 networks, 1 pairs: least 0\.\d{3}, median 0\.\d{3}/);
    assert.match(text, /need not be on another/);
    const report = JSON.parse(await printed('monotonicity', '--table', table, '--json'));
    assert.ok(report.median > 0.7 && report.median < 1);
  });

  it('sets the template rs beside the Eyeriss anchor, and says where it is off', async () => {
    const text = await printed('eyeriss-anchor');
    assert.match(text, /rs with 168 PEs.*200 MHz assumed/);
    assert.match(text, /3x3 edge +HW-NAS-Bench Eyeriss +24\.00 +8\.85 +120/);
    assert.match(text, /1x1 edge +HW-NAS-Bench Eyeriss +16\.00 +7\.95 +80/);
    assert.match(text, /template rs .*: (yes|NO)/);
    assert.match(text, /3x3 over 1x1 rate: \d\.\d\d beside 1\.50, within 25 %: (yes|NO)/);
    const { rows, ratio } = JSON.parse(await printed('eyeriss-anchor', '--pes', '256', '--json'));
    assert.equal(rows.length, 2);
    assert.ok(Math.abs(ratio.reference - 1.5) < 1e-9);
  });

  it('refuses half a pair, unknown devices, missing tables and missing studies', async () => {
    await assert.rejects(printed(...study, '--proxy', 'phone'), /both --proxy and --target/);
    await assert.rejects(printed(...study), /name --proxy and --target; the table has the devices phone, board/);
    await assert.rejects(printed(...study, '--proxy', 'phone', '--target', 'bord'), /board/);
    await assert.rejects(printed('monotonicity', '--table', join(folder, 'none.csv')), { code: 'tableMissing' });
    await assert.rejects(printed('monotonicity'), /table/);
    await assert.rejects(printed('eyeriss-anchor', '--costs', 'none'), { code: 'unknownTemplate' });
    await assert.rejects(printed(), /one-proxy.*monotonicity.*eyeriss-anchor/);
  });
});
