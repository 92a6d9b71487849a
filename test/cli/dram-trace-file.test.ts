import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { DramTraceFormat } from '../../simulators/dram/index.js';
import { readTraceFile } from '../../src/cli/dram-trace-file.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-traces-'));
after(() => rmSync(folder, { recursive: true }));

const options = { bytesPerBurst: 64 };
function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const sameRequests: Readonly<Record<DramTraceFormat, string>> = {
  csv: '0,R,4096\n1,W,4097\n2,R,1',
  stl: '# a comment\n0: read 0x40000\n\n1: write 0x40040\n2: read 0x40\n',
  dramsim3: '0x40000 READ 0\n0x40040 WRITE 1\r\n0x40 READ 2\n',
  ramulator: '0x40000 R\n0x40040 W\n0x40 R\n',
  ramulator2: 'LD 0x40000\nST 262208\nLD 64\n',
};

describe('trace files', () => {
  for (const [format, text] of Object.entries(sameRequests) as [DramTraceFormat, string][]) {
    it(`are read in the format ${format}, packed and not`, async () => {
      for (const path of [fileOf(`a.${format}`, text), fileOf(`a.${format}.gz`, gzipSync(text))]) {
        const { clocks, writes, lines } = await readTraceFile(path, format, options);
        assert.deepEqual(
          [[...clocks], [...writes], [...lines]],
          [
            [0, 1, 2],
            [0, 1, 0],
            [4096, 4097, 1],
          ],
        );
      }
    });
  }

  it('are read across the ends of pieces, and no further than asked', async () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, i) => `${i},${i % 3 === 0 ? 'W' : 'R'},${(i * 7919) % 1_000_000}\n`,
    );
    const text = rows.join('');
    const half = Math.floor(text.length / 2);
    const members = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
    for (const path of [
      fileOf('long.csv', text),
      fileOf('long.csv.gz', gzipSync(text)),
      fileOf('two.csv.gz', members),
    ]) {
      const { clocks, writes, lines } = await readTraceFile(path, 'csv', options);
      assert.equal(clocks.length, rows.length, path);
      assert.ok(lines.every((line, i) => line === (i * 7919) % 1_000_000 && writes[i] === (i % 3 === 0 ? 1 : 0)));
      assert.equal((await readTraceFile(path, 'csv', { ...options, requests: 1234 })).lines.length, 1234);
    }
  });

  const good = '0,R,1\n1,R,2\n';
  const bad: readonly [string, string | Uint8Array, RegExp][] = [
    ['empty.csv', '', /empty/],
    ['empty.csv.gz', gzipSync(''), /empty/],
    ['unsorted.csv', `${good}0,R,3\n`, /line 3 .*clock 0 comes after 1: sort/],
    ['unsorted.csv.gz', gzipSync(`${good}0,R,3\n`), /line 3 /],
    ['garbage.csv', 'GIF89a\u0000\u0001', /line 1 .*expected something like '12,R,4096'/],
    ['endless.csv', 'x'.repeat(1_000_000), /line 1 .*expected/],
    ['garbage.csv.gz', Buffer.from('this is no gzip file'), /garbage\.csv\.gz cannot be read: incorrect header/],
    ['cut.csv.gz', gzipSync(good.repeat(50)).subarray(0, 20), /cut\.csv\.gz cannot be read: unexpected end/],
    ['beyond.csv', '0,R,4294967296\n', /beyond 2\^32/],
  ];
  for (const [name, content, message] of bad) {
    it(`are refused with what is wrong: ${name}`, async () => {
      await assert.rejects(readTraceFile(fileOf(name, content), 'csv', options), { code: 'badRequest', message });
    });
  }
});
