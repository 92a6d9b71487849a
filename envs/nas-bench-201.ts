/**
 * `NasBench201-v0`: the cell of NAS-Bench-201 (Dong & Yang, ICLR 2020) with the highest accuracy, on demand within a
 * latency limit (HW-NAS-Bench, Li et al., ICLR 2021).
 *
 * Design: the operation on each of six edges, 15,625 designs. Objective: accuracy by the estimator, or with several
 * tasks the mean of their qualities. Reward `bounded` (default): quality, the accuracy scaled to 0 at chance and 1 at the
 * best cell of the space; over the latency limit -v/(1+v) with v the relative excess. The space is small enough to know
 * its optimum by trying all of it: `bestKnown` and the metric `regret` refer to it. Networks are counted with dead edges
 * pruned; the latencies of `eyeriss` and `fpga` charge them, as the benchmark does, those of a dataflow template do not.
 */
import { type Static, Type } from '@sinclair/typebox';
import { defineProblem } from '../src/design/problem.js';
import { arrayDefaults, deviceNames } from './nas-bench-201/device.js';
import { CellProblem } from './nas-bench-201/problem.js';

export const Options = Type.Object(
  {
    task: Type.String({
      default: 'cifar100-test',
      description: 'cifar10-valid, cifar100-test or imagenet16-120-valid',
    }),
    tasks: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: 3,
        uniqueItems: true,
        description: 'one cell for several tasks, in place of task: the mean of their qualities is maximised',
      }),
    ),
    estimator: Type.Union([Type.Literal('nas-bench-201'), Type.Literal('tabular')], {
      default: 'nas-bench-201',
      description: 'where accuracies come from',
    }),
    table: Type.Optional(
      Type.String({ description: 'tabular: path of the CSV table (default: below COGYM_REFERENCE)' }),
    ),
    device: Type.String({
      default: 'eyeriss',
      description: `device of latency and energy: ${deviceNames.join(', ')}; no fpga for imagenet16-120`,
    }),
    pes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65536,
        description: `processing elements of a dataflow template; default ${arrayDefaults.pes}`,
      }),
    ),
    nocBandwidth: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1e6,
        description: `its elements a cycle; default ${arrayDefaults.nocBandwidth}`,
      }),
    ),
    clockMhz: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: `its clock; default ${arrayDefaults.clockMhz}` }),
    ),
    latencyS: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'limit in s' })),
  },
  { additionalProperties: false },
);
export type Options = Static<typeof Options>;

export default defineProblem({
  id: 'NasBench201-v0',
  summary: 'The most accurate NAS-Bench-201 cell within a latency limit; the optimum is known',
  options: Options,
  presets: {
    cifar100: {},
    'cifar100-4ms': { latencyS: 0.004 },
    'cifar100-on-dla': { device: 'dla', pes: 256, nocBandwidth: 32 },
    'imagenet16-120-1ms': { task: 'imagenet16-120-valid', latencyS: 0.001 },
    'three-tasks': { tasks: ['cifar10-valid', 'cifar100-test', 'imagenet16-120-valid'] },
  },
  create: (options) => new CellProblem(options),
});
