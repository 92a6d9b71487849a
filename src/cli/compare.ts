/** `cogym compare`: one table over the agents and strategies of one or more run folders. */
import type { Argv, CommandModule } from 'yargs';
import { comparisonTable } from '../experiments/comparison-table.js';
import { checkComparable, readStore, type Store } from '../experiments/store.js';
import { summarize } from '../experiments/summary.js';
import { jsonOption } from './options.js';

interface Arguments {
  folders: string[];
  json: boolean;
  force: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'compare <folders..>',
  describe: 'Compare the agents and strategies of one or more run folders',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .positional('folders', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders written by `cogym run`',
      })
      .option('json', jsonOption)
      .option('force', { type: 'boolean', default: false, describe: 'compare results of different problems too' }),
  handler: async ({ folders, json, force }) => {
    const stores: Store[] = [];
    for (const folder of folders) stores.push(await readStore(folder));
    checkComparable(stores, force);
    const summaries = stores.map((store) => ({ folder: store.folder, ...summarize(store) }));
    if (json) console.log(JSON.stringify(summaries, null, 2));
    else console.log(summaries.map(comparisonTable).join('\n\n'));
  },
};
export default command;
