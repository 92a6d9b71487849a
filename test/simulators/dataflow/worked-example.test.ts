/** A small layer followed by hand, its variants, and mappings that meet each of MAESTRO's defects. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Directive,
  evaluateLayer,
  type LayerCost,
  type LayerRequest,
} from '../../../simulators/dataflow/index.js';
import { handler } from '../../../src/cli/simulate/dataflow.js';
import { costs } from './generators.js';

const worked = {
  layer: { op: 'conv2d', k: 4, c: 6, r: 3, s: 3, y: 6, x: 6 },
  template: 'dla',
  cluster: 4,
  pes: 8,
  nocBandwidth: 4,
};
const cost = (more: Readonly<Record<string, unknown>> = {}) =>
  handler({ ...worked, mode: 'maestro', ...more }) as LayerCost;

describe('dataflow, worked example', () => {
  it('counts as MAESTRO does', () => {
    const { cycles, macs, macsTrue, accesses, ...rest } = cost();
    assert.deepEqual([cycles, macs, macsTrue], [1755, 3456, 3456]);
    assert.equal(accesses.input.l2Reads, 1116);
    assert.equal(accesses.weight.l2Reads, 288);
    assert.equal(accesses.output.l2Writes, 128);
    assert.deepEqual(
      [rest.l1RequiredBytes, rest.l2RequiredBytes, rest.averageActivePes, rest.cluster],
      [54, 220, 8, 4],
    );
    assert.equal(rest.energyPj.total.toFixed(4), '15359.4276');
    assert.equal(rest.energyPj.mac.toFixed(2), '794.88');
    assert.equal(rest.energyPj.dram, 0);
    assert.equal(rest.dramBytes, 0);
    assert.equal(rest.energyPj.maestroActivity?.toFixed(4), '14290.6084');
    assert.equal(rest.areaUm2.total.toFixed(4), '102753.2579');
    assert.equal(rest.powerMw.total.toFixed(4), '12.8356');
    assert.equal(rest.utilization, 3456 / (1755 * 8));
    assert.deepEqual(rest.provenance, { mode: 'maestro', costs: 'maestro-2021', validated: true });
  });

  it('follows the variants', () => {
    const wide = cost({ pes: 12 });
    assert.deepEqual([wide.cycles, wide.l2RequiredBytes], [1773, 294]);
    assert.equal(cost({ offchipBandwidth: 2 }).cycles, 3456);
    assert.equal(cost({ simdLanes: 2 }).cycles, 1507);
    assert.equal(cost({ nocLatencyCycles: 0 }).cycles, 1690);
  });

  it('repairs it in mode corrected, the default', () => {
    const repaired = handler(worked) as LayerCost;
    assert.deepEqual(repaired, cost({ mode: 'corrected', nocArea: 'tree', dramPolicy: 'perLayer' }));
    const { output } = repaired.accesses;
    assert.deepEqual([repaired.cycles, output.l2Writes, output.l2Reads, repaired.l1RequiredBytes], [1755, 128, 64, 38]);
    assert.equal(repaired.energyPj.total.toFixed(2), '38175.43');
    assert.equal(repaired.energyPj.maestroActivity, null);
    assert.equal(repaired.areaUm2.total.toFixed(2), '64612.16');
    assert.equal(repaired.dramBytes, 216 + 216 + 64);
    assert.equal(repaired.provenance.validated, false);
  });

  it('says whether given buffers hold the mapping, and sizes the area by them', () => {
    assert.equal(cost().fits, null);
    assert.equal(cost({ l1Bytes: 54, l2Bytes: 220 }).fits, true);
    assert.equal(cost({ l1Bytes: 53, l2Bytes: 220 }).fits, false);
    assert.equal(cost({ l2Bytes: 219 }).fits, false);
    const larger = cost({ l1Bytes: 512, l2Bytes: 65536 });
    assert.equal(larger.areaUm2.l1, 8 * 512 * 0.104);
    assert.equal(larger.powerMw.l2, 65536 * 0.00345);
    assert.equal(larger.energyPj.total, cost().energyPj.total);
  });

  it('keeps activations on chip under dramPolicy weightsOnly', () => {
    const weights = handler({ ...worked, dramPolicy: 'weightsOnly' }) as LayerCost;
    assert.equal(weights.dramBytes, 216);
    assert.equal(weights.energyPj.dram, 0.23 * 200 * 216);
  });

  it('waits for the whole layer to cross the edge of the chip in mode corrected', () => {
    const thin = { ...worked, layer: { op: 'conv2d', k: 64, c: 64, r: 1, s: 1, y: 1, x: 1 }, cluster: 8 };
    const slow = handler({ ...thin, offchipBandwidth: 1 }) as LayerCost;
    assert.equal(slow.cycles, 64 + 4096 + 64);
  });
});

/** `T(1,1)K S(3,1)Y Cluster(4) ...` as a directive list. */
function list(text: string): Directive[] {
  return text.split(' ').map((word) => {
    const cluster = /^Cluster\((\d+)\)$/.exec(word);
    if (cluster) return { cluster: Number(cluster[1]) };
    const [, kind, size, offset, dimension = ''] = /^([TS])\((\d+),(\d+)\)(.*)$/.exec(word) ?? [];
    return { map: kind === 'S' ? 'spatial' : 'temporal', size: Number(size), offset: Number(offset), dimension };
  });
}

