/** `cogym dataset merge`: several data sets as one. */
import type { Argv, CommandModule } from 'yargs';
import { mergeDatasets } from '../../experiments/dataset/merge.js';
import { formatNumber } from '../../experiments/units.js';
import { countsJson } from './counts.js';
import { forceOption, pathsOption } from './options.js';

interface Arguments {
  readonly paths: string[];
  readonly out: string;
  readonly licence: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'merge <paths..>',
  describe: 'Put experiments, sweeps, shards and data sets together: one Parquet file, a manifest, a data card',
  builder: (yargs) =>
    forceOption(pathsOption(yargs as unknown as Argv))
      .option('out', { type: 'string', demandOption: true, requiresArg: true, describe: 'folder of the new data set' })
      .option('licence', { type: 'string', requiresArg: true, describe: 'terms of use; default: those of the parts' })
      .option('json', { type: 'boolean', default: false, describe: 'counts as JSON on stdout' })
      .example('$0 dataset merge runs/asic-n1 runs/asic-n2 --out data/asic', '') as unknown as Argv<Arguments>,
  handler: async ({ paths, out, licence, force, json }) => {
    const { manifest } = await mergeDatasets(paths, out, { force, ...(licence === undefined ? {} : { licence }) });
    const { runs, evaluations } = manifest.counts;
    if (json) console.log(countsJson(out, manifest));
    else console.log(`${out} holds ${formatNumber(evaluations)} rows of ${runs} runs; README.md describes them.`);
  },
};
export default command;
