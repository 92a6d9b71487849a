/** `cogym dataset info`: counts, agents, constraints and the range of every column. */
import type { Argv, CommandModule } from 'yargs';
import { openDataset } from '../../experiments/dataset/dataset.js';
import { type ColumnSummary, type DatasetSummary, summarizeDataset } from '../../experiments/dataset/summary.js';
import { formatTable } from '../../experiments/text-table.js';
import { formatNumber, formatPercent, formatQuantity } from '../../experiments/units.js';
import { forceOption, pathsOption } from './options.js';

interface Arguments {
  readonly paths: string[];
  readonly force: boolean;
  readonly json: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'info <paths..>',
  describe: 'What a data set holds: counts, agents, constraints, and the range and unit of each column',
  builder: (yargs) =>
    forceOption(pathsOption(yargs as unknown as Argv)).option('json', {
      type: 'boolean',
      default: false,
      describe: 'one JSON document on stdout',
    }) as unknown as Argv<Arguments>,
  handler: async ({ paths, force, json }) => {
    const summary = await summarizeDataset(openDataset(paths, { force }));
    console.log(json ? JSON.stringify(summary, null, 2) : text(summary));
  },
};
export default command;

function text(summary: DatasetSummary): string {
  const { rows, designs, feasible, cached, runs, unfinished, seeds, bytes, violations } = summary;
  const waiting = unfinished === 0 ? '' : `; ${unfinished} more runs have not come to their end`;
  const broken = Object.entries(violations).map(([name, n]) => `${name} in ${formatNumber(n)}`);
  return [
    `${summary.paths.join(', ')}: ${[...new Set(summary.problems.map(({ id }) => id))].join(', ')}`,
    `${formatNumber(rows)} rows, ${formatNumber(designs)} different designs, ${formatPercent(feasible / rows)} feasible, ` +
      `${formatNumber(cached)} from a cache; ${runs} runs, ${seeds} seeds, ${formatQuantity(bytes, 'bytes')}${waiting}`,
    `schema ${summary.schemaHash}, licence ${summary.licence}`,
    ...summary.problems.map(
      ({ id, version, workload }) => `${id}, version ${version}${workload === null ? '' : `: ${workload}`}`,
    ),
    ...(broken.length === 0 ? [] : [`broken constraints: ${broken.join(', ')}`]),
    ...summary.warnings.map((warning) => `note: ${warning}`),
    '',
    formatTable(
      ['agent', 'runs', 'rows', 'designs', 'feasible'],
      summary.agents.map((agent) => [
        agent.agent,
        ...[agent.runs, agent.rows, agent.designs].map((count) => formatNumber(count)),
        formatPercent(agent.feasible / agent.rows),
      ]),
    ),
    '',
    formatTable(['column', 'type', 'unit', 'least', 'most', 'distinct', 'missing'], summary.columns.map(cells)),
  ].join('\n');
}

function cells({ name, type, unit, least, most, distinct, nulls }: ColumnSummary): string[] {
  return [
    name,
    type.toLowerCase(),
    unit,
    shown(least),
    shown(most),
    formatNumber(distinct),
    nulls === 0 ? '' : formatNumber(nulls),
  ];
}

/** Text is cut where it would push the table apart. */
function shown(value: ColumnSummary['least']): string {
  if (value === null) return '';
  if (typeof value === 'number') return formatNumber(value, 4);
  const words = String(value);
  return words.length > 24 ? `${words.slice(0, 21)}...` : words;
}
