/** A design as people read it in a terminal: its parameters by group, its figures, how it stands to each limit. */
import type { Evaluation, Provenance } from '../design/evaluation.js';
import type { Design, Parameter } from '../design/parameter.js';
import type { MetricSpec, Problem } from '../design/problem.js';
import { isStandardError, metricWords } from './report/metric-words.js';
import { formatTable } from './text-table.js';
import { formatMetric, formatNumber, formatPercent, formatQuantity, wordsOf } from './units.js';

/** The card of `design` under `title`; `evaluation` is its evaluation on `problem`. */
export function designCard(title: string, problem: Problem, design: Design, evaluation: Evaluation): string {
  return [
    title,
    parameters(problem, design),
    metrics(problem, evaluation),
    verdict(evaluation),
    sources(problem, evaluation),
    (problem.warnings ?? []).map((text) => `Beware: ${text}.`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function parameters({ space }: Problem, design: Design): string {
  const rows: string[][] = [];
  for (const [group, names] of Object.entries(space.groups())) {
    const active = names.filter((name) => space.isActive(design, space.indexOf(name)));
    for (const [i, name] of active.entries()) {
      rows.push([
        i === 0 ? group : '',
        name,
        valueText(space.parameters[space.indexOf(name)] as Parameter, design[name]),
      ]);
    }
  }
  return `${formatTable(['group', 'parameter', 'value'], rows)}\n`;
}

/** Discrete values as they stand in the space, reals rounded. */
function valueText({ type, unit = '' }: Parameter, value: unknown): string {
  if (type === 'real') return formatQuantity(value as number, unit, 4);
  return unit === '' ? String(value) : `${value} ${unit}`;
}

function metrics({ metrics: specs }: Problem, { metrics: values }: Evaluation): string {
  const rows = specs.flatMap((spec) => {
    const value = values[spec.name];
    if (value === undefined || isStandardError(spec.name, specs)) return [];
    return [[wordsOf(spec.name), metricWords(spec, values, 3), ...limitText(spec, value)]];
  });
  return rows.length === 0
    ? 'The design was refused before it was simulated: there are no metrics.'
    : `${formatTable(['metric', 'value', 'limit', 'kept'], rows)}\n`;
}

function limitText({ name, unit, limit }: MetricSpec, value: number): [limit: string, kept: string] {
  if (limit === undefined) return ['', ''];
  const share = `${formatPercent(value / limit, 0)} of it`;
  return [formatMetric(name, limit, unit), value <= limit ? `yes, ${share}` : `NO, ${share}`];
}

function verdict({ feasible, violations }: Evaluation): string {
  if (feasible) return 'Feasible: every constraint is kept.';
  const broken = violations.map(
    ({ name, value, limit, excess }) =>
      `${name} is ${formatNumber(value)}, limit ${formatNumber(limit)} (${formatPercent(excess)} over)`,
  );
  return `Infeasible: ${broken.join('; ')}.`;
}

/** Where the figures come from, metrics of one source together. */
function sources({ metrics: specs }: Problem, { provenance }: Evaluation): string {
  const bySource = new Map<string, string[]>();
  for (const { name, source } of specs) {
    if (isStandardError(name, specs)) continue;
    const text = provenanceText(source);
    bySource.set(text, [...(bySource.get(text) ?? []), wordsOf(name)]);
  }
  const lines = [...bySource].map(([source, names]) => `  ${names.join(', ')}: ${source}`);
  const extrapolated = provenance.extrapolated
    ? ['  This design lies outside the range in which the model was compared.']
    : [];
  return ['Where the figures come from:', ...lines, ...extrapolated].join('\n');
}

/** A provenance in words. */
export function provenanceText({ simulator, mode, validated, extrapolated, assumption }: Provenance): string {
  return [
    mode === undefined ? simulator : `${simulator} (${mode})`,
    validated ? 'validated' : 'not validated',
    ...(extrapolated ? ['extrapolated'] : []),
    ...(assumption === undefined ? [] : [assumption]),
  ].join(', ');
}
