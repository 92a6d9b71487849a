/** `cogym cim` as a process. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'cogym-cim-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const cogym = ['--import', 'tsx', 'src/cli/main.ts', 'cim'];
const run = (...args: string[]) =>
  execFileSync(process.execPath, [...cogym, ...args], { encoding: 'utf8', stdio: 'pipe' });
const rram = '{"costModel":"array-level","kind":"rram","rows":128,"columns":128,"adcModel":"neurosim-sar","adcBits":5}';

describe('cogym cim', () => {
  it('shows a network on a published macro, and draws its energy', () => {
    const picture = join(folder, 'energy.svg');
    const table = run('show', 'mobilenet-v2', '--macro', 'yan-isscc-2022', '--picture', picture);
    assert.match(table, /dwconv2d 3x3[^\n]*exact/);
    assert.match(table, /weights +[\d.]+ µJ/);
    assert.match(table, /rows 16 is outside 32 to 1024/);
    assert.match(readFileSync(picture, 'utf8'), /mobilenet-v2-1-224 on yan-isscc-2022: energy by component/);
  });

  it('leaves products of two feature maps to others when cells do not stand a write per inference', () => {
    const { layers, left } = JSON.parse(run('show', 'deit-t', '--macro', rram, '--json')) as {
      layers: readonly { figures: { costModel: string } }[];
      left: readonly string[];
    };
    assert.equal(left.length, 24);
    assert.ok(layers.length > 40 && layers.every(({ figures }) => figures.costModel === 'array-level'));
  });

  it('lists published macros beside their model', () => {
    assert.match(run('macros'), /tu-isscc-2022 +digital-sram +28 nm +19\.45 +6\.11/);
  });

  it('refuses a macro that is none', () => {
    const { status, stderr } = spawnSync(process.execPath, [...cogym, 'show', 'resnet-18', '--macro', 'yan'], {
      encoding: 'utf8',
    });
    assert.notEqual(status, 0);
    assert.match(stderr, /no macro "yan"; did you mean/);
  });
});
