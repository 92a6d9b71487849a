/** Metrics of `NasBench201-v0`. */
import type { Provenance } from '../../src/design/evaluation.js';
import type { MetricSpec } from '../../src/design/problem.js';

export interface MetricOptions {
  /** Of the accuracies. */
  readonly source: Provenance;
  readonly device: readonly MetricSpec[];
  readonly tasks: number;
  /** Every task has a cell of its own. */
  readonly own: boolean;
  readonly limitS: number | undefined;
  readonly optimumKnown: boolean;
}

const counted: Provenance = { simulator: 'networks', validated: true, extrapolated: false };

export function metricSpecs({ source, device, tasks, own, limitS, optimumKnown }: MetricOptions): MetricSpec[] {
  const several = tasks > 1;
  const over = several ? ', mean over the tasks' : '';
  const most = several ? ', of the task that needs most' : '';
  const spec = (name: string, unit: string, description: string, from = source): MetricSpec => ({
    name,
    unit,
    description,
    source: from,
  });
  return [
    spec('accuracy', '', `accuracy after training, a fraction${over}`),
    spec('accuracyStandardError', '', 'standard error of that estimate, a fraction'),
    spec('quality', '', `accuracy scaled to 0 at chance and 1 at the best cell of the space${over}`),
    spec('macs', '', `multiply-accumulates without edges that have no effect${most}`, counted),
    spec('params', '', `weights and biases as deployed, likewise${most}`, counted),
    ...device.map((metric) => ({
      ...metric,
      description: metric.description + most,
      ...(metric.name === 'latencyS' && limitS !== undefined ? { limit: limitS } : {}),
    })),
    ...(own ? Array.from({ length: tasks }, (_, i) => ofTask(i + 1)).flat() : []),
    // Both tell of the whole space, which an agent is to find out.
    { ...spec('relativeImprovementPercent', '%', 'accuracy over the mean of all cells, less 100 %'), observed: false },
    ...(optimumKnown
      ? [
          {
            ...spec('regret', '', 'how far the objective is below the best of all designs that keep the limits'),
            observed: false,
          },
        ]
      : []),
  ];

  function ofTask(number: number): MetricSpec[] {
    return [
      spec(`task${number}Accuracy`, '', `accuracy on task ${number}, a fraction`),
      spec(`task${number}AccuracyStandardError`, '', 'standard error of that estimate, a fraction'),
      spec(`task${number}Quality`, '', `quality on task ${number}, 0..1`),
    ];
  }
}
