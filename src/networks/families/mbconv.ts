/**
 * `mbconv`: a mobile network as an explicit list of inverted residual blocks; MobileNets, ProxylessNAS, MCUNet and
 * Once-for-All networks are all of this form.
 */
import { type Static, Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { ordinal, type Parameter } from '../../design/parameter.js';
import { defineFamily } from '../family.js';
import { buildMbconv } from '../mbconv/build.js';
import { expands, type MbconvBlock, type MbconvParameters, MbconvSchema } from '../mbconv/parameters.js';
import { mbconvTotals } from '../mbconv/totals.js';
import { validator } from '../validate.js';

const closed = { additionalProperties: false };
const Side = Type.Integer({ minimum: 1, maximum: 1 << 14 });

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

/** Blocks, by index, whose kernel and expansion the space searches: those that have an expansion. */
const searched = (base: MbconvParameters) =>
  base.mbconv.flatMap((block, index) => {
    const input = inputOf(base, index);
    return expands(block, input) ? [{ index, input }] : [];
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
      const old = mbconv[index] as MbconvBlock;
      mbconv[index] = { ...old, kernel, expand, mid: input * expand };
    }
    return { ...base, resolution: Number(design['resolution']), mbconv };
  },
  build: (parameters) => buildMbconv(parameters),
  totals: mbconvTotals,
});
