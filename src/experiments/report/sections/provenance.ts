/** Where every figure comes from and how far it can be trusted. */
import type { Provenance } from '../../../design/evaluation.js';
import { wordsOf } from '../../units.js';
import type { ReportData } from '../data.js';
import { type Content, type Html, html, table } from '../html.js';

export function provenanceSection({ problem, winner }: ReportData): Html {
  const bySource = new Map<string, { names: string[]; source: Provenance }>();
  for (const { name, source } of problem.metrics) {
    const key = JSON.stringify([
      source.simulator,
      source.mode,
      source.validated,
      source.extrapolated,
      source.assumption,
    ]);
    const entry = bySource.get(key) ?? { names: [], source };
    entry.names.push(wordsOf(name));
    bySource.set(key, entry);
  }
  const rows = [...bySource.values()].map(({ names, source }) => row(names.join(', '), source));
  if (winner !== undefined && winner.differences.length === 0)
    rows.push(row('the winning design as a whole', winner.result.provenance));
  return html`${table(
    'Sources of the metrics',
    [
      { title: 'metric' },
      { title: 'simulator or estimator' },
      { title: 'mode' },
      { title: 'compared with its reference?' },
      { title: 'range' },
      { title: 'assumes' },
    ],
    rows,
  )}<p class="note">Compared: the model has been checked against the tool or the measurements it stands for, in this mode. Extrapolated:
the figure lies outside the range of that check.</p>`;
}

function row(what: string, { simulator, mode, validated, extrapolated, assumption }: Provenance): Content[] {
  return [
    what,
    simulator,
    mode ?? '',
    validated ? html`<span class="kept">yes, validated</span>` : html`<span class="broken">no</span>`,
    extrapolated ? html`<span class="broken">extrapolated</span>` : 'within',
    assumption,
  ];
}
