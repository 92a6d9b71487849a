/** What each operator becomes, in small graphs. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CogymError } from '../../../src/errors.js';
import type { Layer } from '../../../src/networks/index.js';
import { ModelWriter } from './model.js';

type Build = (model: ModelWriter, x: number) => number | readonly number[];

function layersOf(dims: readonly number[], build: Build): readonly Layer[] {
  const model = new ModelWriter();
  return model.import(...[build(model, model.input(dims))].flat()).network.layers;
}

/** `op[!act][+bias] HxWxC`, in order. */
const brief = (layers: readonly Layer[]): string =>
  layers
    .map(
      ({ op, act, useBias, out }) =>
        `${op}${act === 'none' ? '' : `!${act}`}${useBias ? '+bias' : ''} ${out.join('x')}`,
    )
    .join('; ');

const image = [1, 12, 10, 8] as const;
const tokens = [1, 6, 16] as const;
const cases: readonly (readonly [name: string, dims: readonly number[], build: Build, expected: string])[] = [
  ['CONV_2D', image, (m, x) => m.conv(x, 4, { kernel: 3, stride: 2, act: 1 }), 'conv2d!relu+bias 6x5x4'],
  [
    'CONV_2D valid, no bias',
    image,
    (m, x) => m.conv(x, 4, { kernel: 3, padding: 'valid', bias: false }),
    'conv2d 10x8x4',
  ],
  ['CONV_2D dilated', image, (m, x) => m.conv(x, 4, { kernel: 3, padding: 'valid', dilation: 2 }), 'conv2d+bias 8x6x4'],
  [
    'CONV_2D grouped',
    image,
    (m, x) =>
      m.node('CONV_2D', [x, m.weight([4, 1, 1, 2])], [1, 12, 10, 4], 'Conv2DOptions', {
        1: { int32: 1 },
        2: { int32: 1 },
      }),
    'conv2d 12x10x4',
  ],
  ['DEPTHWISE_CONV_2D', image, (m, x) => m.depthwise(x, { kernel: 5, act: 3 }), 'dwconv2d!relu6+bias 12x10x8'],
  ['DEPTHWISE_CONV_2D multiplied', image, (m, x) => m.depthwise(x, { kernel: 3 }, 2), 'conv2d+bias 12x10x16'],
  ['DEPTHWISE_CONV_2D of one channel', [1, 9, 9, 1], (m, x) => m.depthwise(x, { kernel: 3 }, 4), 'conv2d+bias 9x9x4'],
  [
    'TRANSPOSE_CONV',
    image,
    (m, x) =>
      m.node(
        'TRANSPOSE_CONV',
        [m.ints([1, 24, 20, 4]), m.weight([4, 2, 2, 8]), x],
        [1, 24, 20, 4],
        'TransposeConvOptions',
        {
          1: { int32: 2 },
          2: { int32: 2 },
        },
      ),
    'deconv2d 24x20x4',
  ],
  ['FULLY_CONNECTED', [1, 40], (m, x) => m.fc(x, 5), 'fc+bias 1x1x5'],
  [
    'FULLY_CONNECTED per position',
    tokens,
    (m, x) => m.node('FULLY_CONNECTED', [x, m.weight([5, 16])], [1, 6, 5], 'FullyConnectedOptions'),
    'fc 1x6x5',
  ],
  [
    'pools',
    image,
    (m, x) => m.pool('MAX_POOL_2D', m.pool('AVERAGE_POOL_2D', x, { kernel: 2, stride: 2 }), { kernel: 3 }),
    'avgpool 6x5x8; maxpool 6x5x8',
  ],
  ['MEAN', image, (m, x) => m.node('MEAN', [x, m.ints([1, 2])], [1, 8]), 'avgpool 1x1x8'],
  ['MEAN of rows', image, (m, x) => m.node('MEAN', [x, m.ints([1])], [1, 10, 8]), 'avgpool 1x10x8'],
  ['REDUCE_MAX of tokens', tokens, (m, x) => m.node('REDUCE_MAX', [x, m.ints([-2])], [1, 16]), 'maxpool 1x1x16'],
  ['ADD', image, (m, x) => m.add(m.conv(x, 8), x, 1), 'conv2d+bias 12x10x8; add!relu 12x10x8'],
  ['ADD of a channel constant', image, (m, x) => m.add(x, m.weight([8])), 'parameter 1x1x8; add 12x10x8'],
  ['ADD of a row', image, (m, x) => m.add(x, m.weight([1, 1, 10, 8])), 'parameter 1x10x8; gather 12x10x8; add 12x10x8'],
  [
    'MUL by a number',
    image,
    (m, x) => m.node('MUL', [m.conv(x, 4), m.weight([])], [1, 12, 10, 4], 'MulOptions'),
    'conv2d!pointwise+bias 12x10x4',
  ],
  [
    'SUB, DIV',
    image,
    (m, x) => m.node('DIV', [m.node('SUB', [x, x], image, 'SubOptions'), x], image, 'DivOptions'),
    'add 12x10x8; mul 12x10x8',
  ],
  ['RELU fused', image, (m, x) => m.node('RELU', [m.conv(x, 4)], [1, 12, 10, 4]), 'conv2d!relu+bias 12x10x4'],
  [
    'RELU of what others read',
    image,
    (m, x) => {
      const y = m.conv(x, 8);
      return m.add(m.node('RELU', [y], image), y);
    },
    'conv2d+bias 12x10x8; act!relu 12x10x8; add 12x10x8',
  ],
  [
    'HARD_SWISH, LOGISTIC',
    image,
    (m, x) => m.node('LOGISTIC', [m.node('HARD_SWISH', [x], image)], image),
    'act!h_swish 12x10x8; act!sigmoid 12x10x8',
  ],
  ['SOFTMAX', [1, 10], (m, x) => m.node('SOFTMAX', [x], [1, 10]), 'softmax 1x1x10'],
  [
    'PAD before VALID',
    image,
    (m, x) => m.conv(m.pad(x, [0, 1, 0, 1]), 4, { kernel: 3, stride: 2, padding: 'valid' }),
    'conv2d+bias 6x5x4',
  ],
  ['PAD of nothing', image, (m, x) => m.conv(m.pad(x, [0, 0, 0, 0]), 4, { padding: 'valid' }), 'conv2d+bias 12x10x4'],
  [
    'PAD before SAME',
    image,
    (m, x) => m.conv(m.pad(x, [1, 1, 1, 1]), 4, { kernel: 3 }),
    'gather 14x12x8; conv2d+bias 14x12x4',
  ],
  [
    'PAD of channels before ADD',
    image,
    (m, x) => m.add(m.conv(x, 12), m.node('PAD', [x, m.ints([0, 0, 0, 0, 0, 0, 0, 4], [4, 2])], [1, 12, 10, 12])),
    'conv2d+bias 12x10x12; add 12x10x12',
  ],
  [
    'RESHAPE, TRANSPOSE',
    image,
    (m, x) => m.fc(m.node('TRANSPOSE', [m.reshape(x, [1, 120, 8]), m.ints([0, 2, 1])], [1, 8, 120]), 3),
    'fc+bias 1x1x3',
  ],
  [
    'DEQUANTIZE of a weight',
    image,
    (m, x) => m.add(x, m.node('DEQUANTIZE', [m.weight([8], 'float16')], [8])),
    'parameter 1x1x8; add 12x10x8',
  ],
  [
    'CONCATENATION',
    image,
    (m, x) => m.node('CONCATENATION', [x, m.conv(x, 4)], [1, 12, 10, 12], 'ConcatenationOptions', { 0: { int32: 3 } }),
    'conv2d+bias 12x10x4; concat 12x10x12',
  ],
  [
    'CONCATENATION of rows',
    image,
    (m, x) => m.node('CONCATENATION', [x, m.conv(x, 8)], [1, 24, 10, 8], 'ConcatenationOptions'),
    'conv2d+bias 12x10x8; concat 24x10x8',
  ],
  [
    'SPLIT',
    image,
    (m, x) =>
      m.add(
        ...(m.nodes(
          'SPLIT',
          [m.ints([3]), x],
          [
            [1, 12, 10, 4],
            [1, 12, 10, 4],
          ],
        ) as [number, number]),
      ),
    'slice 12x10x4; slice 12x10x4; add 12x10x4',
  ],
  [
    'STRIDED_SLICE',
    image,
    (m, x) => m.node('STRIDED_SLICE', [x, m.ints([0]), m.ints([6]), m.ints([1])], [1, 6, 10, 8]),
    'slice 6x10x8',
  ],
  [
    'RESIZE_BILINEAR by 2',
    image,
    (m, x) => m.node('RESIZE_BILINEAR', [x, m.ints([24, 20])], [1, 24, 20, 8]),
    'upsample 24x20x8',
  ],
  [
    'RESIZE_NEAREST_NEIGHBOR by 1.5',
    image,
    (m, x) => m.node('RESIZE_NEAREST_NEIGHBOR', [x, m.ints([18, 15])], [1, 18, 15, 8]),
    'gather 18x15x8',
  ],
  [
    'BATCH_MATMUL',
    [1, 2, 6, 4],
    (m, x) => m.node('BATCH_MATMUL', [x, x], [1, 2, 6, 6], 'BatchMatMulOptions', { 1: { uint8: 1 } }),
    'matmul 2x6x6',
  ],
  ['two outputs', image, (m, x) => [m.conv(x, 4), m.fc(x, 2)], 'conv2d+bias 12x10x4; fc+bias 1x1x2'],
  [
    'what nobody reads',
    image,
    (m, x) => {
      m.conv(x, 4);
      return m.fc(x, 2);
    },
    'fc+bias 1x1x2',
  ],
];

