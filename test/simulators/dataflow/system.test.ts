import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { areaOf, evaluateSystem, type Layer, layerCost, listSchedule } from '../../../simulators/dataflow/index.js';
import { costs } from './generators.js';

const network: Layer[] = [
  { op: 'conv2d', k: 32, c: 3, r: 3, s: 3, y: 34, x: 34 },
  { op: 'conv2d', k: 64, c: 32, r: 3, s: 3, y: 18, x: 18 },
  { op: 'depthwiseConv2d', c: 64, r: 3, s: 3, y: 18, x: 18 },
  { op: 'gemm', m: 1, n: 10, k: 64 },
];
const dla = { template: loadTemplate('dataflow', 'dla'), pes: 256, nocBandwidth: 16 };
const shi = { template: loadTemplate('dataflow', 'shi'), pes: 128, nocBandwidth: 8 };
const none = { ...shi, pes: 0 };
const settings = { costs, offchipBandwidth: 64 };
const request = { ...settings, networks: [network, network.slice(1)], subAccelerators: [dla, none, shi] };

describe('dataflow system', () => {
  it('sums what the layers cost where they run', () => {
    const { subAcceleratorOf, start, end, cycles, latencyS, energyPj, areaUm2, subAccelerators } =
      evaluateSystem(request);
    const layers = request.networks.flat();
    const parts = [dla, none, shi];
    const summaries = layers.map((layer, i) => {
      const { template, pes, nocBandwidth } = parts[subAcceleratorOf[i] as number] as typeof dla;
      return layerCost({ ...settings, layer, template, pes, nocBandwidth });
    });
    assert.equal(
      energyPj,
      summaries.reduce((sum, { energyPj }) => sum + energyPj, 0),
    );
    summaries.forEach((summary, i) => {
      assert.equal((end[i] as number) - (start[i] as number), summary.cycles);
    });
    assert.equal(cycles, Math.max(...end));
    assert.equal(latencyS, cycles / 1e9);
    assert.equal(
      areaUm2,
      subAccelerators.reduce((sum, { areaUm2 }) => sum + areaUm2, 0),
    );
    parts.forEach(({ pes, nocBandwidth }, index) => {
      const own = summaries.filter((_, i) => subAcceleratorOf[i] === index);
      const [l1Bytes, l2Bytes] = [
        Math.max(0, ...own.map(({ l1RequiredBytes }) => l1RequiredBytes)),
        Math.max(0, ...own.map(({ l2RequiredBytes }) => l2RequiredBytes)),
      ];
      const size = { pes, nocBandwidth, simdLanes: 1, nocArea: 'tree', l1Bytes, l2Bytes } as const;
      const areaUm2 = pes === 0 ? 0 : areaOf(size, costs).total;
      assert.deepEqual(subAccelerators[index], {
        areaUm2,
        l1Bytes,
        l2Bytes,
        layers: own.length,
        energyPj: own.reduce((sum, { energyPj }) => sum + energyPj, 0),
        busyCycles: own.reduce((sum, { cycles }) => sum + cycles, 0),
      });
    });
  });

  it('trades energy for time under a limit', () => {
    const frugal = evaluateSystem(request);
    const faster = evaluateSystem({ ...request, limitCycles: frugal.cycles - 1 });
    assert.equal(frugal.withinLimit, true);
    assert.ok(faster.cycles < frugal.cycles);
    assert.ok(faster.energyPj >= frugal.energyPj);
  });

  it('asks the given cost function once for each layer object and existing sub-accelerator', () => {
    let calls = 0;
    const counted = evaluateSystem(request, (layer) => {
      calls++;
      return layerCost(layer);
    });
    assert.equal(calls, 4 * 2);
    assert.deepEqual(counted, evaluateSystem(request));
  });

  it('leaves one unit of each buffer to a sub-accelerator without layers', () => {
    const { subAccelerators } = evaluateSystem({ ...request, networks: [] });
    const size = { pes: 256, nocBandwidth: 16, simdLanes: 1, nocArea: 'tree', l1Bytes: 0, l2Bytes: 0 } as const;
    assert.deepEqual(subAccelerators[0], {
      areaUm2: areaOf(size, costs).total,
      l1Bytes: 0,
      l2Bytes: 0,
      layers: 0,
      energyPj: 0,
      busyCycles: 0,
    });
    assert.equal(evaluateSystem({ ...request, networks: [[], []] }).cycles, 0);
  });

  it('agrees with the list schedule on one sub-accelerator', () => {
    const alone = evaluateSystem({ ...request, subAccelerators: [dla] });
    const times = request.networks.flat().map((layer) => layerCost({ ...settings, layer, ...dla }).cycles);
    const instance = { chains: [4, 3], machines: 1, times, energies: times };
    assert.equal(
      alone.cycles,
      listSchedule(
        instance,
        times.map(() => 0),
      ).makespan,
    );
    assert.equal(
      alone.cycles,
      times.reduce((sum, time) => sum + time, 0),
    );
  });

  it('keeps the layers of a group on one sub-accelerator', () => {
    const limitCycles = Math.floor(evaluateSystem(request).cycles / 2);
    for (const groups of [
      [0, 1, 2, 3, 1, 2, 3],
      [5, 5, 5, 5, 5, 5, 5],
    ]) {
      const { subAcceleratorOf } = evaluateSystem({ ...request, groups, limitCycles });
      groups.forEach((label, layer) => {
        assert.equal(subAcceleratorOf[layer], subAcceleratorOf[groups.indexOf(label)]);
      });
    }
    assert.throws(() => evaluateSystem({ ...request, groups: [0] }), { code: 'badRequest', path: '/groups' });
  });

  it('refuses a system without PEs or clock', () => {
    assert.throws(() => evaluateSystem({ ...request, subAccelerators: [none] }), { path: '/subAccelerators' });
    assert.throws(() => evaluateSystem({ ...request, clockHz: 0 }), { code: 'badRequest', path: '/clockHz' });
  });
});
