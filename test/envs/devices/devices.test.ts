import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deviceKinds, networkDevice, type Workload } from '../../../envs/devices/index.js';
import { microcontrollerLayers } from '../../../envs/devices/microcontroller-layers.js';
import { SystemBuilder } from '../../../envs/npu-cim-codesign/system.js';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { areaOf, evaluateLayer, mcu, npuCim } from '../../../simulators/index.js';
import { buildNetwork, nasBench201, toDataflowLayers } from '../../../src/networks/index.js';

function workloadOf(family: string, parameters: object): Workload {
  const build = () => buildNetwork(family, parameters);
  return { key: `${family} ${JSON.stringify(parameters)}`, build, family, parameters };
}
const cell = workloadOf('nas-bench-201', { cell: '3n1sps', dataset: 'cifar100', deadEdges: 'prune' });
const mobile = workloadOf('mobilenet-v2', { width: 0.35, resolution: 96 });

describe('devices', () => {
  it('run a network, each of them, and tell what they say they tell', () => {
    for (const { simulator, names } of deviceKinds) {
      // Each macro once beside an NPU.
      for (const name of names.filter((one) => !one.includes('+') || one.startsWith('ethos-u55-128'))) {
        const device = networkDevice(name);
        const { metrics, violations, refusal, accuracyDrop } = device.run(cell, {});
        assert.equal(refusal, undefined, name);
        assert.ok(
          violations.every(({ value, limit, excess }) => value > limit && excess > 0),
          name,
        );
        const told = { ...metrics, ...(accuracyDrop && { accuracyDrop: accuracyDrop(0.7) }) };
        assert.deepEqual(Object.keys(told).sort(), device.metrics.map((metric) => metric.name).sort(), name);
        for (const [metric, value] of Object.entries(told)) {
          assert.ok(metric === 'accuracyDrop' ? value >= 0 && value <= 0.7 : value > 0, `${name} ${metric} ${value}`);
        }
        for (const { source } of device.metrics) assert.equal(source.simulator, simulator);
      }
    }
  });

  it('run networks on a dataflow template layer by layer', () => {
    const hardware = { pes: 256, nocBandwidth: 32, clockMhz: 500 };
    const { metrics } = networkDevice('dla', hardware).run(cell, {});
    const [template, costs] = [loadTemplate('dataflow', 'dla'), loadTemplate('dataflow/costs', 'maestro-2021')];
    let [cycles, energyPj, l1Bytes, l2Bytes] = [0, 0, 0, 0];
    for (const { layer, repeat } of toDataflowLayers(cell.build())) {
      const cost = evaluateLayer({ layer, template, costs, pes: 256, nocBandwidth: 32 });
      cycles += repeat * cost.cycles;
      energyPj += repeat * cost.energyPj.total;
      l1Bytes = Math.max(l1Bytes, cost.l1RequiredBytes);
      l2Bytes = Math.max(l2Bytes, cost.l2RequiredBytes);
    }
    assert.ok(Math.abs((metrics['latencyS'] as number) / (cycles / 5e8) - 1) < 1e-12);
    assert.ok(Math.abs((metrics['energyJ'] as number) / (energyPj / 1e12) - 1) < 1e-12);
    const size = { pes: 256, nocBandwidth: 32, simdLanes: 1, nocArea: 'tree', l1Bytes, l2Bytes } as const;
    assert.equal(metrics['areaMm2'], areaOf(size, costs).total / 1e6);
  });

  it('run what a runtime knows as it is, with the memory and flash of the simulator', () => {
    const board = loadTemplate('boards', 'stm32f746');
    const expected = mcu.evaluateMcu({
      network: mobile.build(),
      board,
      core: loadTemplate('boards/cores', board.core),
      runtime: 'tflm-cmsis',
      costs: loadTemplate('boards/runtimes', 'tflm-cmsis'),
    });
    const device = networkDevice('stm32f746', { runtime: 'tflm-cmsis' });
    const { metrics, violations } = device.run(mobile, {});
    assert.deepEqual(metrics, {
      latencyS: (expected.latencyMs as number) / 1e3,
      energyJ: (expected.energyUj as number) / 1e6,
      sramBytes: expected.peakSramBytes,
      flashBytes: expected.flashBytes,
    });
    assert.deepEqual(
      violations.map(({ name, limit }) => [name, limit]),
      [['flashBytes', 1024 * 1024]],
    );
    assert.equal(device.metrics.find(({ name }) => name === 'sramBytes')?.limit, 320 * 1024);
  });

  it('write standalone activations as pools and normalisations as depthwise convolutions for microcontrollers', () => {
    const network = nasBench201.build({ cell: '3nnsns', dataset: 'cifar10', deadEdges: 'keep' });
    const { layers } = microcontrollerLayers(network);
    assert.equal(layers.length, network.layers.length);
    for (const [i, layer] of layers.entries()) {
      const before = network.layers[i];
      assert.deepEqual([layer.in, layer.out, layer.inputs], [before?.in, before?.out, before?.inputs]);
      if (before?.op === 'act') assert.deepEqual([layer.op, layer.kernel, layer.macs], ['maxpool', [1, 1], 0]);
      else if (before?.op === 'batchnorm') {
        // One scale and one shift for each of 64 channels of an 8 x 8 map.
        assert.deepEqual([layer.op, layer.weights, layer.bias, layer.macs], ['dwconv2d', 64, 64, 4096]);
      } else assert.equal(layer, before);
    }
  });

  it('run networks on an NPU as the system without macros, and not slower beside macros', () => {
    const alone = networkDevice('ethos-u65-512', { sramKib: 1024, offChipGBs: 4 }).run(mobile, {});
    const result = npuCim.evaluateSystem({
      system: new SystemBuilder().build({
        accelerator: 'ethos-u65-512',
        sramBytes: 1024 * 1024,
        offChipBytesPerNs: 4,
      }),
      work: npuCim.workOf(mobile.build(), loadTemplate('npu/system', 'default').passes),
      assignment: 'npu-only',
      schedule: 'sequential',
      residency: 'greedy',
      contention: 'fluid',
      splitOutputChannels: false,
    });
    assert.equal(alone.metrics['latencyS'], result.latencyNs / 1e9);
    const same = { sramKib: 1024, offChipGBs: 4 };
    const unused = networkDevice('ethos-u65-512+hung-isscc-2022', { ...same, assignment: 'npu-only' }).run(mobile, {});
    assert.equal(unused.metrics['latencyS'], alone.metrics['latencyS']);
    assert.ok((unused.metrics['areaMm2'] as number) > (alone.metrics['areaMm2'] as number));
    const used = networkDevice('ethos-u65-512+hung-isscc-2022', same).run(mobile, {});
    assert.ok((used.metrics['latencyS'] as number) <= (alone.metrics['latencyS'] as number));
  });

  it('charge analog macros with accuracy, and digital ones with none', () => {
    const drop = (name: string) => networkDevice(name).run(mobile, {}).accuracyDrop?.(0.7);
    assert.equal(drop('yan-isscc-2022'), 0);
    assert.ok((drop('row-parallel-esscirc-2021') as number) > 0.1);
  });

  it('open their hardware to a search, but for what is fixed', () => {
    const searched = networkDevice('dataflow', { nocBandwidth: 32, clockMhz: 400 });
    assert.deepEqual(
      searched.parameters.map(({ name, group }) => [name, group]),
      [
        ['template', 'hardware'],
        ['pes', 'hardware'],
      ],
    );
    const fixed = networkDevice('shi', { pes: 512, nocBandwidth: 32, clockMhz: 400 });
    assert.deepEqual(searched.run(cell, { template: 'shi', pes: 512 }), fixed.run(cell, {}));
    assert.notDeepEqual(searched.run(cell, { template: 'rs', pes: 512 }), fixed.run(cell, {}));
    assert.match(String(searched.metrics[0]?.source.assumption), /400 MHz/);
  });

  it('turn what a simulator refuses into a violation of its name', () => {
    const attention = workloadOf('deit-t', {});
    const { metrics, violations, refusal } = networkDevice('hermes-vlsi-2021').run(attention, {});
    assert.deepEqual([metrics, violations], [{}, [{ name: 'unsupported', value: 1, limit: 0, excess: 1 }]]);
    assert.match(String(refusal), /two maps/);
    assert.equal(networkDevice('eyeriss').run(mobile, {}).violations[0]?.name, 'unsupported');
    // A mapping of clusters of eight on four PEs.
    const { violations: small } = networkDevice('shi', { pes: 4 }).run(cell, {});
    assert.equal(small[0]?.name, 'clusterTooLarge');
  });

  it('refuse names and settings with what is near', () => {
    for (const [name, hardware, path, message] of [
      ['ethos-u55', {}, '/options/device', /ethos-u55-32/],
      ['hw-nas-bench-additive', {}, '/options/device', /no device/],
      ['dla', { pe: 4 }, '/options/hardware/pe', /nearest: pes/],
      ['dla', { pes: 0 }, '/options/hardware/pes', />= 1/],
      ['dla', { template: 'rs' }, '/options/hardware/template', /says its template/],
      ['fpga', { pes: 64 }, '/options/hardware/pes', /unknown option/],
      ['cim', { macro: 'yan-isscc-2022' }, '/options/hardware', /name the device/],
      ['mcu', { runtime: 'mcuformer' }, '/options/hardware/runtime', /tinyengine/],
    ] as const) {
      assert.throws(() => networkDevice(name, hardware), { code: 'badRequest', path, message });
    }
  });
});