describe('TFLite operators', () => {
  for (const [name, dims, build, expected] of cases) {
    it(name, () => assert.equal(brief(layersOf(dims, build)), expected));
  }

  it('take what is around a map into the convolution', () => {
    const [layer] = layersOf(image, (m, x) => m.conv(m.pad(x, [0, 1, 0, 2]), 4, { kernel: 3, padding: 'valid' }));
    assert.deepEqual([layer?.padding, layer?.in, layer?.padded_in], ['explicit', [12, 10, 8], [13, 12, 8]]);
  });

  it('that the format cannot say are named all at once', () => {
    const model = new ModelWriter();
    const x = model.input(image);
    const lstm = model.node('UNIDIRECTIONAL_SEQUENCE_LSTM', [x], image);
    const mine = model.node('MyOperator', [model.node('RELU', [lstm], image)], image);
    const mean = model.node('MEAN', [x, model.ints([3])], [1, 12, 10]);
    assert.throws(
      () => model.import(mine, mean),
      (error) =>
        error instanceof CogymError &&
        error.code === 'unsupportedOperator' &&
        /UNIDIRECTIONAL_SEQUENCE_LSTM \(operator 0\); MyOperator \(operator 2\); MEAN \(operator 3: it reduces axes 3/.test(
          error.message,
        ),
    );
  });

  it('refuse a batch, and tensors that are not what their operator makes', () => {
    assert.throws(() => layersOf([2, 8, 8, 3], (m, x) => m.conv(x, 4)), /batch is 2/);
    assert.throws(
      () => layersOf(image, (m, x) => m.node('RESHAPE', [x, m.ints([1, 7])], [1, 7])),
      /makes \[1, 7\] of \[1, 12, 10, 8\]/,
    );
    assert.throws(
      () =>
        layersOf(image, (m, x) =>
          m.node('AVERAGE_POOL_2D', [x], [1, 5, 5, 8], 'Pool2DOptions', {
            1: { int32: 2 },
            2: { int32: 2 },
            3: { int32: 2 },
            4: { int32: 2 },
          }),
        ),
      { code: 'inconsistentNetwork' },
    );
  });
});
