import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CellTable, monotonicity, oneProxyStudy, readTable } from '../../../src/accuracy/index.js';
import { parseTable } from '../../../src/accuracy/table.js';
import { referenceTable, withoutTable } from '../reference.js';

const help = referenceTable('nasbench201', 'latency_help27.csv');

describe('the one-proxy study', { skip: withoutTable }, () => {
  it('finds what was measured before: the proxy pays at about ten samples only', () => {
    // [raw, linear ceiling, adapted and control at n = 10, adapted and control at n = 60]
    const [result] = oneProxyStudy(new CellTable(help), [{ proxy: 'pixel2', target: 'titanx_256' }], {
      samples: [10, 60],
      seeds: 5,
    });
    assert.ok(result !== undefined);
    const [few, many] = result.bySamples;
    const near = (value: number | undefined, expected: number, tolerance: number) =>
      assert.ok(Math.abs((value ?? Number.NaN) - expected) <= tolerance, `${value}, not ${expected}`);
    near(result.raw, 0.773, 0.001);
    near(result.linearCeiling, 0.997, 0.001);
    near(few?.adapted.mean, 0.875, 0.06);
    near(few?.control.mean, 0.56, 0.15);
    near(many?.adapted.mean, 0.996, 0.01);
    near(many?.control.mean, 0.996, 0.01);
  });

  it('refuses devices and samples that the table does not have', () => {
    const table = new CellTable(help);
    assert.throws(() => oneProxyStudy(table, [{ proxy: 'pixel4', target: 'raspi4' }]), { message: /pixel3|pixel2/ });
    const pairs = [{ proxy: 'pixel3', target: 'raspi4' }];
    assert.throws(() => oneProxyStudy(table, pairs, { samples: [20_000] }), { path: '/samples' });
    assert.throws(() => oneProxyStudy(table, pairs, { seeds: 0 }), { path: '/seeds' });
  });
});

describe('the monotonicity report', () => {
  it('orders the pairs, least alike first', () => {
    const report = monotonicity(parseTable('index,a,b,c\n0,1,2,9\n1,2,4,8\n2,3,6,7\n', 'x.csv'));
    assert.deepEqual(report.devices, ['a', 'b', 'c']);
    assert.deepEqual(report.least, { devices: ['a', 'c'], spearman: -1 });
    assert.equal(report.shareAbove09, 1 / 3);
    assert.throws(() => monotonicity(parseTable('index,a\n0,1\n', 'x.csv')), { code: 'badRequest' });
  });

  it('gives the figures known of the published tables', { skip: withoutTable }, () => {
    for (const [file, devices, least, middle, share] of [
      ['latency_oneproxy18.csv', 18, 0.2, 0.679, 0.11],
      ['fbnet_latency_help27.csv', 27, 0.19, 0.601, 0.13],
    ] as const) {
      const report = monotonicity(readTable(referenceTable('nasbench201', file)));
      assert.equal(report.devices.length, devices);
      assert.ok(Math.abs(report.least.spearman - least) < 6e-4);
      assert.ok(Math.abs(report.median - middle) < 6e-4);
      assert.ok(Math.abs(report.shareAbove09 - share) < 6e-3);
    }
  });
});
