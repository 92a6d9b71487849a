/** The report of a multi-agent study as one HTML page that needs nothing else. */
import { boxes, tuningCurves } from '../lottery/charts.js';
import { HEAD, rowsOf, titleOf } from '../lottery/tables.js';
import { type Drawing, draw, type Picture, standalone } from '../report/chart.js';
import { htmlDocument, section } from '../report/document.js';
import { type Html, html, table } from '../report/html.js';
import { figure } from '../report/sections/figure.js';
import type { SweepSpec } from '../sweep/spec.js';
import type { MultiAgentStudy } from './analyse.js';
import { comparisonChart } from './chart.js';
import { COMPARISON_TITLE, comparisonHead, comparisonRows, TERMS_HEAD, termsRows, termsText } from './tables.js';

export interface StudyReport {
  readonly html: string;
  readonly pictures: readonly { readonly name: string; readonly svg: string }[];
}

/** Equal data gives equal bytes. */
export function renderStudy({ name, description }: SweepSpec, study: MultiAgentStudy): StudyReport {
  const drawn: Picture[] = [];
  const show = (drawing: Drawing | undefined): Html | undefined => {
    if (drawing === undefined) return undefined;
    const picture = draw(drawing);
    drawn.push(picture);
    return figure(picture);
  };
  const comparisons = comparisonHead(study).map((title, i) => ({ title, number: i > 1 && i !== 3, name: i < 2 }));
  const body = html`${section(
    'findings',
    'What the runs say',
    html`<div class="pictures">${show(comparisonChart(study))}</div>
${table(COMPARISON_TITLE, comparisons, comparisonRows(study))}`,
  )}
${study.entries.map((entry) =>
  section(
    `problem-${entry.name}`,
    entry.name,
    html`<div class="pictures">${[boxes(entry), tuningCurves(entry)].map(show)}</div>
${table(
  titleOf(entry),
  HEAD.map((title, i) => ({ title, number: i > 0, name: i === 0 })),
  rowsOf(entry),
)}`,
  ),
)}
${section(
  'method',
  'How it was measured',
  html`<p>${termsText(study)} A run's figure is the best design that it found. Intervals are percentiles of 2,000 resamples that
draw sets first and seeds within them, problem by problem; "better" and "worse" mean that the interval leaves 50 % out.</p>
${table(
  'Agents and weights of each contestant',
  TERMS_HEAD.map((title, i) => ({ title, number: i > 1, name: i < 2 })),
  termsRows(study),
)}`,
)}`;
  return {
    html: htmlDocument('Teams against single learners', { name, ...(description && { description }) }, body),
    pictures: drawn.map(({ name: file, svg }) => ({ name: file, svg: `${standalone(svg)}\n` })),
  };
}
