/** The winning design as a card: its figures against their limits, and its parameters by group. */
import { DesignSpace } from '../../../design/design-space.js';
import type { MetricSpec } from '../../../design/problem.js';
import { formatMetric, formatNumber, formatPercent, formatQuantity, wordsOf } from '../../units.js';
import { armLabel, type ReportData, type Winner } from '../data.js';
import { type Content, facts, type Html, html, table } from '../html.js';
import { isStandardError, metricWords } from '../metric-words.js';

/** Where the design comes from, whether it repeats, its metrics and its parameters. */
export function designSection(data: ReportData, winner: Winner): Html {
  const arm = data.arms[winner.arm];
  const { feasible, violations } = winner.result;
  return html`<p>${feasible ? html`<span class="badge good">feasible</span>` : html`<span class="badge bad">infeasible</span>`}
Found by <b>${arm === undefined ? 'an unknown agent' : armLabel(data, arm)}</b>, seed ${winner.seed}, evaluation ${formatNumber(winner.evaluation)}.
${repeatWords(winner)}</p>
${
  feasible
    ? ''
    : html`<p class="warning">No design of this experiment keeps every limit. This is the nearest miss; it breaks ${violations
        .map(({ name, excess }) => `${wordsOf(name)} by ${formatPercent(excess)}`)
        .join(', ')}.</p>`
}
${metricsTable(data, winner)}
<h3>Parameters</h3>
${parameterLists(data, winner)}`;
}

function repeatWords({ differences }: Winner): Html {
  if (differences.length === 0)
    return html`Evaluated again for this report, it gives the recorded figures to the last bit.`;
  return html`</p>
<p class="warning">Evaluated again for this report, it does not give the recorded figures, which are shown here (${differences.join('; ')}):
another version of the package or of a table computed the rows.`;
}

function metricsTable({ problem }: ReportData, { result }: Winner): Html {
  const shown = problem.metrics.filter(
    ({ name }) => result.metrics[name] !== undefined && !isStandardError(name, problem.metrics),
  );
  if (shown.length === 0)
    return html`<p>${problem.metrics.length === 0 ? objectiveWords(problem, result.objectives) : 'It was refused before it was simulated, so there are no metrics.'}</p>`;
  const limits = shown.some(({ limit }) => limit !== undefined);
  return table(
    'Metrics of the design',
    [{ title: 'metric' }, { title: 'value', number: true }, ...(limits ? limitColumns : [])],
    shown.map((spec): Content[] => [
      html`<b>${wordsOf(spec.name)}</b> <span class="muted">${spec.description}</span>`,
      metricWords(spec, result.metrics),
      ...(limits ? limitCells(spec, result.metrics[spec.name] as number) : []),
    ]),
  );
}

const limitColumns = [
  { title: 'limit', number: true },
  { title: 'share of the limit', name: true },
  { title: 'kept?' },
];

function limitCells({ name, unit, limit }: MetricSpec, value: number): Content[] {
  if (limit === undefined) return ['', '', ''];
  const share = value / limit;
  const kept = value <= limit;
  return [
    formatMetric(name, limit, unit),
    html`<span class="bar ${kept ? 'good' : 'bad'}"><i style="width:${Math.min(100, 100 * share).toFixed(1)}%"></i></span> ${formatPercent(share, 0)}`,
    kept ? html`<span class="kept">yes</span>` : html`<span class="broken">no</span>`,
  ];
}

function objectiveWords({ objectives }: ReportData['problem'], values: readonly number[]): string {
  return objectives
    .map(
      ({ name, direction }, m) =>
        `${wordsOf(name)}: ${formatNumber(direction === 'maximize' ? 0 - (values[m] as number) : (values[m] as number), 6)}`,
    )
    .join(', ');
}

/** Parameters by group; the inactive ones, which mean nothing in this design, by name only. */
function parameterLists({ problem }: ReportData, { design }: Winner): Html {
  const space = new DesignSpace(problem.parameters);
  const groups = new Map<string, number[]>();
  problem.parameters.forEach(({ group = 'parameters' }, i) => {
    groups.set(group, [...(groups.get(group) ?? []), i]);
  });
  return html`<div class="groups">${[...groups].map(([group, members]) => {
    const active = members.filter((i) => space.isActive(design, i));
    const inactive = members.filter((i) => !active.includes(i)).map((i) => problem.parameters[i]?.name);
    return html`<section><h4>${group}</h4>${facts(
      active.map((i) => {
        const { name, unit = '' } = problem.parameters[i] as { name: string; unit?: string };
        const value = design[name];
        return [name, typeof value === 'number' ? formatQuantity(value, unit, 6) : String(value)];
      }),
    )}${inactive.length === 0 ? '' : html`<p class="muted">Not used in this design: ${inactive.join(', ')}.</p>`}</section>`;
  })}</div>`;
}
