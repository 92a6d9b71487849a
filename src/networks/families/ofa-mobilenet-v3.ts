/** `ofa-mobilenet-v3` (Cai et al., ICLR 2020): MobileNetV3 with elastic depth, kernel, expansion and resolution. */
import { type Static, Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { type Design, ordinal, type Parameter } from '../../design/parameter.js';
import { makeDivisible } from '../blocks.js';
import { defineFamily } from '../family.js';
import { buildMbconv } from '../mbconv/build.js';
import type { MbconvParameters } from '../mbconv/parameters.js';
import { mbconvTotals } from '../mbconv/totals.js';

/** Base width, stride of the first block, squeeze-and-excite and activation of each stage. */
const stages = [
  { width: 24, stride: 2, se: false, act: 'relu' },
  { width: 40, stride: 2, se: true, act: 'relu' },
  { width: 80, stride: 2, se: false, act: 'h_swish' },
  { width: 112, stride: 1, se: true, act: 'h_swish' },
  { width: 160, stride: 2, se: true, act: 'h_swish' },
] as const;
const STEM = 16;
const HEAD = 960;
const MIX = 1280;

/** Blocks of a stage at its deepest. */
const BLOCKS = 4;
const depths = [2, 3, 4];
const kernels = [3, 5, 7];
const expands = [3, 4, 6];
/** Value of kernel and expansion of a block that is not there. */
const INACTIVE = 3;

/** `published`: those of the released specialised networks. `tables`: those that the accuracy predictor was sampled at. */
const resolutionSets = {
  published: Array.from({ length: 33 }, (_, i) => 128 + 4 * i),
  tables: [160, 176, 192, 208, 224],
} as const;

const Width = Type.Unsafe<1 | 1.2>({ enum: [1, 1.2] });
const entries = (values: readonly number[], count: number, description: string) =>
  Type.Array(Type.Unsafe<number>({ enum: [...values] }), { minItems: count, maxItems: count, description });

const ElasticSchema = Type.Object(
  {
    width: Type.Optional(Width),
    resolution: Type.Integer({ minimum: 1, maximum: 4096 }),
    depths: entries(depths, stages.length, 'the blocks of each stage'),
    kernels: entries(kernels, stages.length * BLOCKS, 'four entries a stage'),
    expands: entries(expands, stages.length * BLOCKS, 'four entries a stage'),
    classes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1 << 20 })),
  },
  { additionalProperties: false },
);
/** Entries of `kernels` and `expands` beyond a stage's depth are 3. */
export type OfaMobilenetV3Parameters = Required<Static<typeof ElasticSchema>>;

const SpaceOptions = Type.Object(
  {
    width: Type.Optional(Width),
    resolutions: Type.Optional(Type.Unsafe<keyof typeof resolutionSets>({ enum: Object.keys(resolutionSets) })),
  },
  { additionalProperties: false },
);

/** The network as an explicit list of blocks. */
export function ofaMobilenetV3Blocks(parameters: OfaMobilenetV3Parameters): MbconvParameters {
  const { width, resolution, classes } = parameters;
  const stem = makeDivisible(STEM * width);
  const mbconv: MbconvParameters['mbconv'] = [
    { kernel: 3, expand: 1, mid: stem, out: stem, stride: 1, residual: true, se: false, act: 'relu' },
  ];
  let input = stem;
  for (let s = 0; s < stages.length; s++) {
    const stage = stages[s] as (typeof stages)[number];
    const out = makeDivisible(stage.width * width);
    for (let b = 0; b < (parameters.depths[s] as number); b++) {
      const stride = b === 0 ? stage.stride : 1;
      const expand = parameters.expands[s * BLOCKS + b] as number;
      mbconv.push({
        kernel: parameters.kernels[s * BLOCKS + b] as number,
        expand,
        mid: input * expand,
        out,
        stride,
        residual: stride === 1 && input === out,
        se: stage.se,
        act: stage.act,
      });
      input = out;
    }
  }
  return {
    resolution,
    classes,
    stem: { kernel: 3, stride: 2, out: stem, act: 'h_swish' },
    mbconv,
    finalExpand: { out: makeDivisible(HEAD * width), act: 'h_swish' },
    mix: { out: makeDivisible(MIX * width), position: 'after-pool', act: 'h_swish' },
  };
}

