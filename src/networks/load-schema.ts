/** Schema of a network as users write it, after aliases have become canonical names. */
import { type Static, Type } from '@sinclair/typebox';
import {
  activations,
  LONGEST_NETWORK,
  type Operator,
  operators,
  type Padding,
  type Pair,
  type Role,
  roles,
  type Shape,
} from './network.js';

const LARGEST_SIDE = 2 ** 31 - 1;

const positive = { type: 'integer', minimum: 1, maximum: LARGEST_SIDE };
const sizes = (count: number) => ({ type: 'array', items: positive, minItems: count, maxItems: count });

const Positive = Type.Integer(positive);
const ShapeOf = Type.Unsafe<Shape>({ ...sizes(3), description: 'a shape [h, w, c] of positive integers' });
const PairOf = Type.Unsafe<number | Pair>({
  anyOf: [positive, sizes(2)],
  description: 'a positive integer or a pair [vertical, horizontal] of them',
});
const Name = <T extends string>(names: readonly T[]) => Type.Unsafe<T>({ enum: [...names] });
const Count = Type.Integer({ minimum: 0, description: 'a count, which may be left out' });

export const LayerSchema = Type.Object(
  {
    i: Type.Optional(Type.Integer({ description: 'the position of the layer' })),
    op: Name<Operator>(operators),
    inputs: Type.Optional(
      Type.Array(Type.Integer({ description: 'the index of an earlier layer, or -1 for the input' }), {
        maxItems: LONGEST_NETWORK,
      }),
    ),
    in: Type.Optional(ShapeOf),
    out: Type.Optional(ShapeOf),
    padded_in: Type.Optional(ShapeOf),
    kernel: Type.Optional(PairOf),
    stride: Type.Optional(PairOf),
    dilation: Type.Optional(PairOf),
    padding: Type.Optional(Name<Padding>(['same', 'valid', 'explicit'])),
    groups: Type.Optional(Positive),
    perPosition: Type.Optional(Type.Boolean()),
    batch: Type.Optional(Positive),
    m: Type.Optional(Positive),
    k: Type.Optional(Positive),
    n: Type.Optional(Positive),
    transposeB: Type.Optional(Type.Boolean()),
    scale: Type.Optional(Positive),
    act: Type.Optional(Name(activations)),
    norm: Type.Optional(Name(['none', 'batch', 'layer'] as const)),
    useBias: Type.Optional(Type.Boolean()),
    role: Type.Optional(Name<Role>(roles)),
    bits: Type.Optional(Type.Integer({ minimum: 1, maximum: 64, description: 'bits per weight and activation' })),
    macs: Type.Optional(Count),
    weights: Type.Optional(Count),
    bias: Type.Optional(Count),
  },
  { additionalProperties: false },
);
export type LayerData = Static<typeof LayerSchema>;

export const NetworkSchema = Type.Object(
  {
    id: Type.Optional(Type.String()),
    input: Type.Object(
      { h: Positive, w: Positive, c: Positive, dtype: Type.Optional(Type.String()) },
      { additionalProperties: false },
    ),
    layers: Type.Array(LayerSchema, { minItems: 1, maxItems: LONGEST_NETWORK }),
    outputs: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1, uniqueItems: true })),
    allowDead: Type.Optional(Type.Boolean()),
    totals: Type.Optional(
      Type.Object({
        macs: Type.Optional(Count),
        weights: Type.Optional(Count),
        biases: Type.Optional(Count),
        params: Type.Optional(Count),
        trainableParams: Type.Optional(Count),
        layers: Type.Optional(Count),
      }),
    ),
    // What reference files say about themselves; none of it describes a layer.
    description: Type.Optional(Type.Unknown()),
    source: Type.Optional(Type.Unknown()),
    blocks: Type.Optional(Type.Unknown()),
    tflite_ops: Type.Optional(Type.Unknown()),
    tflite_bytes: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false },
);
export type NetworkData = Static<typeof NetworkSchema>;
