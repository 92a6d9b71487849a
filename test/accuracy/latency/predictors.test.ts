import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CellTable, latencyPredictor, RegressionPredictor } from '../../../src/accuracy/index.js';
import { median, spearman } from '../../../src/stats/index.js';
import { referenceTable, withoutTable } from '../reference.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const cell = (code: string, dataset = 'cifar10') => ({
  family: 'nas-bench-201',
  parameters: { cell: code, dataset, deadEdges: 'keep' },
});

describe('predictor hw-nas-bench-additive', () => {
  it('gives the worked figures: a 3x3 edge is 24 GMAC/s and 8.85 pJ/MAC, a 1x1 edge 16 and 7.95', () => {
    const of = (code: string) => latencyPredictor('hw-nas-bench-additive', { device: 'eyeriss' }).predict(cell(code));
    const [none, three, one] = [of('nnnnnn'), of('3nnnnn'), of('1nnnnn')];
    assert.equal(none.latencyMs, 1.67954);
    for (const [edge, macs, gmacPerS, pjPerMac] of [
      [three, 35_389_440, 24, 8.85],
      [one, 3_932_160, 16, 7.95],
    ] as const) {
      assert.ok(Math.abs(macs / (edge.latencyMs - none.latencyMs) / 1e6 - gmacPerS) < 1e-6);
      const energy = (edge.energyMj as number) - (none.energyMj as number);
      assert.ok(Math.abs((energy * 1e9) / macs - pjPerMac) < 0.01);
    }
    assert.equal(of('pnnnnn').latencyMs, three.latencyMs);
  });

  it('charges the FPGA seven watts, and refuses it where it is no sum', () => {
    const fpga = latencyPredictor('hw-nas-bench-additive', { device: 'fpga' });
    const { latencyMs, energyMj } = fpga.predict(cell('33ps3s'));
    assert.equal(energyMj, 7 * latencyMs);
    assert.throws(() => fpga.predict(cell('33ps3s', 'imagenet16-120')), { code: 'unsupported' });
    assert.throws(() => latencyPredictor('hw-nas-bench-additive', { device: 'tpu' }), {
      code: 'badRequest',
      message: /eyeriss, fpga/,
    });
    assert.throws(() => fpga.predict({ family: 'resnet9', parameters: {} }), { code: 'unsupported' });
  });
});

describe('predictor lookup-table', () => {
  const head = 'net_resolution,type,in_h,in_c,out_h,out_c,mid_c,kernel,stride,mean_ms\n';
  const fixed = ['Conv', 'Conv_1', 'Conv_2', 'AvgPool2D', 'Logits'].map((type) => `32,${type},,,,,,,,1\n`).join('');
  const network = {
    resolution: 32,
    classes: 10,
    stem: { kernel: 3, stride: 2, out: 8 },
    mbconv: [{ kernel: 3, mid: 8, out: 16, stride: 2, residual: false }],
  };
  const predict = (text: string, name: string) =>
    latencyPredictor('lookup-table', { table: file(name, text) }).predict({ family: 'mbconv', parameters: network });

  it('sums five fixed rows and the blocks, and names what is missing', () => {
    assert.equal(predict(`${head}${fixed}32,expanded_conv,16,8,8,16,8,3,2,0.25\n`, 'a.csv').latencyMs, 5.25);
    assert.throws(() => predict(head + fixed, 'b.csv'), { code: 'notInTable', message: /in_h 16, in_c 8/ });
    const twice = `${head}${fixed}32,Conv,,,,,,,,2\n`;
    assert.throws(() => predict(twice, 'c.csv'), { code: 'badRequest', message: /1 ms in an earlier line/ });
  });

  it('needs a table and a family of blocks', () => {
    assert.throws(() => latencyPredictor('lookup-table'), { code: 'tableMissing' });
    const table = file('d.csv', head + fixed);
    assert.throws(() => latencyPredictor('lookup-table', { table }).predict(cell('nnnnnn')), { code: 'unsupported' });
    assert.throws(() => latencyPredictor('lookup-table', { table, seed: 1 }), { code: 'badRequest', path: '/seed' });
    assert.throws(() => latencyPredictor('lookup'), { message: /did you mean lookup-table/ });
  });
});

