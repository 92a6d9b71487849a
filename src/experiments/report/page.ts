/** The whole report as one HTML page that needs nothing else, and its pictures for files of their own. */
import { type Drawing, draw, type Picture, standalone } from './chart.js';
import { curves } from './charts/curves.js';
import { gantt } from './charts/gantt.js';
import { parallel } from './charts/parallel.js';
import { tradeOffs } from './charts/trade-off.js';
import type { ReportData } from './data.js';
import { codesignDetails } from './details.js';
import { type Content, Html, html } from './html.js';
import { measureOf } from './measure.js';
import { chipSection } from './sections/chip.js';
import { comparisonSection } from './sections/comparison.js';
import { designSection } from './sections/design.js';
import { figure } from './sections/figure.js';
import { provenanceSection } from './sections/provenance.js';
import { headline, repeatSection, settingSection } from './sections/setting.js';
import { style } from './style.js';

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
    html: `<!doctype html>\n${page(data, body).text}\n`,
    pictures: drawn.map(({ name, svg }) => ({ name, svg: `${standalone(svg)}\n` })),
  };
}

function page({ name, description }: ReportData, body: Html): Html {
  return html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${name} – codesign-gym report</title>
<style>${new Html(style)}</style>
</head>
<body>
<header><p class="kind">Experiment report</p>
<h1>${name}</h1>
${description === undefined ? '' : html`<p>${description}</p>`}</header>
<main>
${body}
</main>
</body>
</html>`;
}

function section(id: string, title: string, content: Content): Html {
  return html`<section id="${id}">\n<h2>${title}</h2>\n${content}\n</section>\n`;
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
  const limit = data.problem.metrics.find(({ name }) => name === 'latencyS')?.limit;
  return html`${designSection(data, winner)}
${details === undefined ? '' : chipSection(details, html`${show([gantt(details, limit)])}`)}`;
}

/** Before the first evaluation there is only the question. */
function nothing(data: ReportData): Html {
  return html`${headline(data)}
${section('setting', 'Setting', settingSection(data))}
${section('provenance', 'Where the figures come from', provenanceSection(data))}
${section('repeat', 'Repeat it', repeatSection(data))}`;
}