/** `values` with the entries beyond each stage's depth at their canonical value. */
const canonical = (values: readonly number[], of: readonly number[]): number[] =>
  values.map((value, i) => (i % BLOCKS < (of[Math.floor(i / BLOCKS)] as number) ? value : INACTIVE));

/** Name of a block's parameter: stages and blocks count from 1. */
const named = (name: 'kernel' | 'expand', entry: number): string =>
  `${name}${Math.floor(entry / BLOCKS) + 1}${(entry % BLOCKS) + 1}`;

const entriesOf = <T>(map: (entry: number) => T): T[] =>
  Array.from({ length: stages.length * BLOCKS }, (_, entry) => map(entry));

const uniform = (width: 1 | 1.2, resolution: number, depth: number, kernel: number, expand: number) => ({
  width,
  resolution,
  depths: stages.map(() => depth),
  kernels: canonical(
    entriesOf(() => kernel),
    stages.map(() => depth),
  ),
  expands: canonical(
    entriesOf(() => expand),
    stages.map(() => depth),
  ),
  classes: 1000,
});

function blocksOf(design: Design): Pick<OfaMobilenetV3Parameters, 'depths' | 'kernels' | 'expands'> {
  const of = stages.map((_, s) => Number(design[`depth${s + 1}`]));
  const values = (name: 'kernel' | 'expand') => entriesOf((entry) => Number(design[named(name, entry)]));
  return { depths: of, kernels: canonical(values('kernel'), of), expands: canonical(values('expand'), of) };
}

export default defineFamily({
  id: 'ofa-mobilenet-v3',
  description: 'subnets of the Once-for-All MobileNetV3 supernets (width 1.0 and 1.2)',
  parameters: ElasticSchema,
  options: SpaceOptions,
  examples: [
    { name: 'largest', parameters: uniform(1.2, 224, 4, 7, 6) },
    { name: 'smallest', parameters: uniform(1, 160, 2, 3, 3) },
  ],
  complete: ({ width = 1, classes = 1000, ...given }): OfaMobilenetV3Parameters => ({
    width,
    resolution: given.resolution,
    depths: given.depths,
    kernels: canonical(given.kernels, given.depths),
    expands: canonical(given.expands, given.depths),
    classes,
  }),
  designSpace({ resolutions = 'published' }) {
    const group = { group: 'network' };
    const parameters: Parameter[] = [ordinal('resolution', resolutionSets[resolutions], { ...group, unit: 'px' })];
    for (let s = 1; s <= stages.length; s++) {
      parameters.push(ordinal(`depth${s}`, depths, group));
      for (let b = 1; b <= BLOCKS; b++) {
        const activeWhen = { parameter: `depth${s}`, atLeast: b };
        const more = { ...group, ...(b > (depths[0] as number) && { activeWhen, default: INACTIVE }) };
        parameters.push(ordinal(`kernel${s}${b}`, kernels, more), ordinal(`expand${s}${b}`, expands, more));
      }
    }
    return new DesignSpace(parameters);
  },
  fromDesign: (design, { width = 1 }) => ({
    width,
    resolution: Number(design['resolution']),
    ...blocksOf(design),
    classes: 1000,
  }),
  encode: (parameters) => ({
    resolution: parameters.resolution,
    ...Object.fromEntries(parameters.depths.map((depth, s) => [`depth${s + 1}`, depth])),
    ...Object.fromEntries(parameters.kernels.map((kernel, entry) => [named('kernel', entry), kernel])),
    ...Object.fromEntries(parameters.expands.map((expand, entry) => [named('expand', entry), expand])),
  }),
  build: (parameters) =>
    buildMbconv(ofaMobilenetV3Blocks(parameters), `ofa-mobilenet-v3-${parameters.width}-${parameters.resolution}`),
  totals: (parameters) => mbconvTotals(ofaMobilenetV3Blocks(parameters)),
});
