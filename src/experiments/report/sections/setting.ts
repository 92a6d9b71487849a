/** What was asked, and how to ask it again. */
import { formatNumber, formatQuantity, wordsOf } from '../../units.js';
import { type Arm, armLabel, type ReportData } from '../data.js';
import { type Content, facts, type Html, html } from '../html.js';
import { accuraciesOf, metricWords } from '../metric-words.js';

export function settingSection(data: ReportData): Html {
  const { problem, arms, runsPlanned } = data;
  const runs = arms.flatMap((arm) => arm.runs);
  const evaluations = runs.reduce((sum, { points }) => sum + points.length, 0);
  const options = Object.entries(problem.options);
  const limits = problem.metrics.filter(({ limit }) => limit !== undefined);
  const budgets = distinct(arms.map(({ budget }) => formatNumber(budget)));
  const warnings = (problem.warnings ?? []).map((text) => html`<p class="warning">Beware: ${text}.</p>`);
  const setting = facts([
    ['problem', html`${problem.id} <span class="muted">version ${problem.version}</span>`],
    ...(problem.workload === undefined ? [] : [fact('workload', problem.workload)]),
    ...(problem.preset === undefined ? [] : [fact('preset', problem.preset)]),
    ...(options.length === 0
      ? []
      : [fact('options', options.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(', '))]),
    ['objective', problem.objectives.map(({ name, direction }) => `${direction} ${wordsOf(name)}`).join(', ')],
    ...(limits.length === 0
      ? []
      : [
          fact(
            'limits',
            unbroken(
              limits.map(({ name, unit, limit }) => `${wordsOf(name)} ≤ ${formatQuantity(limit as number, unit)}`),
            ),
          ),
        ]),
    ['agents', distinct(arms.map(agentWords)).map((agent) => html`<div>${agent}</div>`)],
    ['strategies', distinct(arms.map(({ strategy }) => strategy)).join(', ')],
    ['seeds', seedWords(runs.map(({ seed }) => seed))],
    ['budget', `${budgets.join(', ')} evaluations a run`],
    [
      'evaluations',
      `${formatNumber(evaluations)} in ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}${runs.length < runsPlanned ? ` of ${runsPlanned}` : ''}`,
    ],
    [
      'made by',
      `codesign-gym ${data.packageVersion}, Node.js ${data.nodeVersion}${data.commit === undefined ? '' : `, commit ${data.commit.slice(0, 12)}`}`,
    ],
  ]);
  return html`${setting}${warnings}`;
}

/** The command and the file it reads. */
export function repeatSection({ command, spec }: ReportData): Html {
  return html`<p>The same seeds give the same designs and figures, on any machine. With the experiment file below:</p>
<pre class="command">${command}</pre>
<pre class="file">${JSON.stringify(spec, null, 2)}</pre>`;
}

/** The outcome in one or two sentences. */
export function headline(data: ReportData): Html {
  const { winner, problem, arms } = data;
  const arm = winner === undefined ? undefined : arms[winner.arm];
  if (winner === undefined || arm === undefined) return html`<p class="headline">No design has been evaluated yet.</p>`;
  const { result } = winner;
  const figures = [
    ...problem.objectives.map(({ name, direction }, m) => {
      const value =
        result.metrics[name] ??
        (direction === 'maximize' ? 0 - (result.objectives[m] as number) : result.objectives[m]);
      const unit = problem.metrics.find((metric) => metric.name === name)?.unit ?? '';
      return result.feasible ? [`${wordsOf(name)} ${formatQuantity(value as number, unit)}`] : [];
    }),
    ...problem.metrics.map(({ name, unit, limit }) => {
      const value = result.metrics[name];
      if (limit === undefined || value === undefined || problem.objectives.some((objective) => objective.name === name))
        return [];
      return [`${wordsOf(name)} ${formatQuantity(value, unit)} of ${formatQuantity(limit, unit)}`];
    }),
    ...accuraciesOf(problem.metrics, result.metrics).map((metric) => [
      `${wordsOf(metric.name)} ${metricWords(metric, result.metrics)}`,
    ]),
  ].flat();
  const who = html`<b>${armLabel(data, arm)}</b> (seed ${winner.seed}, evaluation ${formatNumber(winner.evaluation)})`;
  return html`<p class="headline">${
    result.feasible
      ? html`The best design was found by ${who}: `
      : html`<b>No design keeps every limit.</b> The nearest miss is of ${who}: `
  }${figures.length === 0 ? 'see below' : unbroken(figures)}.${
    winner.differences.length === 0
      ? ''
      : html` <span class="warning">It does not repeat; see <a href="#winner">below</a>.</span>`
  }</p>`;
}

/** A list whose items, figures with their units, are never broken into lines. */
const unbroken = (items: readonly string[]): Html =>
  html`${items.map((item, i) => html`${i === 0 ? '' : ', '}<span class="unbroken">${item}</span>`)}`;
const fact = (name: string, value: Content): [string, Content] => [name, value];
const distinct = (values: readonly string[]): string[] => [...new Set(values)];

function agentWords({ agent, hyperparameters }: Arm): string {
  const set = Object.entries(hyperparameters).map(
    ([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return set.length === 0 ? agent : `${agent}: ${set.join(', ')}`;
}

/** `0 – 9` for consecutive seeds, else a list. */
function seedWords(all: readonly number[]): string {
  const seeds = [...new Set(all)].sort((a, b) => a - b);
  const [first, last] = [seeds[0], seeds.at(-1)];
  if (first === undefined || last === undefined) return 'none';
  if (seeds.length > 2 && last - first === seeds.length - 1) return `${seeds.length}: ${first} – ${last}`;
  return `${seeds.length}: ${seeds.join(', ')}`;
}
