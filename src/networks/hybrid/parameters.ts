/** Parameters of the family `hybrid`: one flat record of named values, and the design space over them. */
import { type Static, Type } from '@sinclair/typebox';
import { type Condition, categorical, type Design, ordinal, type Parameter } from '../../design/parameter.js';
import { badRequest } from '../../errors.js';

/** Complete parameters by name; names of bits are there only where they differ from the default, 8. */
export type HybridParameters = Design;

/** Stages count from 1. The image is halved by the stem, then by these. */
export const stageStrides = [1, 2, 2, 2, 2] as const;
const baseWidths = [16, 24, 40, 112, 192] as const;
const defaultDepths = [1, 2, 2, 2, 2] as const;
const depths = [1, 2, 3, 4, 5, 6];
/** First stage that may be a transformer. */
const FIRST_TRANSFORMER = 3;
/** Most tokens of a transformer stage with quadratic attention. */
const MOST_TOKENS = 784;

export const stageNumbers = [1, 2, 3, 4, 5] as const;
const mayTransform = (stage: number): boolean => stage >= FIRST_TRANSFORMER;

/** Layers with weights inside a block, whose bits may be chosen one by one. */
const blockLayers = {
  mbconv: ['expand', 'depthwise', 'seReduce', 'seExpand', 'project'],
  transformer: ['query', 'key', 'value', 'projection', 'mlp1', 'mlp2'],
} as const;

/** Name of the bits of a block's layer, such as `stage4Block1QueryBits`. */
export const bitsName = (stage: number, block: number, role: string): string =>
  `stage${stage}Block${block}${role.charAt(0).toUpperCase()}${role.slice(1)}Bits`;

const Flag = Type.Optional(Type.Unsafe<0 | 1>({ enum: [0, 1] }));
const Whole = Type.Optional(Type.Integer({ minimum: 1, maximum: 1 << 16 }));
const Ratio = Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 64 }));
const Bits = Type.Optional(Type.Unsafe<4 | 8>({ enum: [4, 8] }));

const properties: Record<string, ReturnType<typeof Type.Optional>> = {
  resolution: Type.Optional(Type.Integer({ minimum: 32, maximum: 4096 })),
  stemWidth: Whole,
  headWidth: Whole,
  classes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1 << 20 })),
  stemBits: Bits,
  headBits: Bits,
  classifierBits: Bits,
};
for (const s of stageNumbers) {
  properties[`stage${s}Depth`] = Type.Optional(Type.Integer({ minimum: 1, maximum: 64 }));
  properties[`stage${s}Width`] = Whole;
  properties[`stage${s}Kernel`] = Type.Optional(Type.Integer({ minimum: 1, maximum: 64 }));
  properties[`stage${s}Expansion`] = Type.Optional(Type.Integer({ minimum: 1, maximum: 64 }));
  properties[`stage${s}Se`] = Flag;
  properties[`stage${s}Downsampling`] = Type.Optional(Type.Unsafe<string>({ enum: ['first', 'last'] }));
  if (!mayTransform(s)) continue;
  properties[`stage${s}Type`] = Type.Optional(Type.Unsafe<string>({ enum: ['mbconv', 'transformer'] }));
  properties[`stage${s}MlpRatio`] = Ratio;
  properties[`stage${s}QkRatio`] = Ratio;
}
const names = Object.values(blockLayers)
  .flat()
  .map((role) => role.charAt(0).toUpperCase() + role.slice(1));
export const HybridSchema = Type.Object(properties, {
  additionalProperties: false,
  patternProperties: {
    [`^stage[3-5]Block[1-9][0-9]?Linear$`]: Flag,
    [`^stage[1-5]Block[1-9][0-9]?(${names.join('|')})Bits$`]: Bits,
    [`^stage[3-5]DownsampleBits$`]: Bits,
  },
});

export const HybridSpaceOptions = Type.Object(
  {
    linearAttention: Type.Optional(Type.Boolean({ description: 'choose linear attention for each transformer block' })),
    downsampling: Type.Optional(Type.Boolean({ description: 'choose where in its stage the map is halved' })),
    bits: Type.Optional(Type.Boolean({ description: 'choose 4 or 8 bits for each layer with weights' })),
  },
  { additionalProperties: false },
);
export type HybridSpace = Static<typeof HybridSpaceOptions>;

/** Defaults filled in; refuses widths that no transformer of the given ratios can have. */
export function completeHybrid(given: Readonly<Record<string, unknown>>): HybridParameters {
  const complete: Record<string, string | number> = { ...defaults, ...(given as Record<string, string | number>) };
  for (const s of stageNumbers) {
    if (!transforms(complete, s)) continue;
    const width = blockWidth(complete, s);
    for (const name of [`stage${s}QkRatio`, `stage${s}MlpRatio`]) {
      const channels = width * Number(complete[name]);
      if (!Number.isInteger(channels)) {
        throw badRequest(`/${name}`, `times the width ${width} must be a whole number of channels, not ${channels}`);
      }
    }
  }
  return complete;
}

/** Whether a stage halves the map after its blocks, which then have the width of the stage before. */
export const halvesLast = (parameters: HybridParameters, stage: number): boolean =>
  parameters[`stage${stage}Downsampling`] === 'last';

/** Channels that the transformer blocks of a stage have. */
export const blockWidth = (parameters: HybridParameters, stage: number): number =>
  Number(parameters[`stage${halvesLast(parameters, stage) ? stage - 1 : stage}Width`]);

