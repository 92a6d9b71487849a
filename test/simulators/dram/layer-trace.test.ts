import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadTemplate, templateNames } from '../../../hwtemplates/index.js';
import { evaluateLayer, type Layer, type LayerRequest } from '../../../simulators/dataflow/index.js';
import { layerTrace, simulateDram } from '../../../simulators/dram/index.js';
import { handler } from '../../../src/cli/simulate/dram.js';

const costs = loadTemplate('dataflow/costs', 'maestro-2021');
const convolution: Layer = { op: 'conv2d', k: 32, c: 16, r: 3, s: 3, y: 30, x: 30 };
/** Bytes of input, weights and outputs. */
const layers: readonly (readonly [Layer, number, number, number])[] = [
  [convolution, 16 * 30 * 30, 32 * 16 * 9, 32 * 28 * 28],
  [{ op: 'depthwiseConv2d', c: 19, r: 5, s: 5, y: 18, x: 18 }, 19 * 18 * 18, 19 * 25, 19 * 14 * 14],
];

function traceOf(layer: Layer, template: string, rest: Partial<LayerRequest> = {}, clockGHz = 1) {
  const request = { layer, template: loadTemplate('dataflow', template), pes: 64, nocBandwidth: 16, costs, ...rest };
  const cost = evaluateLayer(request);
  return { cost, trace: layerTrace(request, cost, { bytesPerBurst: 64, tCKps: 833, clockGHz }) };
}

describe('trace of a layer', () => {
  for (const [layer, input, weight, output] of layers) {
    for (const template of ['shi', 'dla', 'rs']) {
      it(`moves every line of every tensor exactly once (${layer.op}, ${template})`, () => {
        const { cost, trace } = traceOf(layer, template);
        assert.equal(cost.dramBytes, input + weight + output);
        const lines = [input, weight, output].map((bytes) => Math.ceil(bytes / 64)) as [number, number, number];
        const all = lines[0] + lines[1] + lines[2];
        assert.deepEqual(
          [...trace.lines].sort((a, b) => a - b),
          Array.from({ length: all }, (_, i) => i),
        );
        trace.lines.forEach((line, i) => {
          assert.equal(trace.writes[i], line >= lines[0] + lines[1] ? 1 : 0);
        });
        assert.ok(trace.clocks.every((clock, i) => i === 0 || clock >= (trace.clocks[i - 1] as number)));
        assert.ok((trace.clocks.at(-1) as number) <= (cost.cycles * 1000) / 833);
        assert.deepEqual(traceOf(layer, template).trace, trace);
      });
    }
  }

  it('moves weights alone where activations stay on the chip', () => {
    const { trace } = traceOf(convolution, 'dla', { dramPolicy: 'weightsOnly' });
    assert.equal(trace.lines.length, Math.ceil((32 * 16 * 9) / 64));
    assert.ok(trace.writes.every((write) => write === 0));
  });

  it('is never finished later by a memory of more bandwidth, nor before the array', () => {
    const { trace } = traceOf(convolution, 'dla', { pes: 1024, nocBandwidth: 1000 }, 4);
    const times = ['ddr4_1866', 'ddr4_2400'].map((name) => {
      const device = loadTemplate('dram', name);
      const { rcb } = loadTemplate('dram/address-maps', device.standard.toLowerCase()).maps;
      assert.ok(rcb !== undefined);
      const { totalCycles, totalTimeNs } = simulateDram({ device, addressMap: rcb, trace });
      assert.ok(totalCycles > (trace.clocks.at(-1) as number));
      return totalTimeNs;
    }) as [number, number];
    assert.ok(times[1] <= times[0], String(times));
  });

  it('is a kind of trace of the machine interface, on every device', () => {
    const dataflow = { layer: convolution, template: 'dla', pes: 64, nocBandwidth: 16 };
    for (const device of templateNames('dram')) {
      const { commandCounts: n } = handler({ device, trace: { dataflow } }) as ReturnType<typeof simulateDram>;
      const burst = loadTemplate('dram', device).bytes_per_burst;
      assert.equal(n.WR, Math.ceil((32 * 28 * 28) / burst));
      assert.equal(n.RD, Math.ceil((16 * 30 * 30) / burst) + Math.ceil((32 * 16 * 9) / burst));
    }
  });

  it('refuses what it cannot trace, naming the field', () => {
    const dataflow = { layer: convolution, template: 'dla', pes: 64, nocBandwidth: 16 };
    const bad: readonly [object, string][] = [
      [{ dataflow: { ...dataflow, mode: 'maestro' } }, '/trace/dataflow/mode'],
      [{ dataflow, clockGHz: 0 }, '/trace/clockGHz'],
      [{ dataflow, clock: 1 }, '/trace/clock'],
      [{ dataflow: 'dla' }, '/trace/dataflow'],
    ];
    for (const [trace, path] of bad) {
      assert.throws(() => handler({ device: 'ddr3_1600', trace }), { code: 'badRequest', path });
    }
  });
});
