import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { handler } from '../../../src/cli/simulate/network.js';

const arch = '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|';
const parameters = { cell: arch, dataset: 'cifar10' };
const network = { input: { h: 8, w: 8, c: 4 }, layers: [{ op: 'conv2d', kernel: 3, out: [8, 8, 4], bits: 4 }] };

describe('cogym simulate network', () => {
  it("answers totals in the contract's fields", () => {
    assert.deepEqual(handler({ family: 'nas-bench-201', parameters, detail: 'totals' }), {
      input: { h: 32, w: 32, c: 3, dtype: 'int8' },
      macs: 15_647_360,
      params: 127_978,
      trainableParams: 129_306,
      weights: 126_576,
      biases: 1402,
      macsByRole: { stem: 442_368, reduction: 7_340_032, classifier: 640, edge: 7_864_320 },
      layerCount: 123,
      weightBytes: 126_576,
    });
  });

  it('answers the layers too unless asked for totals', () => {
    const { layers, ...totals } = handler({ family: 'nas-bench-201', parameters }) as { layers: unknown[] };
    assert.equal(layers.length, 123);
    assert.deepEqual(totals, handler({ family: 'nas-bench-201', parameters, detail: 'totals' }));
  });

  it('counts a network given as a list', () => {
    assert.deepEqual(handler({ network, detail: 'totals' }), {
      input: network.input,
      macs: 9216,
      params: 148,
      trainableParams: 148,
      weights: 144,
      biases: 4,
      macsByRole: { conv2d: 9216 },
      layerCount: 1,
      weightBytes: 72,
    });
  });

  it('refuses with code and path', () => {
    const refused = (request: Record<string, unknown>, code: string, path: string) =>
      assert.throws(() => handler(request), { name: 'CogymError', code, path });
    refused({}, 'badRequest', '/family');
    refused({ family: 3 }, 'badRequest', '/family');
    refused({ family: 'nas-bench', parameters }, 'unknownFamily', '/family');
    refused({ family: 'nas-bench-201', parameters: { cell: 'x' } }, 'badRequest', '/parameters/cell');
    refused({ family: 'nas-bench-201', parameters: null }, 'badRequest', '/parameters');
    refused({ family: 'nas-bench-201' }, 'badRequest', '/parameters/cell');
    refused({ family: 'mobilenet-v2', parameters: { width: '1', resolution: 224 } }, 'badRequest', '/parameters/width');
    refused({ family: 'nas-bench-201', parameters, detail: 'all' }, 'badRequest', '/detail');
    refused({ family: 'nas-bench-201', parameters, details: 'totals' }, 'badRequest', '/details');
    refused({ family: 'unet', network }, 'badRequest', '/family');
    refused({ network: null }, 'badRequest', '/network');
    refused(
      { network: { ...network, layers: [{ ...network.layers[0], macs: 1 }] } },
      'inconsistentNetwork',
      '/network/layers/0/macs',
    );
    const block = { kernel: 3, mid: 8, out: 8, stride: 2, residual: true };
    const stem = { kernel: 3, stride: 2, out: 8 };
    refused(
      { family: 'mbconv', parameters: { resolution: 8, classes: 2, stem, mbconv: [block] } },
      'badRequest',
      '/parameters/mbconv/0/residual',
    );
  });
});
