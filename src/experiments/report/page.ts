/** The whole report as one HTML page that needs nothing else, and its pictures for files of their own. */
import { type Drawing, draw, type Picture, standalone } from './chart.js';
import { curves } from './charts/curves.js';
import { deviceGantt } from './charts/device-gantt.js';
import { energyParts } from './charts/energy-parts.js';
import { gantt } from './charts/gantt.js';
import { parallel } from './charts/parallel.js';
import { tradeOffs } from './charts/trade-off.js';
import type { ReportData } from './data.js';
import { codesignDetails, systemDetails, workloadDetails } from './details.js';
import { htmlDocument, section } from './document.js';
import { type Html, html, textTable } from './html.js';
import { measureOf } from './measure.js';
import { chipSection } from './sections/chip.js';
import { comparisonSection } from './sections/comparison.js';
import { designSection } from './sections/design.js';
import { figure } from './sections/figure.js';
import { provenanceSection } from './sections/provenance.js';
import { headline, repeatSection, settingSection } from './sections/setting.js';
import { systemSection } from './sections/system.js';
import { workloadSection } from './sections/workloads.js';

export interface Report {
  readonly html: string;
  readonly pictures: readonly { readonly name: string; readonly svg: string }[];
}

/** Equal data gives equal bytes. */
export function renderReport(data: ReportData): Report {
  const measure = measureOf(data);
  const drawn: Picture[] = [];
  const show = (drawings: readonly Drawing[]): Html[] =>
    drawings.map((drawing) => {
      const picture = draw(drawing);
      drawn.push(picture);
      return figure(picture);
    });
  const any = data.arms.some(({ runs }) => runs.some(({ points }) => points.length > 0));
  const body = any ? results(data, measure, show) : nothing(data);
  return {
    html: htmlDocument('Experiment report', data, body),
    pictures: drawn.map(({ name, svg }) => ({ name, svg: `${standalone(svg)}\n` })),
  };
}

function results(
  data: ReportData,
  measure: ReturnType<typeof measureOf>,
  show: (drawings: readonly Drawing[]) => Html[],
): Html {
  const pairs = show(tradeOffs(data));
  return html`${headline(data)}
${section('setting', 'Setting', settingSection(data))}
${section('comparison', 'Comparison', comparisonSection(data, measure))}
${section('progress', 'Progress', progressContent(show(curves(data, measure))))}
${section('trade-offs', 'Trade-offs', pairs.length === 0 ? noTradeOff : html`<div class="pictures">${pairs}</div>`)}
${section('best-designs', 'Best designs', show(parallel(data)))}
${data.winner === undefined ? '' : section('winner', data.winner.result.feasible ? 'Winning design' : 'Nearest miss', winnerContent(data, data.winner, show))}
${data.simulated === undefined ? '' : section('simulated', 'Predicted and simulated', textTable(data.simulated))}
${section('provenance', 'Where the figures come from', provenanceSection(data))}
${section('repeat', 'Repeat it', repeatSection(data))}`;
}

const progressContent = (pictures: readonly Html[]): Html =>
  pictures.length === 0
    ? html`<p>No seed has found a feasible design, so there is no best so far to draw.</p>`
    : html`<div class="pictures">${pictures}</div>`;

const noTradeOff = html`<p>There is one objective and no metric with a limit, so there is no trade-off to show.</p>`;

function winnerContent(
  data: ReportData,
  winner: NonNullable<ReportData['winner']>,
  show: (drawings: readonly Drawing[]) => Html[],
): Html {
  const details = codesignDetails(winner.result.details);
  const system = systemDetails(winner.result.details);
  const workloads = workloadDetails(winner.result.details);
  const limit = data.problem.metrics.find(({ name }) => name === 'latencyS')?.limit;
  return html`${designSection(data, winner)}
${workloads === undefined ? '' : workloadSection(data, workloads)}
${details === undefined ? '' : chipSection(details, html`${show([gantt(details, limit)])}`)}
${system === undefined ? '' : systemSection(system, show([deviceGantt(system)]), show([energyParts(system)]))}`;
}

/** Before the first evaluation there is only the question. */
function nothing(data: ReportData): Html {
  return html`${headline(data)}
${section('setting', 'Setting', settingSection(data))}
${section('provenance', 'Where the figures come from', provenanceSection(data))}
${section('repeat', 'Repeat it', repeatSection(data))}`;
}
