/** `cogym report`: the report of a run folder as one HTML file. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { writeReportFiles } from '../experiments/report/index.js';

interface Arguments {
  folder: string;
  out?: string;
  pictures?: string;
  json: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'report <folder>',
  describe: 'Write the report of a run folder as one HTML file',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .positional('folder', { type: 'string', demandOption: true, describe: 'folder written by `cogym run`' })
      .option('out', { type: 'string', describe: 'file to write (default: report.html in the folder)' })
      .option('pictures', { type: 'string', describe: 'also write every picture as SVG into this folder' })
      .option('json', { type: 'boolean', default: false, describe: 'the paths as one JSON document on stdout' })
      .example('cogym report runs/asic-n1', '')
      .example('cogym report runs/asic-n1 --out n1.html --pictures pictures', ''),
  handler: async ({ folder, out = join(folder, 'report.html'), pictures, json }) => {
    if (!existsSync(folder)) {
      throw new CogymError(
        'storeMissing',
        `there is no folder '${folder}'. Name one that \`cogym run\` wrote, e.g. runs/<name of the experiment>`,
      );
    }
    const files = await writeReportFiles(folder, out, pictures);
    console.log(json ? JSON.stringify(files) : [files.report, ...files.pictures].join('\n'));
  },
};
export default command;
