/** A mobile network as an explicit list of inverted residual blocks: its schema, and what follows from its blocks. */
import { type Static, Type } from '@sinclair/typebox';
import { badRequest } from '../../errors.js';
import { makeDivisible } from '../blocks.js';
import { type Activation, activations } from '../network.js';

const closed = { additionalProperties: false };
const Channels = Type.Integer({ minimum: 1, maximum: 1 << 20, description: 'a positive number of channels' });
const Side = Type.Integer({ minimum: 1, maximum: 1 << 14 });
const Act = Type.Unsafe<Activation>({ enum: [...activations] });

const BlockSchema = Type.Object(
  {
    kernel: Side,
    mid: Channels,
    out: Channels,
    stride: Side,
    residual: Type.Boolean(),
    expand: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'the ratio mid / input channels; 1 leaves the expansion out' }),
    ),
    se: Type.Optional(Type.Boolean()),
    seReduced: Type.Optional(Channels),
    act: Type.Optional(Act),
  },
  closed,
);

export const MbconvSchema = Type.Object(
  {
    resolution: Side,
    inputChannels: Type.Optional(Channels),
    classes: Channels,
    stem: Type.Object({ kernel: Side, stride: Side, out: Channels, act: Type.Optional(Act) }, closed),
    mbconv: Type.Array(BlockSchema, { maxItems: 500 }),
    gate: Type.Optional(
      Type.Object(
        { reduce: Act, expand: Act },
        { ...closed, description: "the squeeze-and-excite's activations, relu and h_sigmoid by default" },
      ),
    ),
    finalExpand: Type.Optional(Type.Object({ out: Channels, act: Act }, closed)),
    mix: Type.Optional(
      Type.Union(
        [
          Channels,
          Type.Null(),
          Type.Object(
            {
              out: Channels,
              position: Type.Optional(
                Type.Unsafe<'before-pool' | 'after-pool'>({ enum: ['before-pool', 'after-pool'] }),
              ),
              act: Type.Optional(Act),
              useBias: Type.Optional(Type.Boolean({ description: 'after-pool only' })),
            },
            closed,
          ),
        ],
        { description: 'a number of channels, null, or {out, position, act}' },
      ),
    ),
  },
  closed,
);
export type MbconvParameters = Static<typeof MbconvSchema>;
export type MbconvBlock = MbconvParameters['mbconv'][number];

/** What stands between the last block and the classifier, with defaults filled in. */
export interface Mix {
  readonly out: number;
  readonly position: 'before-pool' | 'after-pool';
  readonly act: Activation;
  readonly useBias: boolean;
}

export function mixOf({ mix }: MbconvParameters): Mix | undefined {
  if (mix === undefined || mix === null) return undefined;
  const given: Exclude<typeof mix, number> = typeof mix === 'number' ? { out: mix } : mix;
  const position = given.position ?? 'before-pool';
  const act = given.act ?? (position === 'before-pool' ? 'relu6' : 'h_swish');
  return { out: given.out, position, act, useBias: given.useBias ?? false };
}

/** Whether a block that reads `input` channels has an expansion convolution. */
export const expands = ({ expand, mid }: MbconvBlock, input: number): boolean =>
  expand === undefined ? mid !== input : expand !== 1;

/** Channels inside a block's squeeze-and-excite, or 0 without one. */
export const squeezeOf = ({ se, seReduced, mid }: MbconvBlock): number =>
  se ? (seReduced ?? makeDivisible(mid / 4)) : 0;

/** Refuses block number `index`, which reads `input` channels, where it cannot be built. */
export function checkBlock(block: MbconvBlock, input: number, index: number): void {
  if (block.mid !== input && !expands(block, input)) {
    throw badRequest(
      `/mbconv/${index}/mid`,
      `without expansion mid is the block's input channels, ${input}, not ${block.mid}`,
    );
  }
  if (block.residual && (block.stride !== 1 || block.out !== input)) {
    throw badRequest(
      `/mbconv/${index}/residual`,
      `a residual block has stride 1 and as many output as input channels, not stride ${block.stride}, ${input} in and ${block.out} out`,
    );
  }
}
