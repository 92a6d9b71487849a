/**
 * `NasBench201-v0`: the cell of NAS-Bench-201 (Dong & Yang, ICLR 2020) with the highest accuracy, on demand within a
 * latency limit (HW-NAS-Bench, Li et al., ICLR 2021).
 *
 * Design: the operation on each of six edges, 15,625 designs; with a cell of its own for each of several tasks six edges
 * a task, and with a simulator in place of a device its hardware. Objective: accuracy by the estimator, or with several
 * tasks the mean of their qualities. Reward `bounded` (default): quality, the accuracy scaled to 0 at chance and 1 at the
 * best cell of the space; over a limit -v/(1+v) with v the summed relative excess. The space is small enough to know its
 * optimum by trying all of it: `bestKnown` and the metric `regret` refer to it, unless hardware is searched too. Networks
 * are counted with dead edges pruned; `eyeriss` and `fpga` charge them, as the benchmark does, simulators do not.
 */
import { type Static, Type } from '@sinclair/typebox';
import { defineProblem } from '../src/design/problem.js';
import { deviceOption, hardwareOption } from './devices/index.js';
import { cellProblem } from './nas-bench-201/problem.js';

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
        description: 'several, in place of task: the mean of their qualities is maximised',
      }),
    ),
    cells: Type.Union([Type.Literal('shared'), Type.Literal('own')], {
      default: 'shared',
      description: 'with several tasks: one cell for all, or a cell for each, groups task1, task2, ... of the design',
    }),
    estimator: Type.Union([Type.Literal('nas-bench-201'), Type.Literal('tabular')], {
      default: 'nas-bench-201',
      description: 'where accuracies come from',
    }),
    table: Type.Optional(
      Type.String({ description: 'tabular: path of the CSV table (default: below COGYM_REFERENCE)' }),
    ),
    device: deviceOption('eyeriss'),
    hardware: hardwareOption,
    latencyS: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'limit in s' })),
    objectives: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description: 'in place of accuracy or quality, e.g. ["maximize accuracy", "minimize energyJ"]',
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
  id: 'NasBench201-v0',
  summary: 'The most accurate NAS-Bench-201 cell within a latency limit; the optimum is known',
  options: Options,
  presets: {
    cifar100: {},
    'cifar100-4ms': { latencyS: 0.004 },
    'cifar100-on-dla': { device: 'dla', hardware: { pes: 256, nocBandwidth: 32 } },
    'imagenet16-120-1ms': { task: 'imagenet16-120-valid', latencyS: 0.001 },
    'cifar100-on-stm32f746': { device: 'stm32f746', latencyS: 1.5 },
    'cifar100-on-ethos-u55': { device: 'ethos-u55-128', latencyS: 0.003 },
    'cifar100-joint': { device: 'dataflow', latencyS: 0.01, constraints: ['areaMm2 <= 5'] },
    'three-tasks': { tasks: ['cifar10-valid', 'cifar100-test', 'imagenet16-120-valid'] },
    'three-tasks-own': { tasks: ['cifar10-valid', 'cifar100-test', 'imagenet16-120-valid'], cells: 'own' },
  },
  create: cellProblem,
});
