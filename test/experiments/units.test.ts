import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  formatAccuracy,
  formatMetric,
  formatNumber,
  formatPercent,
  formatQuantity,
  isAccuracy,
  scaleFor,
  unitOf,
  wordsOf,
} from '../../src/experiments/units.js';

describe('figures as people read them', () => {
  it('takes the prefix at which a quantity reads best', () => {
    const cases: [number, string, string][] = [
      [0.000712, 's', '712 µs'],
      [1e-3, 's', '1 ms'],
      [75, 's', '75 s'],
      [0.00143, 'J', '1.43 mJ'],
      [8e-4, 'J', '800 µJ'],
      [0.25, 'W', '250 mW'],
      [48, 'mm2', '48 mm²'],
      [65536, 'bytes', '64 KiB'],
      [1e9, 'Hz', '1 GHz'],
      [11.9364e9, 'bytes/s', '11.9 GB/s'],
      [7.996e-9, 'J s', '8.00 nJ s'],
      [0, 's', '0 s'],
      [0.384065, 'ms', '0.384 ms'],
      [12, '', '12'],
    ];
    for (const [value, unit, text] of cases) assert.equal(formatQuantity(value, unit), text);
  });

  it('keeps three significant digits and all digits of whole numbers', () => {
    const cases: [number, string][] = [
      [0.712345, '0.712'],
      [48.02, '48.0'],
      [999.96, '1000'],
      [1234.5, '1235'],
      [1_234_567, '1,234,567'],
      [-0.0998, '-0.0998'],
      [1e-5, '1.00e-5'],
      [3e15, '3.00e+15'],
      [Number.NaN, 'n/a'],
      [Number.POSITIVE_INFINITY, '∞'],
      [Number.NEGATIVE_INFINITY, '-∞'],
    ];
    for (const [value, text] of cases) assert.equal(formatNumber(value), text);
  });

  it('prints accuracies in percent with their error and kind, and nothing else so', () => {
    assert.equal(formatAccuracy(0.751, 0.016, 'surrogate'), '75.1 % ± 1.6 (surrogate)');
    assert.equal(formatAccuracy(0.751, 0, 'measured'), '75.1 % (measured)');
    assert.equal(formatMetric('net1Accuracy', 0.751), '75.1 %');
    assert.equal(formatMetric('averageQuality', 0.751), '0.751');
    assert.equal(formatMetric('accuracyStandardError', 0.016), '0.0160');
    assert.equal(isAccuracy('accuracyPercent', '%'), false);
    assert.equal(formatPercent(Number.NaN), 'n/a');
  });

  it('reads unit and words from a name', () => {
    assert.deepEqual(['latencyS', 'areaMm2', 'energyPj', 'topsPerW', 'macs', 'cycles'].map(unitOf), [
      's',
      'mm2',
      'pJ',
      '',
      '',
      '',
    ]);
    const dram = ['bandwidthBytesPerS', 'energyDelayProductJS', 'readLatencyP99S', 'l1Bytes'];
    assert.deepEqual(dram.map(unitOf), ['bytes/s', 'J s', 's', 'bytes']);
    assert.deepEqual(dram.map(wordsOf), ['bandwidth', 'energy delay product', 'read latency P99', 'l1']);
    assert.deepEqual(['latencyS', 'averageQuality', 'net1.stem', 'macs', 'latencyS*energyJ'].map(wordsOf), [
      'latency',
      'average quality',
      'net1.stem',
      'MACs',
      'latencyS*energyJ',
    ]);
  });

  it('finds one scale for many figures by the largest of them', () => {
    assert.deepEqual(scaleFor([1e-6, 2e-3, Number.POSITIVE_INFINITY], 's'), { factor: 1000, unit: 'ms' });
    assert.deepEqual(scaleFor([], 'J'), { factor: 1, unit: 'J' });
  });
});
