/** `cogym cim` as a command. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { cogym } from './cogym.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-cim-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const rram = '{"costModel":"array-level","kind":"rram","rows":128,"columns":128,"adcModel":"neurosim-sar","adcBits":5}';

describe('cogym cim', () => {
  it('shows a network on a published macro, and draws its energy', async () => {
    const picture = join(folder, 'energy.svg');
    const show = ['show', 'mobilenet-v2', '--macro', 'yan-isscc-2022'];
    const { stdout: table } = await cogym('cim', ...show, '--picture', picture);
    assert.match(table, /dwconv2d 3x3[^\n]*exact/);
    assert.match(table, /weights +[\d.]+ µJ/);
    assert.match(table, /rows 16 is outside 32 to 1024/);
    assert.match(readFileSync(picture, 'utf8'), /mobilenet-v2-1-224 on yan-isscc-2022: energy by component/);
  });

  it('leaves products of two feature maps to others when cells do not stand a write per inference', async () => {
    const { layers, left } = JSON.parse((await cogym('cim', 'show', 'deit-t', '--macro', rram, '--json')).stdout) as {
      layers: readonly { figures: { costModel: string } }[];
      left: readonly string[];
    };
    assert.equal(left.length, 24);
    assert.ok(layers.length > 40 && layers.every(({ figures }) => figures.costModel === 'array-level'));
  });

  it('lists published macros beside their model', async () => {
    assert.match((await cogym('cim', 'macros')).stdout, /tu-isscc-2022 +digital-sram +28 nm +19\.45 +6\.11/);
  });

  it('refuses a macro that is none', async () => {
    const { status, stderr } = await cogym('cim', 'show', 'resnet-18', '--macro', 'yan');
    assert.equal(status, 2);
    assert.match(stderr, /cim has no template "yan"; known: .*yan-isscc-2022/);
  });
});
