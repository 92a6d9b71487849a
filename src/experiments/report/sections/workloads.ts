/** The winning design on each of the workloads that it was found for. */

import { wordsOf } from '../../units.js';
import type { ReportData } from '../data.js';
import type { WorkloadDetails } from '../details.js';
import { type Content, type Html, html, table } from '../html.js';
import { metricWords } from '../metric-words.js';

export function workloadSection({ problem }: ReportData, workloads: WorkloadDetails): Html {
  const each = Object.entries(workloads);
  const shown = problem.metrics.filter(({ name }) => each.some(([, metrics]) => metrics[name] !== undefined));
  return html`<h3>Workloads</h3>
${table(
  'Metrics of the design by workload',
  [{ title: 'workload' }, ...shown.map(({ name }) => ({ title: wordsOf(name), number: true }))],
  each.map(([workload, metrics]): Content[] => [
    workload,
    ...shown.map((spec) => (metrics[spec.name] === undefined ? '' : metricWords(spec, metrics, 3))),
  ]),
)}`;
}
