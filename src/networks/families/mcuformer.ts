/** `mcuformer` (Liang et al., NeurIPS 2023): low-rank vision transformers for microcontrollers. */
import { type Static, Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { badRequest } from '../../errors.js';
import { defineFamily } from '../family.js';
import { buildMcuformer, type McuformerParameters } from '../mcuformer/build.js';
import {
  fromSupernet,
  paddingOf,
  type SupernetName,
  supernetParameters,
  supernets,
  toSupernet,
} from '../mcuformer/supernets.js';

export type { McuformerParameters } from '../mcuformer/build.js';

const DEEPEST = 64;
const Ratio = Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'a rank as a share of the full one' });

const McuformerSchema = Type.Object(
  {
    imageSize: Type.Integer({ minimum: 1, maximum: 4096 }),
    patchSize: Type.Integer({ minimum: 1, maximum: 4096 }),
    patchPadding: Type.Optional(Type.Integer({ minimum: 0, maximum: 4096 })),
    rankRatioAttention: Type.Optional(Ratio),
    rankRatioMlp: Type.Optional(Ratio),
    rankRatio: Type.Optional(Ratio),
    embed: Type.Integer({ minimum: 1, maximum: 1 << 14 }),
    depth: Type.Integer({ minimum: 1, maximum: DEEPEST }),
    heads: Type.Array(Type.Integer({ minimum: 1, maximum: 256 }), { maxItems: DEEPEST }),
    mlpRatios: Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 64 }), { maxItems: DEEPEST }),
    classes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1 << 20 })),
  },
  { additionalProperties: false },
);

const SpaceOptions = Type.Object(
  { supernet: Type.Optional(Type.Unsafe<SupernetName>({ enum: Object.keys(supernets) })) },
  { additionalProperties: false },
);

function complete(given: Static<typeof McuformerSchema>): McuformerParameters {
  const rankRatioAttention = given.rankRatioAttention ?? given.rankRatio;
  const rankRatioMlp = given.rankRatioMlp ?? given.rankRatio;
  if (rankRatioAttention === undefined || rankRatioMlp === undefined) {
    const name = rankRatioAttention === undefined ? 'rankRatioAttention' : 'rankRatioMlp';
    throw badRequest(`/${name}`, `'${name}' is missing; give it, or 'rankRatio' for both`);
  }
  for (const name of ['heads', 'mlpRatios'] as const) {
    if (given[name].length !== given.depth) {
      throw badRequest(`/${name}`, `one entry a block: depth is ${given.depth}, but there are ${given[name].length}`);
    }
  }
  for (const [block, heads] of given.heads.entries()) {
    if (Math.floor(64 * heads * rankRatioAttention) < 1) {
      throw badRequest('/rankRatioAttention', `leaves block ${block} with rank 0; use a larger ratio`);
    }
    if (Math.floor(given.embed * (given.mlpRatios[block] as number)) < 1) {
      throw badRequest(`/mlpRatios/${block}`, `times embed ${given.embed} must be at least 1`);
    }
  }
  if (Math.floor(given.embed * rankRatioMlp) < 1) {
    throw badRequest('/rankRatioMlp', `leaves rank 0 of embed ${given.embed}; use a larger ratio`);
  }
  return {
    imageSize: given.imageSize,
    patchSize: given.patchSize,
    patchPadding: given.patchPadding ?? paddingOf(given.imageSize, given.patchSize),
    rankRatioAttention,
    rankRatioMlp,
    rankRatio: given.rankRatio ?? rankRatioMlp,
    embed: given.embed,
    depth: given.depth,
    heads: given.heads,
    mlpRatios: given.mlpRatios,
    classes: given.classes ?? 1000,
  };
}

const uniform = (embed: number, depth: number, heads: number, mlpRatio: number): McuformerParameters => ({
  imageSize: 240,
  patchSize: 16,
  patchPadding: 0,
  rankRatioAttention: 0.6,
  rankRatioMlp: 0.6,
  rankRatio: 0.6,
  embed,
  depth,
  heads: Array<number>(depth).fill(heads),
  mlpRatios: Array<number>(depth).fill(mlpRatio),
  classes: 1000,
});

export default defineFamily({
  id: 'mcuformer',
  description: 'low-rank vision transformers for microcontrollers',
  parameters: McuformerSchema,
  options: SpaceOptions,
  examples: [
    { name: 'tiny', parameters: uniform(192, 12, 3, 4) },
    { name: 'small', parameters: uniform(384, 12, 6, 4) },
  ],
  complete,
  designSpace: ({ supernet = 'release-t' }) => new DesignSpace(supernetParameters(supernet)),
  fromDesign: (design, { supernet = 'release-t' }) => fromSupernet(design, supernet),
  encode: (parameters, { supernet = 'release-t' }) => toSupernet(parameters, supernet),
  build: buildMcuformer,
});