const defaults: Record<string, string | number> = {
  resolution: 224,
  stemWidth: 16,
  headWidth: 960,
  classes: 1000,
  ...Object.assign(
    {},
    ...stageNumbers.map((s) => ({
      [`stage${s}Depth`]: defaultDepths[s - 1],
      [`stage${s}Width`]: baseWidths[s - 1],
      [`stage${s}Kernel`]: 3,
      [`stage${s}Expansion`]: s === 1 ? 1 : 4,
      [`stage${s}Se`]: 0,
      [`stage${s}Downsampling`]: 'first',
      ...(mayTransform(s) && { [`stage${s}Type`]: 'mbconv', [`stage${s}MlpRatio`]: 2, [`stage${s}QkRatio`]: 1 }),
    })),
  ),
};

/** Rows of the square map that the transformer blocks of a stage would see. */
function sideAt(parameters: HybridParameters, stage: number): number {
  let side = Math.ceil(Number(parameters['resolution']) / 2);
  for (let s = 1; s < stage; s++) side = Math.ceil(side / (stageStrides[s - 1] as number));
  return halvesLast(parameters, stage) ? side : Math.ceil(side / (stageStrides[stage - 1] as number));
}

/** Whether a stage is built of transformer blocks: asked for, and with few enough tokens. */
export const transforms = (parameters: HybridParameters, stage: number): boolean =>
  parameters[`stage${stage}Type`] === 'transformer' && sideAt(parameters, stage) ** 2 <= MOST_TOKENS;

/** Types of stages that are built as mbconv because a transformer there would have too many tokens. */
export const repairedStages = (parameters: HybridParameters): string[] =>
  stageNumbers
    .filter((s) => parameters[`stage${s}Type`] === 'transformer' && !transforms(parameters, s))
    .map((s) => `stage${s}Type`);

/**
 * The parameters of the design space. A stage that is repaired to mbconv has the defaults of its inactive parameters:
 * conditions follow the type that was asked for.
 */
export function hybridParameters(options: HybridSpace): Parameter[] {
  const group = { group: 'network' };
  return [
    ordinal('resolution', [160, 192, 224, 256, 288], { ...group, unit: 'px', default: 224 }),
    ordinal('stemWidth', [16, 24], group),
    ...(options.bits ? [bitsOf('stemBits')] : []),
    ...stageNumbers.flatMap((stage) => stageParameters(stage, options)),
    ordinal('headWidth', [960, 1280], group),
    ...(options.bits ? [bitsOf('headBits'), bitsOf('classifierBits')] : []),
  ];
}

function stageParameters(s: number, { linearAttention, downsampling, bits }: HybridSpace): Parameter[] {
  const name = (rest: string) => `stage${s}${rest}`;
  const base = baseWidths[s - 1] as number;
  const ofType = (type: string): Condition[] => (mayTransform(s) ? [{ parameter: name('Type'), oneOf: [type] }] : []);
  const mbconv = conditional(ofType('mbconv'));
  const transformer = conditional(ofType('transformer'));
  const parameters: Parameter[] = [
    ordinal(name('Depth'), depths, { group: 'network', default: defaultDepths[s - 1] as number }),
    ordinal(name('Width'), s === 1 ? [base, base + 8] : [base, base + 8, base + 16], {
      group: 'network',
      default: base,
    }),
  ];
  if (mayTransform(s)) parameters.push(categorical(name('Type'), ['mbconv', 'transformer'], { group: 'network' }));
  parameters.push(ordinal(name('Kernel'), [3, 5], mbconv));
  if (s > 1) parameters.push(ordinal(name('Expansion'), [3, 4, 6], mbconv));
  parameters.push(categorical(name('Se'), [0, 1], mbconv));
  if (mayTransform(s)) {
    parameters.push(ordinal(name('MlpRatio'), [1, 2, 4], transformer));
    parameters.push(ordinal(name('QkRatio'), [0.5, 1], { ...transformer, default: 1 }));
  }
  if (downsampling && stageStrides[s - 1] !== 1) {
    parameters.push(categorical(name('Downsampling'), ['first', 'last'], { group: 'network' }));
  }
  if (bits && mayTransform(s)) parameters.push(bitsOf(name('DownsampleBits'), ofType('transformer')));
  for (const b of depths) {
    const there: Condition[] = b === 1 ? [] : [{ parameter: name('Depth'), atLeast: b }];
    if (linearAttention && mayTransform(s)) {
      const when = conditional([...there, ...ofType('transformer')]);
      parameters.push(categorical(name(`Block${b}Linear`), [0, 1], { ...when, default: 0 }));
    }
    if (!bits) continue;
    for (const type of mayTransform(s) ? (['mbconv', 'transformer'] as const) : (['mbconv'] as const)) {
      for (const role of blockLayers[type]) {
        if (role === 'expand' && s === 1) continue;
        const squeeze: Condition[] = role.startsWith('se') ? [{ parameter: name('Se'), oneOf: [1] }] : [];
        parameters.push(bitsOf(bitsName(s, b, role), [...there, ...ofType(type), ...squeeze]));
      }
    }
  }
  return parameters;
}

const bitsOf = (name: string, conditions: readonly Condition[] = []): Parameter =>
  ordinal(name, [4, 8], { ...conditional(conditions), unit: 'bit', default: 8 });

const conditional = (conditions: readonly Condition[]): { group: string; activeWhen?: Condition } => ({
  group: 'network',
  ...(conditions.length > 0 && {
    activeWhen: conditions.length === 1 ? (conditions[0] as Condition) : { all: conditions },
  }),
});