const conv = (k: number, c: number, kernel: number, y: number, x: number, stride: number) =>
  ({ op: 'conv2d', k, c, r: kernel, s: kernel, y, x, strideY: stride, strideX: stride }) as const;

interface Example {
  readonly request: Readonly<Record<string, unknown>>;
  readonly directives?: string;
  /** cycles, macs, input and weight L2 reads, output L2 writes, l1, l2. */
  readonly maestro: readonly number[] | 'degenerateMapping';
  /** cycles, macs, input and weight L2 reads, output L2 writes and reads, l1, l2. */
  readonly corrected: readonly number[];
}

const examples: Readonly<Record<string, Example>> = {
  'B: an edge round with one active unit, stride 2': {
    request: { layer: conv(3, 2, 3, 11, 9, 2), pes: 4 },
    directives: 'T(1,1)K S(3,1)Y T(1,1)C T(3,1)X T(3,3)R T(3,3)S',
    maestro: [885, 1512, 738, 81, 240, 54, 104],
    corrected: [453, 1080, 738, 81, 120, 60, 38, 98],
  },
  'C: primed maps, several outputs a tile': {
    request: { layer: conv(5, 3, 3, 9, 9, 1), pes: 2, nocBandwidth: 8 },
    directives: "S(2,2)K T(1,1)Y' T(4,4)X' T(2,2)C T(3,3)R T(3,3)S",
    maestro: [3983, 6615, 1980, 1620, 490, 216, 248],
    corrected: [3983, 6615, 1980, 1620, 245, 0, 160, 248],
  },
  'D: a tile larger than its dimension': {
    request: { layer: conv(2, 2, 3, 9, 9, 1), pes: 16 },
    directives: 'T(1,1)K T(1,1)C S(3,1)Y T(10,8)X T(3,3)R T(3,3)S Cluster(8) S(3,1)X',
    maestro: 'degenerateMapping',
    corrected: [448, 1764, 522, 36, 196, 98, 38, 154],
  },
  'E: a matrix product': {
    request: { layer: { op: 'gemm', m: 10, n: 6, k: 14 }, pes: 16, template: 'gemm', cluster: 4 },
    maestro: [299, 840, 880, 240, 240, 6, 48],
    corrected: [299, 840, 880, 240, 60, 0, 6, 48],
  },
  'F: depthwise, stride 2': {
    request: { layer: { op: 'depthwiseConv2d', c: 5, r: 3, s: 3, y: 8, x: 8, strideY: 2, strideX: 2 }, pes: 2 },
    directives: 'S(1,1)C T(3,1)Y T(3,1)X T(3,3)R T(3,3)S',
    maestro: [252, 405, 315, 45, 45, 54, 76],
    corrected: [252, 405, 315, 45, 45, 0, 38, 76],
  },
  'G: a kernel smaller than the stride': {
    request: { layer: conv(2, 2, 1, 14, 14, 2), pes: 8 },
    directives: 'T(1,1)K T(1,1)C S(1,1)Y T(7,8)X T(1,1)R T(1,1)S Cluster(4) S(1,1)X',
    maestro: [159, 528, 280, 4, 528, 6, 34],
    corrected: [99, 196, 216, 4, 196, 98, 6, 34],
  },
  'H: row stationary': {
    request: { layer: conv(20, 2, 3, 10, 7, 1), pes: 9, template: 'rs' },
    maestro: [5263, 14400, 720, 6624, 1600, 198, 438],
    corrected: [5263, 14400, 720, 6624, 1600, 800, 134, 438],
  },
  'I: output rows and columns, stride 2': {
    request: { layer: conv(2, 3, 3, 15, 15, 2), pes: 8 },
    directives: 'T(1,1)K T(1,1)C S(3,1)Y T(9,8)X T(3,3)R T(3,3)S Cluster(4) S(3,1)X',
    maestro: [1024, 5832, 2052, 54, 864, 54, 168],
    corrected: [1024, 2646, 2052, 54, 294, 196, 38, 142],
  },
  'J: three levels': {
    request: { layer: conv(8, 8, 3, 8, 8, 1), pes: 16 },
    directives: 'S(2,2)K T(4,4)C T(3,1)Y T(3,1)X T(3,3)R T(3,3)S Cluster(4) S(2,2)C Cluster(2) S(1,1)K',
    maestro: [8541, 20736, 2268, 576, 576, 90, 368],
    corrected: [8541, 20736, 2268, 576, 576, 288, 74, 368],
  },
};

