/** `cogym dataset`: the rows of experiments and sweeps as data sets. */
import type { Argv, CommandModule } from 'yargs';

type Load = () => Promise<{ default: CommandModule<object, never> }>;

/** Subcommand -> its module. */
const commands: Readonly<Record<string, Load>> = {
  ls: () => import('./dataset/ls.js') as ReturnType<Load>,
  info: () => import('./dataset/info.js') as ReturnType<Load>,
  merge: () => import('./dataset/merge.js') as ReturnType<Load>,
  export: () => import('./dataset/export.js') as ReturnType<Load>,
  repair: () => import('./dataset/repair.js') as ReturnType<Load>,
  import: () => import('./dataset/import.js') as ReturnType<Load>,
};

const command: CommandModule = {
  command: 'dataset',
  describe: 'List, describe, merge, export, repair and import data sets of evaluated designs',
  builder: async (yargs: Argv) => {
    for (const load of Object.values(commands)) yargs.command((await load()).default);
    return yargs.demandCommand(1, `Name a command: ${Object.keys(commands).join(', ')}.`);
  },
  handler: () => {},
};
export default command;
