/** What each operator becomes: the layers of small graphs, shapes after the formulas of the ONNX operator pages. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Layer } from '../../../src/networks/index.js';
import { type Dim, ModelWriter } from './model.js';

type Build = (model: ModelWriter, x: string) => string | readonly string[];

const layersOf = (dims: readonly Dim[], build: Build): readonly Layer[] => {
  const model = new ModelWriter();
  return model.import(build(model, model.input(dims))).network.layers;
};

/** `op[!act][+norm][+bias] HxWxC`, in order. */
const brief = (layers: readonly Layer[]): string =>
  layers
    .map(
      ({ op, act, norm, useBias, out }) =>
        `${op}${act === 'none' ? '' : `!${act}`}${norm === 'none' ? '' : '+norm'}${useBias ? '+bias' : ''} ${out.join('x')}`,
    )
    .join('; ');

const image = [1, 8, 12, 10] as const;
const tokens = [1, 6, 16] as const;
const erf = (m: ModelWriter, x: string) =>
  m.node('Add', [m.node('Erf', [m.node('Div', [x, m.scalar(Math.SQRT2)])]), m.scalar(1)]);
const meanOf = (m: ModelWriter, x: string) => m.node('ReduceMean', [x], { axes: [-1] });

const cases: readonly (readonly [name: string, dims: readonly Dim[], build: Build, expected: string])[] = [
  [
    'Conv',
    image,
    (m, x) => m.node('Conv', [x, m.weight(4, 8, 3, 3), m.weight(4)], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    'conv2d+bias 6x5x4',
  ],
  [
    'Conv SAME_UPPER',
    image,
    (m, x) => m.node('Conv', [x, m.weight(4, 8, 3, 3)], { strides: [2, 2], auto_pad: 'SAME_UPPER' }),
    'conv2d 6x5x4',
  ],
  ['Conv dilated', image, (m, x) => m.node('Conv', [x, m.weight(4, 8, 3, 3)], { dilations: [2, 2] }), 'conv2d 8x6x4'],
  ['Conv grouped', image, (m, x) => m.node('Conv', [x, m.weight(4, 4, 1, 1)], { group: 2 }), 'conv2d 12x10x4'],
  [
    'Conv depthwise',
    image,
    (m, x) => m.node('Conv', [x, m.weight(8, 1, 3, 3)], { group: 8, pads: [1, 1, 1, 1] }),
    'dwconv2d 12x10x8',
  ],
  ['Conv of one dimension', [1, 8, 20], (m, x) => m.node('Conv', [x, m.weight(4, 8, 5)]), 'conv2d 1x16x4'],
  [
    'Pad into Conv',
    image,
    (m, x) => m.node('Conv', [m.node('Pad', [x, m.ints([0, 0, 1, 1, 0, 0, 2, 2])]), m.weight(4, 8, 3, 3)]),
    'conv2d 13x11x4',
  ],
  [
    'Pad alone',
    image,
    (m, x) => m.node('Relu', [m.node('Pad', [x, m.ints([0, 1, 0, 0, 0, 1, 0, 0])])]),
    'gather 12x10x10; act!relu 12x10x10',
  ],
  [
    'BatchNormalization folded',
    image,
    (m, x) =>
      m.node('BatchNormalization', [
        m.node('Conv', [x, m.weight(4, 8, 1, 1)]),
        m.weight(4),
        m.weight(4),
        m.weight(4),
        m.weight(4),
      ]),
    'conv2d+norm 12x10x4',
  ],
  [
    'BatchNormalization alone',
    image,
    (m, x) => m.node('BatchNormalization', [x, m.weight(8), m.weight(8), m.weight(8), m.weight(8)]),
    'batchnorm 12x10x8',
  ],
  [
    'ConvTranspose same',
    image,
    (m, x) => m.node('ConvTranspose', [x, m.weight(8, 4, 4, 4)], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    'deconv2d 24x20x4',
  ],
  [
    'ConvTranspose valid',
    image,
    (m, x) => m.node('ConvTranspose', [x, m.weight(8, 4, 3, 3)], { strides: [2, 2] }),
    'deconv2d 25x21x4',
  ],
  [
    'ConvTranspose cut',
    image,
    (m, x) =>
      m.node('Relu', [m.node('ConvTranspose', [x, m.weight(8, 4, 3, 3)], { strides: [2, 2], pads: [1, 1, 1, 1] })]),
    'deconv2d 25x21x4; slice 23x19x4; act!relu 23x19x4',
  ],
  [
    'MaxPool',
    image,
    (m, x) => m.node('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
    'maxpool 6x5x8',
  ],
  [
    'MaxPool ceil_mode',
    image,
    (m, x) => m.node('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }),
    'maxpool 6x5x8',
  ],
  [
    'AveragePool',
    image,
    (m, x) => m.node('AveragePool', [x], { kernel_shape: [2, 2], strides: [2, 2] }),
    'avgpool 6x5x8',
  ],
  ['GlobalAveragePool', image, (m, x) => m.node('GlobalAveragePool', [x]), 'avgpool 1x1x8'],
  ['GlobalMaxPool', image, (m, x) => m.node('GlobalMaxPool', [x]), 'maxpool 1x1x8'],
  ['ReduceMean over a map', image, (m, x) => m.node('ReduceMean', [x], { axes: [2, 3], keepdims: 0 }), 'avgpool 1x1x8'],
  ['ReduceMean over channels', image, (m, x) => m.node('ReduceMean', [x], { axes: [1] }), 'avgpool 1x1x120'],
  ['ReduceMean over tokens', tokens, (m, x) => m.node('ReduceMean', [x, m.ints([1])]), 'avgpool 1x1x16'],
  ['LRN', image, (m, x) => m.node('LRN', [x], { size: 5 }), 'lrn 12x10x8'],
  [
    'InstanceNormalization',
    image,
    (m, x) => m.node('InstanceNormalization', [x, m.weight(8), m.weight(8)]),
    'instancenorm 12x10x8',
  ],
  [
    'group norm',
    image,
    (m, x) => {
      const inner = m.node('InstanceNormalization', [
        m.node('Reshape', [x, m.ints([0, 4, -1])]),
        m.weight(4),
        m.weight(4),
      ]);
      const scaled = m.node('Mul', [m.node('Reshape', [inner, m.ints([1, 8, 12, 10])]), m.weight(8, 1, 1)]);
      return m.node('Add', [scaled, m.weight(8, 1, 1)]);
    },
    'groupnorm 12x10x8',
  ],
  [
    'LayerNormalization',
    tokens,
    (m, x) => m.node('LayerNormalization', [x, m.weight(16), m.weight(16)]),
    'layernorm 1x6x16',
  ],
  [
    'layer norm spelled out',
    tokens,
    (m, x) => {
      const d = m.node('Sub', [x, meanOf(m, x)]);
      const root = m.node('Sqrt', [m.node('Add', [meanOf(m, m.node('Pow', [d, m.scalar(2)])), m.scalar(1e-5)])]);
      return m.node('Add', [m.node('Mul', [m.node('Div', [d, root]), m.weight(16)]), m.weight(16)]);
    },
    'layernorm 1x6x16',
  ],
  [
    'RMS norm spelled out',
    tokens,
    (m, x) => {
      const root = m.node('Sqrt', [m.node('Add', [meanOf(m, m.node('Pow', [x, m.scalar(2)])), m.scalar(1e-5)])]);
      return m.node('Mul', [m.node('Mul', [x, m.node('Reciprocal', [root])]), m.weight(16)]);
    },
    'rmsnorm 1x6x16',
  ],
  ...(
    [
      ['Relu', 'relu'],
      ['LeakyRelu', 'leaky_relu'],
      ['Tanh', 'tanh'],
      ['Sigmoid', 'sigmoid'],
      ['HardSwish', 'h_swish'],
      ['HardSigmoid', 'h_sigmoid'],
      ['Elu', 'elu'],
      ['Selu', 'selu'],
      ['Softplus', 'softplus'],
      ['Gelu', 'gelu'],
      ['Exp', 'pointwise'],
    ] as const
  ).map(
    ([op, act]) =>
      [
        `${op} fused`,
        image,
        (m: ModelWriter, x: string) => m.node(op, [m.node('Conv', [x, m.weight(4, 8, 1, 1)])]),
        `conv2d!${act} 12x10x4`,
      ] as const,
  ),
  ['Clip 0..6', image, (m, x) => m.node('Clip', [x, m.scalar(0), m.scalar(6)]), 'act!relu6 12x10x8'],
  [
    'Clip by attributes',
    image,
    (m, x) => m.node('Clip', [x], { min: { float: 0 }, max: { float: 6 } }),
    'act!relu6 12x10x8',
  ],
  ['Clip -2..2', image, (m, x) => m.node('Clip', [x, m.scalar(-2), m.scalar(2)]), 'act!clip 12x10x8'],
  ['silu', image, (m, x) => m.node('Mul', [x, m.node('Sigmoid', [x])]), 'act!silu 12x10x8'],
  ['mish', image, (m, x) => m.node('Mul', [x, m.node('Tanh', [m.node('Softplus', [x])])]), 'act!mish 12x10x8'],
  ['gelu by erf', tokens, (m, x) => m.node('Mul', [m.node('Mul', [x, erf(m, x)]), m.scalar(0.5)]), 'act!gelu 1x6x16'],
  [
    'gelu by erf, halved first',
    tokens,
    (m, x) => m.node('Mul', [m.node('Mul', [x, m.scalar(0.5)]), erf(m, x)]),
    'act!gelu 1x6x16',
  ],
  [
    'hard swish spelled out',
    image,
    (m, x) =>
      m.node('Div', [
        m.node('Mul', [x, m.node('Clip', [m.node('Add', [x, m.scalar(3)]), m.scalar(0), m.scalar(6)])]),
        m.scalar(6),
      ]),
    'act!h_swish 12x10x8',
  ],
  [
    'hard sigmoid spelled out',
    image,
    (m, x) => m.node('Div', [m.node('Clip', [m.node('Add', [x, m.scalar(3)]), m.scalar(0), m.scalar(6)]), m.scalar(6)]),
    'act!h_sigmoid 12x10x8',
  ],
  ['Softmax', tokens, (m, x) => m.node('Softmax', [x]), 'softmax 1x6x16'],
  ['Gemm', [1, 16], (m, x) => m.node('Gemm', [x, m.weight(4, 16), m.weight(4)], { transB: 1 }), 'fc+bias 1x1x4'],
  [
    'MatMul and bias',
    tokens,
    (m, x) => m.node('Add', [m.node('MatMul', [x, m.weight(16, 4)]), m.weight(4)]),
    'fc+bias 1x6x4',
  ],
  ['MatMul of weights by activations', tokens, (m, x) => m.node('MatMul', [m.weight(3, 6), x]), 'fc 1x16x3'],
  [
    'attention',
    tokens,
    (m, x) => {
      const [q = '', k = '', v = ''] = m.nodes('Split', [m.node('MatMul', [x, m.weight(16, 48)])], { axis: 2 }, 3);
      const heads = (part: string, perm: readonly number[]) =>
        m.node('Transpose', [m.node('Reshape', [part, m.ints([0, 0, 4, 4])])], { perm });
      const scores = m.node('Div', [m.node('MatMul', [heads(q, [0, 2, 1, 3]), heads(k, [0, 2, 3, 1])]), m.scalar(2)]);
      const mixed = m.node('MatMul', [m.node('Softmax', [scores]), heads(v, [0, 2, 1, 3])]);
      return m.node('Reshape', [m.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }), m.ints([0, 0, -1])]);
    },
    'fc 1x6x48; matmul 4x6x6; softmax 4x6x6; matmul 4x6x4',
  ],
  [
    'residual Add',
    image,
    (m, x) => m.node('Relu', [m.node('Add', [x, m.node('Conv', [x, m.weight(8, 8, 1, 1)])])]),
    'conv2d 12x10x8; add!relu 12x10x8',
  ],
  [
    'Sub and Div of activations',
    image,
    (m, x) => m.node('Div', [m.node('Sub', [x, m.node('Tanh', [x])]), x]),
    'act!tanh 12x10x8; add 12x10x8; mul 12x10x8',
  ],
  [
    'squeeze and excite',
    image,
    (m, x) =>
      m.node('Mul', [x, m.node('Sigmoid', [m.node('Conv', [m.node('GlobalAveragePool', [x]), m.weight(8, 8, 1, 1)])])]),
    'avgpool 1x1x8; conv2d!sigmoid 1x1x8; mul 12x10x8',
  ],
  [
    'spatial attention',
    image,
    (m, x) => m.node('Mul', [x, m.node('ReduceMax', [x], { axes: [1] })]),
    'maxpool 1x1x120; mul 1x8x120',
  ],
  ['position embedding', tokens, (m, x) => m.node('Add', [x, m.weight(1, 6, 16)]), 'parameter 1x6x16; add 1x6x16'],
  [
    'class token',
    tokens,
    (m, x) =>
      m.node('Gather', [m.node('Concat', [m.weight(1, 1, 16), m.node('Tanh', [x])], { axis: 1 }), m.ints([0], [])], {
        axis: 1,
      }),
    'act!tanh 1x6x16; parameter 1x1x16; concat 1x7x16; slice 1x1x16',
  ],
  [
    'embedding',
    [1, 6],
    (m, x) => m.node('Tanh', [m.node('Gather', [m.weight(100, 16), m.node('Cast', [x], { to: 7 })])]),
    'parameter 1x100x16; gather 1x6x16; act!tanh 1x6x16',
  ],
  [
    'Concat of maps',
    image,
    (m, x) => m.node('Concat', [x, m.node('Relu', [x])], { axis: 1 }),
    'act!relu 12x10x8; concat 12x10x16',
  ],
  [
    'Split of channels',
    image,
    (m, x) => {
      const [a = '', b = ''] = m.nodes('Split', [x, m.ints([2, 6])], { axis: 1 }, 2);
      return [m.node('Relu', [a]), m.node('Tanh', [b])];
    },
    'slice 12x10x2; act!relu 12x10x2; slice 12x10x6; act!tanh 12x10x6',
  ],
  [
    'Slice',
    image,
    (m, x) => m.node('Relu', [m.node('Slice', [x, m.ints([0]), m.ints([2 ** 40]), m.ints([2]), m.ints([2])])]),
    'slice 6x10x8; act!relu 6x10x8',
  ],
  ['Resize by 2', image, (m, x) => m.node('Resize', [x, '', m.floats([1, 1, 2, 2])]), 'upsample 24x20x8'],
  [
    'Resize by 1.5',
    image,
    (m, x) => m.node('Relu', [m.node('Resize', [x, '', m.floats([1, 1, 1.5, 1.5])])]),
    'gather 18x15x8; act!relu 18x15x8',
  ],
  ['Upsample', image, (m, x) => m.node('Upsample', [x, m.floats([1, 1, 3, 3])]), 'upsample 36x30x8'],
  ['Flatten into Gemm', image, (m, x) => m.node('Gemm', [m.node('Flatten', [x]), m.weight(960, 4)]), 'fc 1x1x4'],
  [
    'shape arithmetic',
    image,
    (m, x) => {
      const batch = m.node('Unsqueeze', [m.node('Gather', [m.node('Shape', [x]), m.ints([0], [])]), m.ints([0])]);
      const rest = m.node('Slice', [m.node('Shape', [x]), m.ints([2]), m.ints([9])]);
      const shape = m.node('Concat', [batch, m.ints([-1]), m.node('ReduceProd', [rest], { keepdims: 1 })], { axis: 0 });
      return m.node('Softmax', [m.node('Reshape', [x, shape])]);
    },
    'softmax 1x120x8',
  ],
  [
    'views cost nothing',
    image,
    (m, x) =>
      m.node('Relu', [
        m.node('Squeeze', [
          m.node('Unsqueeze', [m.node('Cast', [m.node('Dropout', [m.node('Identity', [x])])], { to: 1 }), m.ints([0])]),
          m.ints([0]),
        ]),
      ]),
    'act!relu 12x10x8',
  ],
];

describe('ONNX operators', () => {
  for (const [name, dims, build, expected] of cases) {
    it(name, () => assert.equal(brief(layersOf(dims, build)), expected));
  }

  it('takes a constant for one though it is cast like a value that depends on the input', () => {
    const layers = layersOf(image, (m, x) =>
      m.node('Clip', [x, ...[0, 6].map((v) => m.node('CastLike', [m.scalar(v), x]))]),
    );
    assert.equal(brief(layers), 'act!relu6 12x10x8');
  });

  it('takes zeros that the graph makes on the spot for no bias, and stored ones for a bias', () => {
    const convolution = (bias: (m: ModelWriter, x: string) => string) =>
      layersOf(image, (m, x) => m.node('Conv', [x, m.weight(8, 8, 1, 1), bias(m, x)]));
    const made = convolution((m, x) => m.node('Expand', [m.node('CastLike', [m.scalar(0), x]), m.ints([8])]));
    const stored = convolution((m) => m.weight(8));
    assert.deepEqual(
      [made, stored].map(([layer]) => layer?.useBias),
      [false, true],
    );
  });

  it('keeps what others read as it was', () => {
    const layers = layersOf(image, (m, x) => {
      const c = m.node('Conv', [x, m.weight(8, 8, 1, 1)]);
      return m.node('Add', [c, m.node('Relu', [c])]);
    });
    assert.equal(brief(layers), 'conv2d 12x10x8; act!relu 12x10x8; add 12x10x8');
  });
});
