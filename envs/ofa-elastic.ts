/**
 * `OfaElastic-v0`: the subnet of Once-for-All's MobileNetV3 (Cai et al., ICLR 2020; width 1.2) with the highest accuracy
 * within limits on multiply-accumulates or latency.
 *
 * Design: resolution, and per stage the depth and each block's kernel and expansion; blocks beyond the depth are
 * inactive; with a simulator in place of a device its hardware. Objective: accuracy by the estimator. Reward `bounded`
 * (default): accuracy scaled to 0 at chance and 1 at the estimator's best; over a limit -v/(1+v) with v the summed relative
 * excess. Latency is there when a look-up table of blocks is given by path, or a device.
 */
import { type Static, Type } from '@sinclair/typebox';
import { defineProblem } from '../src/design/problem.js';
import { hardwareOption, optionalDevice } from './devices/index.js';
import { elasticProblem } from './ofa-elastic/problem.js';

const positive = (description: string) => Type.Number({ exclusiveMinimum: 0, description });

export const Options = Type.Object(
  {
    estimator: Type.Union([Type.Literal('ofa-elastic'), Type.Literal('published-imagenet')], {
      default: 'ofa-elastic',
      description: 'where accuracies come from: the published predictor (ranking only), or networks of that size',
    }),
    table: Type.Optional(Type.String({ description: 'path of a look-up table of block latencies (CSV)' })),
    device: optionalDevice,
    hardware: hardwareOption,
    latencyS: Type.Optional(positive('limit in s; needs a table or a device')),
    macs: Type.Optional(positive('limit on multiply-accumulates')),
    objectives: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description: 'in place of accuracy, e.g. ["maximize accuracy", "minimize energyJ"]',
      }),
    ),
    constraints: Type.Optional(
      Type.Array(Type.String(), { description: 'further limits, e.g. ["areaMm2 <= 2", "energyJ <= 1 mJ"]' }),
    ),
  },
  { additionalProperties: false },
);
export type Options = Static<typeof Options>;

export default defineProblem({
  id: 'OfaElastic-v0',
  summary: 'The most accurate Once-for-All MobileNetV3 subnet within limits on operations or latency',
  options: Options,
  presets: {
    'macs-300M': { macs: 3e8 },
    free: {},
    published: { estimator: 'published-imagenet', macs: 3e8 },
    'ethos-u65-5ms': { device: 'ethos-u65-512', latencyS: 0.005 },
  },
  create: elasticProblem,
});
