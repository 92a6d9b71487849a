/** `cogym dataset export`: data sets for other tools. */
import type { Argv, CommandModule } from 'yargs';
import { openDataset } from '../../experiments/dataset/dataset.js';
import { exportCard, exportCsv, exportJsonLines } from '../../experiments/dataset/export.js';
import { exportMinari } from '../../experiments/dataset/minari.js';
import { type TrajectoryMode, trajectoryModes } from '../../experiments/dataset/trajectories.js';
import { forceOption, pathsOption } from './options.js';

const formats = ['csv', 'jsonl', 'minari', 'card'] as const;

interface Arguments {
  readonly paths: string[];
  readonly format: (typeof formats)[number];
  readonly out: string;
  readonly columns: string[] | undefined;
  readonly mode: TrajectoryMode;
  readonly id: string | undefined;
  readonly overwrite: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'export <paths..>',
  describe: "Write a data set as CSV, JSON Lines, episodes in Minari's layout, or its data card (Markdown)",
  builder: (yargs) =>
    forceOption(pathsOption(yargs as unknown as Argv))
      .option('format', { choices: formats, demandOption: true, describe: 'what to write' })
      .option('out', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'the file; for minari the folder of its data sets',
      })
      .option('columns', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'columns of CSV and JSON Lines; default: all',
      })
      .option('mode', {
        choices: trajectoryModes,
        default: 'sequential' as const,
        describe: 'minari: what a step is: a whole design, one parameter, one group of parameters',
      })
      .option('id', { type: 'string', requiresArg: true, describe: 'minari: namespace/name-v0 of the new data set' })
      .option('overwrite', { type: 'boolean', default: false, describe: 'csv, jsonl, card: replace the file' })
      .option('json', { type: 'boolean', default: false, describe: 'what was written as JSON on stdout' })
      .example('$0 dataset export runs/asic-n1 --format csv --out asic.csv', '') as unknown as Argv<Arguments>,
  handler: async ({ paths, format, out, columns, mode, id, overwrite, force, json }) => {
    if (format === 'minari') {
      const done = await exportMinari(paths, out, { mode, force, ...(id === undefined ? {} : { id }) });
      if (json) {
        console.log(JSON.stringify({ format, ...done }));
        return;
      }
      const skipped = done.skipped === 0 ? '' : `; ${done.skipped} designs that ${mode} cannot build are left out`;
      console.error(`Written: ${done.folder}: ${done.episodes} episodes, ${done.steps} steps${skipped}`);
      console.error(`Read it with MINARI_DATASETS_PATH=${out}: minari.load_dataset('${done.id}')`);
      return;
    }
    const dataset = openDataset(paths, { force });
    const options = { overwrite, ...(columns === undefined ? {} : { columns }) };
    if (format === 'csv') await exportCsv(dataset, out, options);
    if (format === 'jsonl') await exportJsonLines(dataset, out, options);
    if (format === 'card') await exportCard(dataset, out, options);
    if (json) console.log(JSON.stringify({ format, file: out, rows: dataset.manifest.counts.evaluations }));
    else console.error(`Written: ${out}`);
  },
};
export default command;
