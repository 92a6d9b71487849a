/** The report of a study as one HTML page that needs nothing else. */
import { type Drawing, draw, type Picture, standalone } from '../report/chart.js';
import { htmlDocument, section } from '../report/document.js';
import { type Html, html, table } from '../report/html.js';
import { figure as figureHtml } from '../report/sections/figure.js';
import type { SweepSpec } from '../sweep/spec.js';
import type { Lottery, LotteryEntry } from './analyse.js';
import { boxes, efficiencyCurves, profileCurves, tuningCurves } from './charts.js';
import {
  figure,
  HEAD,
  largestBudgets,
  REGRET_HEAD,
  regretRows,
  regretTitle,
  rowsOf,
  share,
  titleOf,
} from './tables.js';

export interface LotteryReport {
  readonly html: string;
  readonly pictures: readonly { readonly name: string; readonly svg: string }[];
}

/** Equal data gives equal bytes. */
export function renderLottery(spec: SweepSpec, lottery: Lottery): LotteryReport {
  const drawn: Picture[] = [];
  const show = (drawings: readonly (Drawing | undefined)[]): Html[] =>
    drawings
      .filter((drawing) => drawing !== undefined)
      .map((drawing) => {
        const picture = draw(drawing);
        drawn.push(picture);
        return figureHtml(picture);
      });
  const problems = largestBudgets(lottery).map((entry) => problemSection(entry, lottery, show));
  const { profiles } = lottery;
  const together =
    profiles === null
      ? undefined
      : section(
          'profiles',
          'All problems together',
          html`<div class="pictures">${show([profileCurves(profiles)])}</div>
${table(
  regretTitle(profiles),
  REGRET_HEAD.map((title, i) => ({ title, number: i > 0, name: i === 0 })),
  regretRows(profiles),
)}`,
        );
  const body = html`${section('findings', 'What the runs say', findings(lottery))}
${together}
${problems}
${section('method', 'How it was measured', method(spec, lottery))}`;
  return {
    html: htmlDocument(
      'Hyperparameter lottery',
      { name: spec.name, ...(spec.description && { description: spec.description }) },
      body,
    ),
    pictures: drawn.map(({ name, svg }) => ({ name, svg: `${standalone(svg)}\n` })),
  };
}

const findings = ({ findings: all }: Lottery): Html =>
  html`<p>Two observations of the ArchGym study, tested on these runs.</p>${all.map(
    ({ claim, verdict, evidence }) => html`<h3>${claim}</h3>
<p><span class="badge ${verdict === 'contradicted' ? 'bad' : 'good'}">${verdict}</span></p>
<ul class="readings">${evidence.map((line) => html`<li>${line}</li>`)}</ul>`,
  )}`;

function problemSection(
  entry: LotteryEntry,
  { entries }: Lottery,
  show: (drawings: readonly (Drawing | undefined)[]) => Html[],
): Html {
  const ofProblem = entries.filter(({ name }) => name === entry.name);
  const columns = HEAD.map((title, i) => ({ title, number: i > 0, name: i === 0 }));
  return section(
    `problem-${entry.name}`,
    entry.name,
    html`<div class="pictures">${show([boxes(entry), tuningCurves(entry), efficiencyCurves(ofProblem)])}</div>
${table(titleOf(entry), columns, rowsOf(entry))}
${crossings(entry)}
${improvement(entry)}`,
  );
}

function crossings({ pairs }: LotteryEntry): Html | undefined {
  const lines = pairs.filter(({ overtakenFromK }) => overtakenFromK !== null);
  if (lines.length === 0) return undefined;
  return html`<p>Which agent is ahead depends on the tuning:</p><ul class="readings">${lines.map(
    ({ agent, other, overtakenFromK }) =>
      html`<li>${agent} is ahead of ${other} with one set each, ${other} from ${overtakenFromK as number} sets on.</li>`,
  )}</ul>`;
}

function improvement({ agents, pairs, name }: LotteryEntry): Html {
  const names = agents.map(({ agent }) => agent);
  const rows = names.map((agent) => [
    agent,
    ...names.map((other) => {
      const pair = pairs.find((candidate) => candidate.agent === agent && candidate.other === other);
      return pair === undefined ? '' : share(pair.probability);
    }),
  ]);
  const columns = [{ title: 'run of', name: true }, ...names.map((title) => ({ title, number: true }))];
  return html`<details><summary>Probability that a run of one agent is better than a run of another on ${name}</summary>
${table('Row against column, over all sets and seeds; ties count one half', columns, rows)}</details>`;
}

function method({ agents, seeds, budgets }: SweepSpec, { entries }: Lottery): Html {
  const [entry] = entries;
  const bests = largestBudgets({ entries }).map(
    ({ name, best, bestIs, medianRandom }) =>
      html`<li>${name}: best ${figure(best)} (${bestIs === 'known' ? 'known of the problem' : 'best of this study'})${
        medianRandom === null ? '' : html`, median of random search ${figure(medianRandom)}`
      }.</li>`,
  );
  return html`<p>${agents.length} agents, ${Array.isArray(seeds) ? seeds.length : seeds.count} seeds for each set of
hyperparameters, budgets ${budgets.join(', ')} evaluations. Figures are best-so-far values of whole runs; a run without a
feasible design counts with its penalised objective${entry?.figure === 'hypervolume' ? ' (a hypervolume of 0)' : ''}. Agents whose
schedule looks at the budget ran once for each budget, all others are read off their longest run.</p>
<ul class="readings">${bests}</ul>
<p>Intervals are percentiles of 2,000 resamples that draw sets first and seeds within them. "Variance: sets / seeds" are the shares
of a two-way layout (eta squared); the rest is their interaction. "Within 5 %" is the share of runs that come within 5 % of the range
from random search's median to the best.</p>`;
}
