/** Options of `McuCodesign-v0`. */
import { type Static, Type } from '@sinclair/typebox';
import { type SupernetName, supernets } from '../../src/networks/index.js';

const Positive = Type.Number({ exclusiveMinimum: 0 });
const OneOf = <T extends string>(values: readonly T[], options: object) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...options });

export const Options = Type.Object({
  family: OneOf(['mbconv', 'vit', 'joint'], {
    default: 'mbconv',
    description: 'networks searched: MCUNet-like blocks, low-rank transformers, or both',
  }),
  board: Type.String({ default: 'stm32f746', description: 'a board, or `any` to search it' }),
  runtime: OneOf<'tinyengine' | 'tflm-ref' | 'tflm-cmsis' | 'any'>(['tinyengine', 'tflm-ref', 'tflm-cmsis', 'any'], {
    default: 'tinyengine',
    description: 'runtime of mbconv networks, or `any` to search it; transformers run on mcuformer',
  }),
  mcunetSpace: Type.Boolean({
    default: false,
    description: "MCUNet's own sub-space: expansions 3, 4, 6 and depths 2, 3, 4",
  }),
  supernet: OneOf<SupernetName>(Object.keys(supernets) as SupernetName[], {
    default: 'release-t',
    description: "space of transformers: the release's, or that of its author's copy, which has two rank ratios",
  }),
  sharedBlocks: Type.Boolean({ default: false, description: 'one head count and MLP ratio for all blocks' }),
  accounting: OneOf<'honest' | 'paper' | 'release'>(['honest', 'paper', 'release'], {
    default: 'honest',
    description: 'memory rule of transformers',
  }),
  budget: OneOf(['board', 'author'], {
    default: 'board',
    description: "`author`: 320,000 bytes where the board has 320 KiB, as MCUFormer's code",
  }),
  flash: OneOf<'board' | 'external'>(['board', 'external'], {
    default: 'board',
    description: "`external`: weights are kept outside the microcontroller, and the board's flash is no limit",
  }),
  splitGranularity: OneOf<'block' | 'layer'>(['block', 'layer'], {
    default: 'block',
    description: 'where tiles end: after a block, or after any layer under the accounting of the patch tool',
  }),
  estimator: OneOf<'default' | 'mbconv-macs' | 'mcuformer-supernet' | 'published-imagenet' | 'tabular'>(
    ['default', 'mbconv-macs', 'mcuformer-supernet', 'published-imagenet', 'tabular'],
    {
      default: 'default',
      description:
        "accuracy estimator; default: the family's surrogate, as a share of its best where both are searched",
    },
  ),
  table: Type.Optional(
    Type.String({ description: 'estimator tabular: CSV with a column accuracy and columns of parameters' }),
  ),
  supplyVolts: Type.Optional(Positive),
  latencyLimitS: Type.Optional(Positive),
  energyLimitJ: Type.Optional(Positive),
  objectives: Type.Optional(
    Type.Array(Type.String(), { minItems: 1, description: 'in place of `maximize accuracy`, e.g. `minimize energyJ`' }),
  ),
  constraints: Type.Optional(Type.Array(Type.String(), { description: 'further limits, e.g. `accuracy >= 0.5`' })),
});
export type Options = Static<typeof Options>;
