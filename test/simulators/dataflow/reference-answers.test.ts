/** Answers for two layers under each template in both modes, to the digits that are published with the model. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LayerCost } from '../../../simulators/dataflow/index.js';
import { handler } from '../../../src/cli/simulate/dataflow.js';

const layers = {
  'conv2d 64 64 3 3 58 58': { op: 'conv2d', k: 64, c: 64, r: 3, s: 3, y: 58, x: 58 },
  'depthwiseConv2d 96 3 3 114 114, stride 2': {
    op: 'depthwiseConv2d',
    c: 96,
    r: 3,
    s: 3,
    y: 114,
    x: 114,
    strideY: 2,
    strideX: 2,
  },
};

/**
 * cycles, L2 reads of input, weight, output, L2 writes of output, l1, l2, energy uJ, area um2, power mW: MAESTRO at an
 * off-chip bandwidth of 70000, corrected at 16.
 */
const answers: Readonly<Record<keyof typeof layers, Readonly<Record<string, readonly [string, string]>>>> = {
  'conv2d 64 64 3 3 58 58': {
    shi: [
      '2338492, 37351104, 36864, 200704, 12845056, 54, 2450, 436.666650, 40187746.7, 446.6590',
      '2338492, 37351104, 36864, 12644352, 12845056, 38, 2450, 510.760941, 6334904.3, 403.4239',
    ],
    dla: [
      '4065381, 9969216, 36864, 200704, 200704, 54, 5768, 254.761974, 40188091.8, 458.1061',
      '4065381, 9969216, 36864, 0, 200704, 38, 5768, 274.734644, 6335249.4, 414.8710',
    ],
    rs: [
      '831529, 1806336, 2056464, 200704, 12845056, 198, 3088, 280.214749, 40191646.9, 576.0409',
      '831529, 1806336, 2056464, 12644352, 12845056, 134, 3088, 354.309039, 6337526.5, 490.4122',
    ],
  },
  'depthwiseConv2d 96 3 3 114 114, stride 2': {
    shi: [
      '110256, 1761551, 864, 1204224, 1088640, 54, 5172, 32.242211, 40188029.8, 456.0499',
      '110928, 1772399, 864, 0, 301056, 38, 3794, 89.901708, 6335044.1, 408.0607',
    ],
    dla: [
      '113967, 1822464, 864, 1204224, 297920, 54, 3646, 25.093416, 40187871.1, 450.7852',
      '113967, 1822464, 864, 0, 301056, 38, 3648, 90.135347, 6335028.9, 407.5570',
    ],
    rs: [
      '177358, 2741760, 47889, 1204224, 596736, 18, 1260, 30.881968, 40186664.5, 410.7583',
      '177358, 2709504, 47889, 0, 301056, 14, 1138, 94.494348, 6334128.9, 377.7007',
    ],
  },
};

const text = ({ cycles, accesses, ...cost }: LayerCost) =>
  [
    cycles,
    accesses.input.l2Reads,
    accesses.weight.l2Reads,
    accesses.output.l2Reads,
    accesses.output.l2Writes,
    cost.l1RequiredBytes,
    cost.l2RequiredBytes,
    (cost.energyPj.total / 1e6).toFixed(6),
    cost.areaUm2.total.toFixed(1),
    cost.powerMw.total.toFixed(4),
  ].join(', ');

describe('dataflow, reference answers', () => {
  for (const [name, layer] of Object.entries(layers)) {
    for (const [template, [maestro, corrected]] of Object.entries(answers[name as keyof typeof layers])) {
      it(`${template} on ${name}`, () => {
        const request = { layer, template, pes: 256, nocBandwidth: 16 };
        assert.equal(text(handler({ ...request, mode: 'maestro' }) as LayerCost), maestro);
        assert.equal(text(handler({ ...request, offchipBandwidth: 16 }) as LayerCost), corrected);
      });
    }
  }

  it('does not validate a row that MAESTRO miscounts', () => {
    const layer = layers['depthwiseConv2d 96 3 3 114 114, stride 2'];
    const request = { layer, pes: 256, nocBandwidth: 16, mode: 'maestro' };
    assert.equal((handler({ ...request, template: 'shi' }) as LayerCost).provenance.validated, false);
    assert.equal((handler({ ...request, template: 'rs' }) as LayerCost).provenance.validated, true);
  });
});
