/** `cogym mcu plan` as a process, and its picture. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { memoryPicture } from '../../../simulators/mcu/index.js';
import { simulate, small } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-mcu-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const cogym = ['--import', 'tsx', 'src/cli/main.ts', 'mcu', 'plan'];

describe('the picture of memory over time', () => {
  it('has a box per buffer, within the frame, and escapes its title', () => {
    const { timeline = [], arenaBytes } = simulate(small, 'tinyengine', {}, 'stm32h743', { includeTimeline: true });
    const svg = memoryPicture(timeline, { title: 'a < b & "c"', arenaBytes: arenaBytes as number, budgetBytes: 3000 });
    assert.equal(svg.match(/<rect [^>]*><title>/g)?.length, timeline.length);
    assert.match(svg, /a &lt; b &amp; &quot;c&quot;/);
    assert.match(svg, /the board's 2.93 KiB/);
    assert.doesNotMatch(svg, /NaN|Infinity|="-/);
  });
});

describe('cogym mcu plan', () => {
  it('prints every runtime, why a design does not fit, and writes the picture', () => {
    const file = join(folder, 'network.json');
    writeFileSync(file, JSON.stringify({ input: small.input, layers: small.layers }));
    const table = execFileSync(process.execPath, [...cogym, file, '--board', 'stm32h743'], { encoding: 'utf8' });
    assert.match(table, /tinyengine +3\.7 +3\.0/);
    assert.match(table, /tflm-ref[\s\S]*xcubeai +- +-/);
    const svg = join(folder, 'memory.svg');
    const options = ['--board', 'stm32h743', '--runtime', 'tinyengine', '--patches', '2', '--split', '5', '--svg', svg];
    const json = execFileSync(process.execPath, [...cogym, file, ...options, '--json'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    assert.equal((JSON.parse(json) as { tinyengine: { peakSramBytes: number } }).tinyengine.peakSramBytes, 2768);
    assert.match(readFileSync(svg, 'utf8'), /^<svg [\s\S]*stage output/);
  });

  it('says what is wrong with its input', () => {
    const { status, stderr } = spawnSync(process.execPath, [...cogym, join(folder, 'none.json'), '--board', 'x'], {
      encoding: 'utf8',
    });
    assert.equal(status, 2);
    assert.match(stderr, /cannot read/);
  });
});
