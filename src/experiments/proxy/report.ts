/** The test of a proxy as one HTML page, its pictures also as files. */
import { dirname, join } from 'node:path';
import { makeFolder, writeAtomically } from '../disk.js';
import { type Drawing, draw, type Picture, standalone } from '../report/chart.js';
import { htmlDocument, section } from '../report/document.js';
import { facts, type Html, html, textTable } from '../report/html.js';
import { figure } from '../report/sections/figure.js';
import { formatNumber } from '../units.js';
import { agreement, learningCurves } from './charts.js';
import type { Examples } from './examples.js';
import type { ProxyModel } from './proxy.js';
import { splitByDesign } from './split.js';
import { curveTable, errorTable, shiftTables } from './tables.js';

/**
 * Writes the report of `proxy`, trained on `examples`, to `file`, and its pictures beside it as `<name>.svg`.
 * @throws CogymError `writeFailed`
 */
export function writeProxyReport(proxy: ProxyModel, examples: Examples, file: string): void {
  const pictures = picturesOf(proxy, examples);
  makeFolder(dirname(file));
  writeAtomically(file, page(proxy, pictures));
  for (const { name, svg } of pictures) writeAtomically(join(dirname(file), `${name}.svg`), `${standalone(svg)}\n`);
}

/** Predicted against simulated figures of the first split's test designs, metric by metric, and the learning curves. */
function picturesOf(proxy: ProxyModel, examples: Examples): Picture[] {
  const { test } = splitByDesign(examples.keys, 0);
  const unseen = test.filter((i) => examples.feasible[i] === 1);
  const designs = Array.from(unseen, (i) => examples.designs[i] as (typeof examples.designs)[number]);
  const predicted = proxy.predictAll(designs);
  const drawings: Drawing[] = proxy.facts.metrics.map((metric) => {
    const values = examples.metrics[metric.name] as Float64Array;
    const error = proxy.facts.report.metrics[metric.name]?.model.rmsePercent.estimate as number;
    const pairs = Array.from(unseen, (i, k) => [values[i] as number, predicted[metric.name]?.[k] as number] as const);
    return agreement(
      metric,
      pairs.filter(([simulated]) => Number.isFinite(simulated)),
      error,
    );
  });
  const curves = learningCurves(proxy.facts.report);
  return [...drawings, ...(curves === undefined ? [] : [curves])].map(draw);
}

function page({ facts: known }: ProxyModel, pictures: readonly Picture[]): string {
  const { problem, training, model, options, report } = known;
  const name = `Proxy of ${problem.id}`;
  const { feasibility } = report;
  const [curve, shifts] = [curveTable(report), shiftTables(report)];
  const body = html`${section(
    'training',
    'Training',
    facts([
      ['workload', problem.workload ?? 'none'],
      ['models', `${model}, one for each metric: ${JSON.stringify(options)}`],
      ['rows', training.rows],
      ['different designs', `${training.designs}, ${training.feasible} of them feasible`],
      ['fitted on', `${training.fitted} designs of the first split`],
      [
        'by agent',
        Object.entries(training.agents)
          .map(([agent, count]) => `${agent} ${count}`)
          .join(', '),
      ],
      ...(feasibility === undefined
        ? []
        : ([
            [
              'feasible or not',
              `${formatNumber(100 * feasibility.correct.estimate)} % told right; always the commoner: ${formatNumber(100 * feasibility.majority.estimate)} %`,
            ],
          ] as const)),
    ]),
  )}
${section('errors', 'Errors on unseen designs', html`${textTable(errorTable(report), 2)}${method}`)}
${section('pictures', 'Predicted and simulated', html`<div class="pictures">${pictures.map(figure)}</div>`)}
${curve && section('curves', 'How many designs it takes', textTable(curve))}
${
  shifts.length === 0
    ? undefined
    : section(
        'shift',
        "Another agent's designs",
        shifts.map((shift) => textTable(shift)),
      )
}`;
  return htmlDocument('Proxy cost model', { name }, body);
}

const method: Html = html`<p>Designs, not rows, are split 70/10/20 into training, stopping and test by a hash of the design and
the split's seed. RMSE / mean is 100 RMSE / mean(|y|), MAPE the mean absolute error in per cent of the truth. The pictures and the
saved models are those of the first split.</p>`;
