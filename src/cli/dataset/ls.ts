/** `cogym dataset ls`: the data sets below a folder. */
import type { Argv, CommandModule } from 'yargs';
import { type Listed, listDatasets } from '../../experiments/dataset/list.js';
import { formatTable } from '../../experiments/text-table.js';
import { formatNumber, formatQuantity } from '../../experiments/units.js';

interface Arguments {
  readonly folder: string;
  readonly json: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'ls [folder]',
  describe: 'The experiments and merged data sets in a folder and below',
  builder: (yargs) =>
    (yargs as unknown as Argv<Arguments>)
      .positional('folder', { type: 'string', default: 'runs', describe: 'where to look' })
      .option('json', { type: 'boolean', default: false, describe: 'a JSON list on stdout' }),
  handler: ({ folder, json }) => {
    const found = listDatasets(folder);
    if (json) console.log(JSON.stringify(found, null, 2));
    else if (found.length === 0) console.log(`No data set in ${folder} or below; cogym run and cogym sweep make them.`);
    else
      console.log(
        formatTable(['folder', 'kind', 'problem', 'agents', 'runs', 'rows', 'size', 'schema'], found.map(cells)),
      );
  },
};
export default command;

function cells({ path, kind, problems, agents, runs, unfinished, rows, bytes, schemaHash, error }: Listed): string[] {
  if (error !== undefined) return [path, kind, error, '', '', '', '', ''];
  const count = unfinished === 0 ? String(runs) : `${runs} of ${runs + unfinished}`;
  const size = formatQuantity(bytes, 'bytes');
  return [path, kind, problems.join(', '), agents.join(', '), count, formatNumber(rows), size, schemaHash.slice(0, 10)];
}
