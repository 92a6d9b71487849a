/** Assignments by rule: who runs what. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byKind, greedily, onCim, onNpu } from '../../../simulators/npu-cim/baselines.js';
import type { System, Work } from '../../../simulators/npu-cim/index.js';
import { layerTimes } from '../../../simulators/npu-cim/layer-times.js';
import { NetworkBuilder } from '../../../src/networks/index.js';
import { systemOf, worked } from './support.js';

/** A pointwise, a depthwise and a 3x3 convolution, an attention's product, and a classifier. */
function mixed(): Work[] {
  const network = new NetworkBuilder('mixed', { h: 7, w: 7, c: 64 });
  network.conv({ out: 96, kernel: 1 });
  network.dwconv({ kernel: 3 });
  const keys = network.conv({ out: 64, kernel: 3 });
  const scores = network.matmul({ batch: 1, m: 49, k: 64, n: 49, out: [7, 7, 49] }, keys, keys);
  network.avgpool({ kernel: 7, stride: 7 }, scores);
  network.fc({ out: 10 });
  return worked(network.build());
}

const work = mixed();
const onMacros = (assignment: readonly number[]): string[] =>
  work.flatMap(({ name }, i) => (assignment[i] === 1 ? [name] : []));

describe('assignments by rule', () => {
  it('give nothing, everything that can run there, or pointwise and linear layers to the macros', () => {
    const system = systemOf({ macros: 64 });
    assert.deepEqual(onMacros(onNpu(work)), []);
    assert.deepEqual(onMacros(onCim(system, work)), ['conv2d', 'conv2d', 'fc']);
    assert.deepEqual(onMacros(byKind(system, work)), ['conv2d', 'fc']);
  });

  it('give the macros what their options allow', () => {
    const system = systemOf({ macros: 64, packDepthwise: true, dynamicWeights: true });
    assert.deepEqual(onMacros(onCim(system, work)), ['conv2d', 'dwconv2d', 'conv2d', 'matmul', 'fc']);
    assert.deepEqual(onMacros(byKind(system, work)), ['conv2d', 'fc']);
  });

  it('take layer by layer the cheaper device, and count what changing it costs', () => {
    const network = new NetworkBuilder('chain', { h: 28, w: 28, c: 16 });
    for (const [i, out] of [16, 256, 32, 16].entries()) network.conv({ out, kernel: i === 1 ? 3 : 1 });
    const chain = worked(network.build());
    const free = { ...systemOf({ macros: 1024, accelerator: 'ethos-u55-256' }), switchCycles: 0 };
    const fast: System = { ...free, sram: { ...free.sram, bytesPerNs: 1e6 } };
    const nothingSpilled = chain.map(() => 0);
    const times = layerTimes(fast, chain, nothingSpilled);
    const cheaper = times.map(({ npuNs, residentNs }) => (residentNs < npuNs ? 1 : 0));
    assert.ok(cheaper.includes(0) && cheaper.includes(1), `${cheaper}`);
    assert.deepEqual(greedily(fast, chain, times), cheaper);
    const dear = { ...fast, switchCycles: 1e9 };
    const [first, ...rest] = greedily(dear, chain, layerTimes(dear, chain, nothingSpilled));
    assert.ok(rest.every((share) => share === first));
  });
});
