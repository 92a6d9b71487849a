/** Options of `NpuCimCodesign-v0`. */
import { type Static, Type } from '@sinclair/typebox';
import { cim } from '../../simulators/index.js';

const OneOf = <T extends string>(values: readonly T[], options: object) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...options });

export const Options = Type.Object(
  {
    assignment: OneOf(['searched', 'npu-only', 'cim-only', 'static', 'greedy', 'optimal', 'pipelined'] as const, {
      default: 'searched',
      description: 'who runs what: part of the design, or a policy; pipelined is the policy optimal for a stream',
    }),
    areaBudgetMm2: Type.Number({ exclusiveMinimum: 0, default: 4, description: 'limit on NPU, macros and SRAM, mm2' }),
    minimumAccuracy: Type.Number({ minimum: 0, maximum: 1, default: 0.7, description: 'least estimated top-1' }),
    latencyWeight: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.5,
      description: 'weight of latency beside energy in the merit; 1 is latency alone',
    }),
    accuracy: Type.String({ default: 'published-imagenet', description: 'accuracy estimator by name' }),
    accuracyTask: Type.String({ default: 'imagenet-1k', description: 'task of the estimator' }),
    accuracyTable: Type.Optional(Type.String({ description: 'path of the table of estimators that read one' })),
    adcModel: OneOf(cim.adcModels, {
      default: 'zigzag-28nm',
      description: 'converters of analog macros; results hinge on it, so it is stated and not searched',
    }),
    fine: Type.Boolean({ default: false, description: 'a device for each layer of a block in place of each stage' }),
    allowDynamicWeights: Type.Boolean({
      default: false,
      description: 'products of two maps may run on macros, whose weights are then written for each',
    }),
    packDepthwise: Type.Boolean({ default: false, description: 'depthwise layers may run on macros, block diagonal' }),
    objectives: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, description: 'in place of the merit, e.g. `minimize latencyS`' }),
    ),
    constraints: Type.Optional(Type.Array(Type.String(), { description: 'further limits, e.g. `powerW <= 0.5`' })),
  },
  { additionalProperties: false },
);
export type Options = Static<typeof Options>;
