/** A data card: what a data set is, how it was made, what its columns mean and where its limits are, as Markdown. */
import { formatNumber } from '../units.js';
import type { Dataset } from './dataset.js';
import type { DatasetManifest, DatasetSource } from './dataset-manifest.js';
import { type ColumnSummary, type DatasetSummary, summarizeDataset } from './summary.js';

/** @throws CogymError `storeDamaged` */
export async function dataCard(dataset: Dataset): Promise<string> {
  const { manifest } = dataset;
  const summary = await summarizeDataset(dataset);
  const ids = [...new Set(manifest.problems.map(({ id }) => id))];
  return `${[
    `# Data set: evaluated designs of ${ids.join(', ')}`,
    '',
    `${formatNumber(summary.rows)} evaluations of ${formatNumber(summary.designs)} different designs by ` +
      `${summary.agents.length} search agents in ${summary.runs} runs. Licence: ${manifest.licence}.`,
    `Schema hash: \`${manifest.schemaHash}\`.`,
    '',
    '## How it was made',
    '',
    ...manifest.sources.flatMap(made),
    '',
    '## Problems',
    '',
    ...table(
      ['problem', 'version', 'workload', 'hash of options and version'],
      manifest.problems.map(({ id, version, workload, hash }) => [id, version, workload ?? '', hash.slice(0, 12)]),
    ),
    '',
    '## Agents',
    '',
    ...table(
      ['agent', 'hyperparameter sets', 'runs', 'rows', 'different designs', 'feasible rows'],
      summary.agents.map(({ agent, runs, rows, designs, feasible }) => [
        agent,
        String(manifest.hyperparameterGrid[agent]?.length ?? 0),
        ...[runs, rows, designs, feasible].map((count) => formatNumber(count)),
      ]),
    ),
    '',
    '## Columns',
    '',
    ...table(['column', 'type', 'unit', 'least', 'most', 'missing', 'meaning'], summary.columns.map(columnCells)),
    '',
    '## Known limits',
    '',
    ...limits(manifest, summary).map((limit) => `- ${limit}`),
    '',
    '## Reading it',
    '',
    'Rows: `data.parquet`, sorted by run and evaluation; `manifest.json` holds parameters, metrics and runs as data.',
    '',
    '```sh',
    'cogym dataset info .',
    'cogym query "SELECT agent, count(*) FROM rows WHERE feasible GROUP BY agent" .',
    '```',
  ].join('\n')}\n`;
}

/** A source in words, with its experiment; the agents are a table of their own. */
function made({
  package: { name, version },
  commit,
  node,
  nnBackend,
  started,
  ended,
  spec,
  origin,
}: DatasetSource): string[] {
  const tools = `${name} ${version}${commit === null ? '' : ` (commit ${commit.slice(0, 10)})`}, Node ${node}, neural networks: ${nnBackend}`;
  const when = `${started} to ${ended ?? 'an interruption'}`;
  if (spec === null) return [`- ${origin ?? 'Imported'}, with ${tools}, ${when}.`];
  const { agents, ...rest } = spec;
  return [
    `- \`cogym run\` of the experiment below with its ${agents.length} agents, by ${tools}, ${when}.`,
    '',
    '  ```json',
    `  ${JSON.stringify(rest)}`,
    '  ```',
  ];
}

function columnCells({ name, type, unit, least, most, nulls, description }: ColumnSummary): string[] {
  const shown = (value: ColumnSummary['least']): string =>
    typeof value === 'number' ? formatNumber(value, 4) : value === null ? '' : String(value);
  const ranged = type !== 'VARCHAR' || name.startsWith('p_');
  return [
    `\`${name}\``,
    type.toLowerCase(),
    unit,
    ...(ranged ? [shown(least), shown(most)] : ['', '']),
    String(nulls),
    description,
  ];
}

/** What a user should know before learning from the rows. */
function limits({ metrics, warnings, problems }: DatasetManifest, summary: DatasetSummary): string[] {
  const unvalidated = metrics.filter(({ source }) => !source.validated).map(({ name }) => name);
  const missing = summary.columns.filter(({ name }) => name.startsWith('m_')).map(({ nulls }) => nulls);
  // A refused design has no metric at all; parts put together by force lack some.
  const refused = missing.length === 0 ? 0 : Math.min(...missing);
  const broken = Object.entries(summary.violations).map(([name, n]) => `${name} (${formatNumber(n)})`);
  return [
    'Designs are where search agents looked, not a uniform sample of the space; rows of one run depend on each other.',
    `${formatNumber(summary.rows - summary.feasible)} rows are infeasible${broken.length === 0 ? '' : `: ${broken.join(', ')}`}.`,
    ...(refused > 0
      ? [`${formatNumber(refused)} rows have no metrics: their designs were refused before simulation.`]
      : []),
    `${formatNumber(summary.rows - summary.designs)} rows repeat a design; ${formatNumber(summary.cached)} were answered from a cache.`,
    ...(unvalidated.length > 0 ? [`Not validated against a reference: ${unvalidated.join(', ')}.`] : []),
    ...(problems.length > 1
      ? ['Rows of several workloads: the same design has other figures on another workload.']
      : []),
    '`wall_seconds` differs between repetitions; all other columns repeat bit for bit.',
    ...warnings,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