describe('dataflow, small mappings', () => {
  for (const [name, { request, directives, maestro, corrected }] of Object.entries(examples)) {
    const whole = {
      nocBandwidth: 4,
      ...request,
      ...(directives === undefined ? {} : { directives: list(directives) }),
    };

    it(`${name}: as MAESTRO`, () => {
      const run = () => handler({ ...whole, mode: 'maestro' }) as LayerCost;
      if (maestro === 'degenerateMapping') return assert.throws(run, { code: 'degenerateMapping' });
      const { cycles, macs, accesses, l1RequiredBytes: l1, l2RequiredBytes: l2 } = run();
      const { input, weight, output } = accesses;
      assert.deepEqual([cycles, macs, input.l2Reads, weight.l2Reads, output.l2Writes, l1, l2], maestro);
    });

    it(`${name}: corrected`, () => {
      const { cycles, macs, accesses, l1RequiredBytes: l1, l2RequiredBytes: l2 } = handler(whole) as LayerCost;
      const { input, weight, output } = accesses;
      const traffic = [input.l2Reads, weight.l2Reads, output.l2Writes, output.l2Reads];
      assert.deepEqual([cycles, macs, ...traffic, l1, l2], corrected);
    });
  }

  it('counts the ragged unit of a last round, which MAESTRO loses', () => {
    const request: LayerRequest = {
      layer: { op: 'conv2d', k: 9, c: 1, r: 1, s: 1, y: 1, x: 1 },
      directives: list('S(2,2)K'),
      pes: 3,
      nocBandwidth: 4,
      costs,
    };
    assert.equal(evaluateLayer({ ...request, mode: 'maestro' }).macs, 7);
    assert.equal(evaluateLayer(request).accesses.output.l2Writes, 9);
  });

  it('lets a tile go once when the reduction is innermost, whatever the number of its steps', () => {
    for (const k of [13, 16, 64]) {
      const request = { layer: { op: 'gemm', m: 10, n: 6, k }, template: 'gemm', cluster: 4, pes: 16, nocBandwidth: 4 };
      const { output } = (handler(request) as LayerCost).accesses;
      assert.deepEqual([output.l2Writes, output.l2Reads], [60, 0]);
    }
  });
});
