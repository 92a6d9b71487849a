import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exported } from '../networks/tflite/exported.js';
import { small } from '../simulators/mcu/support.js';
import { cogym } from './cogym.js';

describe('cogym mcu', () => {
  let folder = '';
  let model = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'codesign-gym-mcu-'));
    model = join(folder, 'small.tflite');
    writeFileSync(model, exported(small).file);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('plans a .tflite file under every runtime', async () => {
    const { status, stdout, stderr } = await cogym('mcu', 'plan', model, '--board', 'stm32h743', '--json');
    assert.equal(status, 0, stderr);
    const results = JSON.parse(stdout) as Record<string, { arenaBytes: number | null; peakSramBytes: number | null }>;
    assert.deepEqual(Object.keys(results), ['tinyengine', 'tflm-ref', 'tflm-cmsis', 'xcubeai']);
    assert.deepEqual([results['tinyengine']?.arenaBytes, results['tinyengine']?.peakSramBytes], [3072, 3792]);
    assert.equal(results['tflm-ref']?.arenaBytes, 3584);
    assert.equal(results['xcubeai']?.peakSramBytes, null);
  });

  it('draws the tensors of the file over time, as a page too', async () => {
    const page = join(folder, 'memory.html');
    const run = await cogym('mcu', 'plan', model, '--board', 'stm32h743', '--runtime', 'tflm-ref', '--svg', page);
    assert.equal(run.status, 0, run.stderr);
    const text = readFileSync(page, 'utf8');
    assert.match(text, /^<!doctype html>[\s\S]*<svg[\s\S]*tensor 0: 768 B at \d+, ops 0 to 0/);
  });

  it('shows and imports it as a network', async () => {
    const shown = await cogym('network', 'show', model);
    assert.equal(shown.status, 0, shown.stderr);
    assert.match(shown.stdout, /78,840|78840/);
    const imported = await cogym('import', model, '--json');
    assert.equal(JSON.parse(imported.stdout).totals.macs, 78840);
    assert.match((await cogym('import', model, '--dimension', 'N=1')).stderr, /no dynamic dimension/);
  });

  it('refuses damaged files, and reads only the outline of huge ones', async () => {
    const cut = join(folder, 'cut.tflite');
    writeFileSync(cut, exported(small).file.subarray(0, 700));
    const damaged = await cogym('mcu', 'plan', cut, '--board', 'stm32h743');
    assert.equal(damaged.status, 1);
    assert.match(damaged.stderr, /not a readable TFLite model/);
    const huge = join(folder, 'huge.tflite');
    writeFileSync(huge, exported(small).file);
    truncateSync(huge, 500_000_000);
    const { status, stdout } = await cogym('mcu', 'plan', huge, '--board', 'stm32h743', '--runtime', 'tflm-ref');
    assert.equal(status, 0);
    assert.match(stdout, /tflm-ref: needs \d+ KiB of flash, the board has 2048/);
  });

  it('runs a baseline', async () => {
    const words = ['baseline', 'mcunet-published', '--board', 'stm32f412'];
    const { status, stdout, stderr } = await cogym('mcu', ...words, '--json');
    assert.equal(status, 0, stderr);
    const { baseline, rows } = JSON.parse(stdout) as { baseline: string; rows: { feasible: boolean }[] };
    assert.equal(baseline, 'mcunet-published');
    assert.deepEqual(
      rows.map(({ feasible }) => feasible),
      [true, true, false],
    );
  });
});
