/** A packed trace of ten million lines, which unpacked is larger than the heap that the reader is given. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { createGzip } from 'node:zlib';

const REQUESTS = 10_000_000;

function* pieces() {
  for (let start = 0; start < REQUESTS; start += 10_000) {
    let text = '';
    for (let i = start; i < start + 10_000; i++) text += `${i},R,${(i * 7919) % 16_777_216}\n`;
    yield text;
  }
}

const program = `
import { readTraceFile } from './src/cli/dram-trace-file.ts';
const { clocks, lines } = await readTraceFile(process.argv[1], 'csv', { bytesPerBurst: 64 });
console.log(JSON.stringify({ requests: lines.length, last: clocks[clocks.length - 1] }));
`;

test('a packed trace of ten million lines is read with a heap of 64 MB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cogym-large-trace-'));
  try {
    const path = join(folder, 'large.csv.gz');
    await pipeline(Readable.from(pieces()), createGzip({ level: 1 }), createWriteStream(path));
    const node = ['--max-old-space-size=64', '--import', 'tsx', '--input-type=module', '-e', program, path];
    const answer = execFileSync(process.execPath, node, { encoding: 'utf8' });
    assert.deepEqual(JSON.parse(answer), { requests: REQUESTS, last: REQUESTS - 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