describe('tables of measured cells', () => {
  it('are read by code, or by index with a table of cells', () => {
    const cells = file('accuracy.csv', 'index,code\n7,333333\n8,nnnnnn\n');
    const table = file('by-index.csv', 'index,fast_latency_ms,fast_energy_mj,slow\n8,1.5,3,2\n7,,,4\n');
    const options = { table, cells };
    assert.deepEqual(new CellTable(table).devices, ['fast', 'slow']);
    const { latencyMs, energyMj } = latencyPredictor('tabular', { ...options, device: 'fast' }).predict(cell('nnnnnn'));
    assert.deepEqual([latencyMs, energyMj], [1.5, 3]);
    const fast = latencyPredictor('tabular', { ...options, device: 'fast' });
    assert.throws(() => fast.predict(cell('333333')), { code: 'notInTable' });
    assert.throws(() => latencyPredictor('tabular', { ...options, device: 'slaw' }), { message: /did you mean slow/ });
    const stray = file('stray.csv', 'index,fast\n9,1\n');
    assert.throws(() => new CellTable(stray), { code: 'badRequest', message: /index 9/ });
  });
});

describe('predictors fitted on measurements', { skip: withoutTable }, () => {
  const table = () => new CellTable(referenceTable('nasbench201', 'hwnasbench_cifar10.csv'));

  it('reach on new cells what the specification measured at n = 500', () => {
    for (const [id, rank, error] of [
      ['ridge', 0.959, 0.05],
      ['gbdt', 0.979, 0.033],
    ] as const) {
      const cells = table();
      const predictor = new RegressionPredictor(id, cells, 'edgegpu');
      const seen = new Set(predictor.trainedOn);
      const truth = cells.latencies('edgegpu');
      const rows = cells.codes.flatMap((_, row) => (seen.has(row) || row % 4 > 0 ? [] : [row]));
      const answers = rows.map((row) => predictor.predict(cell(cells.codes[row] as string)));
      const actual = rows.map((row) => truth[row] as number);
      const found = spearman(
        answers.map(({ latencyMs }) => latencyMs),
        actual,
      );
      const relative = median(answers.map(({ latencyMs }, i) => Math.abs(latencyMs / (actual[i] as number) - 1)));
      assert.ok(Math.abs(found - rank) < 0.012, `${id}: Spearman ${found}`);
      assert.ok(Math.abs(relative - error) < 0.012, `${id}: median error ${relative}`);
      const covered = answers.filter(
        ({ latencyMs, standardErrorMs }, i) =>
          Math.abs(latencyMs - (actual[i] as number)) <= 2 * (standardErrorMs ?? 0),
      ).length;
      assert.ok(covered > 0.85 * rows.length, `${id}: ${covered} of ${rows.length}`);
    }
  });

  it('are the same again, and say what they do not take', () => {
    const of = (seed: number) => new RegressionPredictor('ridge', table(), 'raspi4', { samples: 50, seed });
    assert.deepEqual(of(3).predict(cell('33ps3s')), of(3).predict(cell('33ps3s')));
    assert.notDeepEqual(of(3).trainedOn, of(4).trainedOn);
    assert.throws(() => new RegressionPredictor('ridge', table(), 'raspi4', { samples: 5 }), { path: '/samples' });
  });

  it('adapt a proxy by ten measurements', () => {
    const predictor = latencyPredictor('one-proxy', {
      table: referenceTable('nasbench201', 'latency_help27.csv'),
      device: 'titanx_256',
      proxy: 'pixel2',
    });
    const { latencyMs, standardErrorMs, provenance } = predictor.predict(cell('33ps3s'));
    assert.ok(latencyMs > 0 && (standardErrorMs as number) > 0);
    assert.match(provenance.reasons.join(' '), /control/);
  });
});
