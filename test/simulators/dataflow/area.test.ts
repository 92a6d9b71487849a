import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { areaOf, powerOf } from '../../../simulators/dataflow/index.js';
import { costs } from './generators.js';

const size = { pes: 256, nocBandwidth: 16, simdLanes: 1, nocArea: 'flat', l1Bytes: 54, l2Bytes: 5768 } as const;

describe('dataflow area and power', () => {
  it('sums its parts', () => {
    const area = areaOf(size, costs);
    assert.equal(area.total, area.macs + area.l1 + area.l2 + area.bus + area.arbiter);
    assert.equal(area.macs, 256 * 283);
    assert.equal(area.total.toFixed(1), '40188091.8');
    const power = powerOf(size, costs);
    assert.equal(power.total.toFixed(4), '458.1061');
  });

  it('is mostly arbiter under the flat network: 84 % at 256 PEs, 95 % at 1024', () => {
    const share = (pes: number) => {
      const area = areaOf({ ...size, pes }, costs);
      return Math.floor((100 * area.arbiter) / area.total);
    };
    assert.deepEqual([share(256), share(1024)], [84, 95]);
  });

  it('never goes below one smallest arbiter and its power floor', () => {
    const one = areaOf({ ...size, pes: 1 }, costs);
    assert.equal(one.arbiter, 395.473);
    assert.equal(powerOf({ ...size, pes: 1 }, costs).noc, 0.0008 * (14.662 + 28.895) * 16 + 0.34);
    assert.equal(areaOf({ ...size, pes: 1, nocArea: 'tree' }, costs).arbiter, 0);
  });

  it('grows linearly under the tree', () => {
    const tree = (pes: number) => areaOf({ ...size, pes, nocArea: 'tree' }, costs).arbiter;
    assert.equal(tree(257), 256 * 395.473);
    assert.equal(
      powerOf({ ...size, pes: 11, nocArea: 'tree' }, costs).noc,
      0.0008 * (14.662 * 11 + 28.895) * 16 + 0.0034,
    );
  });

  it('counts buffers in whole units, at least one', () => {
    const old = loadTemplate('dataflow/costs', 'maestro-2019');
    const area = (l1Bytes: number, l2Bytes: number) => areaOf({ ...size, l1Bytes, l2Bytes }, old);
    assert.equal(area(0, 0).l1, 256 * 4505.1889);
    assert.equal(area(0, 0).l2, 4161.536);
    assert.equal(area(65, 32769).l1, 256 * 2 * 4505.1889);
    assert.equal(area(65, 32769).l2, 2 * 4161.536);
    assert.equal(powerOf({ ...size, l1Bytes: 65, l2Bytes: 32769 }, old).l2, 8);
    assert.match(old.caveat ?? '', /904 pJ/);
  });
});
