/** `cogym query`: SQL over the evaluations of experiments, sweeps and data sets. */
import type { Argv, CommandModule } from 'yargs';
import { type QueryResult, query } from '../experiments/query.js';
import { formatTable } from '../experiments/text-table.js';
import { forceOption } from './dataset/options.js';

interface Arguments {
  sql: string;
  folders: string[];
  force: boolean;
  json: boolean;
}

/** Rows shown in the terminal when there are more. */
const SHOWN = 40;

const command: CommandModule<object, Arguments> = {
  command: 'query <sql> <folders..>',
  describe: 'Ask the evaluations of experiments, sweeps and data sets by SQL (DuckDB)',
  builder: (yargs) =>
    forceOption(yargs as unknown as Argv<Arguments>)
      .positional('sql', { type: 'string', demandOption: true, describe: 'the evaluations are the view "rows"' })
      .positional('folders', { type: 'string', array: true, demandOption: true, describe: 'folders of results' })
      .option('json', { type: 'boolean', default: false, describe: 'a JSON list of objects on stdout' })
      .example('cogym query "DESCRIBE rows" runs/asic-n1', 'the columns')
      .example('cogym query "SELECT agent, seed, max(reward) AS best FROM rows GROUP BY ALL" runs/asic-n1', ''),
  handler: async ({ sql, folders, force, json }) => {
    const result = await query(folders, sql, { force });
    console.log(json ? JSON.stringify(objects(result), null, 2) : table(result));
  },
};
export default command;

const objects = ({ columns, rows }: QueryResult): Record<string, unknown>[] =>
  rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));

function table({ columns, rows }: QueryResult): string {
  const cells = rows.slice(0, SHOWN).map((row) => row.map((value) => (value === null ? '' : text(value))));
  const more = rows.length > SHOWN ? `\n${rows.length - SHOWN} more rows; --json prints all` : '';
  return `${formatTable(columns, cells)}${more}`;
}

const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
