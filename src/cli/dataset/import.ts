/** `cogym dataset import`: tables of ArchGym's DRAM study as data sets. */
import type { Argv, CommandModule } from 'yargs';
import { importArchgym } from '../../experiments/dataset/archgym.js';
import { formatNumber } from '../../experiments/units.js';
import { countsJson } from './counts.js';

interface Arguments {
  readonly file: string;
  readonly out: string;
  readonly latencyUnit: string | undefined;
  readonly workload: string | undefined;
  readonly licence: string | undefined;
  readonly json: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'import <file>',
  describe: "Take over a CSV table of ArchGym's DRAM study, checking the unit of each row",
  builder: (yargs) =>
    (yargs as unknown as Argv<Arguments>)
      .positional('file', { type: 'string', demandOption: true, describe: 'CSV with a header' })
      .option('out', { type: 'string', demandOption: true, requiresArg: true, describe: 'folder of the new data set' })
      .option('latency-unit', {
        type: 'string',
        requiresArg: true,
        describe: 's, ms, us or ns; column:NAME; or archgym (s below 1e-3, else ms)',
      })
      .option('workload', { type: 'string', requiresArg: true, describe: 'the trace that ran' })
      .option('licence', { type: 'string', requiresArg: true, describe: 'terms of use; default: unknown' })
      .option('json', { type: 'boolean', default: false, describe: 'counts as JSON on stdout' }),
  handler: async ({ file, out, latencyUnit, workload, licence, json }) => {
    const { manifest } = await importArchgym(file, out, {
      ...(latencyUnit === undefined ? {} : { latencyUnit }),
      ...(workload === undefined ? {} : { workload }),
      ...(licence === undefined ? {} : { licence }),
    });
    const { runs, evaluations } = manifest.counts;
    console.log(json ? countsJson(out, manifest) : `${out} holds ${formatNumber(evaluations)} rows of ${runs} agents.`);
  },
};
export default command;
