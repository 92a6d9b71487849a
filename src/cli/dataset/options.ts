/** Options that several commands of `cogym dataset` share. */
import type { Argv } from 'yargs';

export const pathsOption = (yargs: Argv) =>
  yargs.positional('paths', {
    type: 'string',
    array: true,
    demandOption: true,
    describe: 'folders of experiments, sweeps or data sets, or Parquet files in them',
  });

export const forceOption = <T>(yargs: Argv<T>) =>
  yargs.option('force', {
    type: 'boolean',
    default: false,
    describe: 'take rows of differing schema hashes, options or versions together',
  });
