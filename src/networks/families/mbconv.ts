/**
 * `mbconv`: a mobile network as an explicit list of inverted residual blocks; MobileNets, ProxylessNAS, MCUNet and
 * Once-for-All networks are all of this form.
 */
import { type Static, Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { ordinal, type Parameter } from '../../design/parameter.js';
import { badRequest } from '../../errors.js';
import { invertedResidual, makeDivisible } from '../blocks.js';
import { NetworkBuilder } from '../builder.js';
import { defineFamily } from '../family.js';
import { type Activation, activations, type Network } from '../network.js';
import { validator } from '../validate.js';

const closed = { additionalProperties: false };
const Channels = Type.Integer({ minimum: 1, maximum: 1 << 20, description: 'a positive number of channels' });
const Side = Type.Integer({ minimum: 1, maximum: 1 << 14 });
const Act = Type.Unsafe<Activation>({ enum: [...activations] });

const Block = Type.Object(
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

const MbconvSchema = Type.Object(
  {
    resolution: Side,
    inputChannels: Type.Optional(Channels),
    classes: Channels,
    stem: Type.Object({ kernel: Side, stride: Side, out: Channels, act: Type.Optional(Act) }, closed),
    mbconv: Type.Array(Block, { maxItems: 500 }),
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

const SpaceOptions = Type.Object(
  {
    base: Type.Optional(Type.Unknown({ description: 'mbconv parameters whose blocks are searched' })),
    resolutions: Type.Optional(Type.Array(Side, { minItems: 1 })),
    kernels: Type.Optional(Type.Array(Side, { minItems: 1 })),
    expands: Type.Optional(Type.Array(Type.Integer({ minimum: 2 }), { minItems: 1 })),
  },
  closed,
);

/** A block whose `mid` is the rounded product of input channels and expansion. */
const block = (kernel: number, input: number, expand: number, out: number, stride: number) => ({
  kernel,
  expand,
  mid: input * expand,
  out,
  stride,
  residual: stride === 1 && input === out,
});

const small: MbconvParameters = {
  resolution: 96,
  classes: 10,
  stem: { kernel: 3, stride: 2, out: 16 },
  mbconv: [
    block(3, 16, 1, 8, 1),
    block(3, 8, 3, 16, 2),
    block(5, 16, 3, 16, 1),
    block(3, 16, 3, 24, 2),
    block(5, 24, 3, 24, 1),
    block(3, 24, 6, 48, 2),
    block(3, 48, 6, 48, 1),
  ],
  mix: null,
};

/** Layers of an mbconv network. Throws badRequest for a block that cannot be built. */
export function buildMbconv(parameters: MbconvParameters, id = 'mbconv'): Network {
  const { resolution, inputChannels = 3, stem } = parameters;
  const network = new NetworkBuilder(id, { h: resolution, w: resolution, c: inputChannels, dtype: 'int8' });
  network.conv({
    kernel: stem.kernel,
    stride: stem.stride,
    out: stem.out,
    act: stem.act ?? 'relu6',
    norm: 'batch',
    role: 'stem',
  });
  for (const [index, { expand, se, seReduced, act = 'relu6', ...rest }] of parameters.mbconv.entries()) {
    const path = `/mbconv/${index}`;
    const input = network.shape(network.last)[2];
    const expands = expand === undefined ? rest.mid !== input : expand !== 1;
    if (!expands && rest.mid !== input) {
      throw badRequest(`${path}/mid`, `without expansion mid is the block's input channels, ${input}, not ${rest.mid}`);
    }
    if (rest.residual && (rest.stride !== 1 || rest.out !== input)) {
      throw badRequest(
        `${path}/residual`,
        `a residual block has stride 1 and as many output as input channels, not stride ${rest.stride}, ${input} in and ${rest.out} out`,
      );
    }
    invertedResidual(network, {
      ...rest,
      expands,
      squeeze: se ? (seReduced ?? makeDivisible(rest.mid / 4)) : false,
      act,
    });
  }
  buildHead(network, parameters);
  return network.build();
}

function buildHead(network: NetworkBuilder, { finalExpand, mix, classes }: MbconvParameters): void {
  if (finalExpand) network.conv({ out: finalExpand.out, kernel: 1, act: finalExpand.act, norm: 'batch', role: 'head' });
  const {
    out,
    position = 'before-pool',
    act,
    useBias = false,
  } = typeof mix === 'object' && mix !== null ? mix : { out: mix };
  const mixes = out !== undefined && out !== null;
  if (mixes && position === 'before-pool') {
    network.conv({ out, kernel: 1, act: act ?? 'relu6', norm: 'batch', role: 'head' });
  }
  network.globalPool();
  if (mixes && position === 'after-pool')
    network.conv({ out, kernel: 1, act: act ?? 'h_swish', useBias, role: 'head' });
  network.fc({ out: classes, role: 'classifier' });
}

/** Blocks, by index, whose kernel and expansion the space searches: those that have an expansion. */
const searched = (base: MbconvParameters) =>
  base.mbconv.flatMap(({ expand, mid }, index) => {
    const input = inputOf(base, index);
    return (expand === undefined ? mid !== input : expand !== 1) ? [{ index, input }] : [];
  });

const inputOf = (base: MbconvParameters, index: number) => base.mbconv[index - 1]?.out ?? base.stem.out;

const checkMbconv = validator(MbconvSchema);
const baseOf = (options: Static<typeof SpaceOptions>): MbconvParameters =>
  options.base === undefined ? small : checkMbconv(options.base, '/options/base');

export default defineFamily({
  id: 'mbconv',
  description: 'explicit list of inverted residual (MBConv) blocks',
  parameters: MbconvSchema,
  options: SpaceOptions,
  examples: [{ name: 'small', parameters: small }],
  complete: (parameters) => parameters,
  designSpace(options) {
    const base = baseOf(options);
    const { resolutions = [64, 80, 96, 112, 128], kernels = [3, 5, 7], expands = [3, 4, 6] } = options;
    const group = { group: 'network' };
    const parameters: Parameter[] = [ordinal('resolution', resolutions, { ...group, unit: 'px' })];
    for (const { index } of searched(base)) {
      parameters.push(
        ordinal(`block${index + 1}.kernel`, kernels, group),
        ordinal(`block${index + 1}.expand`, expands, group),
      );
    }
    return new DesignSpace(parameters);
  },
  fromDesign(design, options) {
    const base = baseOf(options);
    const mbconv = [...base.mbconv];
    for (const { index, input } of searched(base)) {
      const expand = Number(design[`block${index + 1}.expand`]);
      const kernel = Number(design[`block${index + 1}.kernel`]);
      const old = mbconv[index] as MbconvParameters['mbconv'][number];
      mbconv[index] = { ...old, kernel, expand, mid: input * expand };
    }
    return { ...base, resolution: Number(design['resolution']), mbconv };
  },
  build: (parameters) => buildMbconv(parameters),
});
