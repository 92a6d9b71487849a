/** Operators of mlperf-tiny-ic as Vela estimates them, and figures that follow by hand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { evaluateTwoParameter, readNpuLayer } from '../../../simulators/npu/index.js';
import { operator, simulate } from './support.js';

describe('operators of mlperf-tiny-ic on ethos-u55-256', () => {
  const body = operator('conv2d', [32, 32, 16], [32, 32, 16], { kernel: [3, 3] });

  it('cuts a 3x3 convolution into blocks of 12x16x16 and computes it in 14,830 cycles', () => {
    const [, layer] = simulate('ethos-u55-256', operator('add', [32, 32, 16], [32, 32, 16]), body).layers;
    assert.deepEqual(layer?.block, [12, 16, 16]);
    assert.equal(layer?.partKernel, true);
    assert.equal(layer?.npuCycles, 14_830);
    assert.equal(layer?.sramCycles, 5_072);
    assert.equal(layer?.cycles, 14_830);
  });

  it('adds two maps at 0.75 cycles an element', () => {
    const [layer] = simulate('ethos-u55-256', operator('add', [32, 32, 16], [32, 32, 16])).layers;
    assert.equal(layer?.cycles, 12_288);
    assert.equal(layer?.macs, 0);
  });

  it('is bound by SRAM in a strided 1x1 convolution', () => {
    const strided = operator('conv2d', [32, 32, 16], [16, 16, 32], { stride: [2, 2] });
    const [, layer] = simulate('ethos-u55-256', body, strided).layers;
    assert.equal(layer?.npuCycles, 2_448);
    assert.equal(layer?.sramCycles, 3_072);
    assert.equal(layer?.cycles, 3_072);
  });
});

describe('figures by hand', () => {
  it('counts MACs, energy of MACs and area of the array', () => {
    const result = simulate('ethos-u55-128', operator('conv2d', [8, 8, 16], [8, 8, 32], { kernel: [3, 3] }));
    const macs = 8 * 8 * 32 * 9 * 16;
    assert.equal(result.macs, macs);
    assert.ok(Math.abs(result.energyMjBy.compute - (macs * 0.25 * 1.5) / 1e9) < 1e-15);
    assert.ok(Math.abs(result.areaMm2 - (128 * 579 * 1.5 + 1e6) / 1e6) < 1e-12);
    assert.ok(Math.abs(result.utilization - macs / (128 * result.cycles)) < 1e-15);
  });

  it('reads the weights of a fully connected layer from off chip, in place', () => {
    const [layer] = simulate('ethos-u55-128', operator('fullyConnected', [1, 1, 640], [1, 1, 128])).layers;
    assert.equal(layer?.offChipBytes, 640 * 128);
    assert.equal(layer?.cycles, 640 * 128);
  });

  it('keeps the smaller map off chip where both exceed the SRAM', () => {
    const wide = operator('conv2d', [64, 64, 64], [64, 64, 96]);
    const [, layer] = simulate('ethos-u65-256', operator('maxPool', [64, 64, 64], [64, 64, 64]), wide).layers;
    assert.equal(layer?.sramBytes, 64 * 64 * 96);
    assert.ok((layer?.offChipBytes ?? 0) >= 64 * 64 * 64);
  });

  it('adds the time of the weights beyond 8 MB on the two-parameter accelerator', () => {
    const layer = operator('fullyConnected', [1, 1, 10_000], [1, 1, 2_000]);
    const { latencyMs, provenance } = evaluateTwoParameter([layer], loadTemplate('npu/two-parameter', 'edge-tpu'));
    assert.ok(Math.abs(latencyMs - (20e6 / (2e12 * 0.21) + 12e6 / 5.6e8) * 1e3) < 1e-9);
    assert.equal(provenance.extrapolated, true);
  });

  it('fills in kernel, stride and activation', () => {
    const layer = readNpuLayer({ op: 'add', inShape: [2, 2, 2], outShape: [2, 2, 2] }, '/layers/0');
    assert.deepEqual(layer, operator('add', [2, 2, 2], [2, 2, 2]));
  });
});
