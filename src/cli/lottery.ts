/** `cogym lottery`: how much of a result is the agent, and how much its hyperparameters and seed. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Argv, CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { lotteryText } from '../experiments/lottery/tables.js';
import { writeLottery } from '../experiments/lottery/write.js';
import { parseSweep, readSweep, type SweepSpec } from '../experiments/sweep/spec.js';
import { requireStudy } from '../experiments/sweep/study.js';
import { type ComputeArguments, computeOptions, computeStudy } from './compute-sweep.js';

const grids = ['default', 'wide', 'archgym'] as const;

interface Arguments extends ComputeArguments {
  study?: string;
  grid?: (typeof grids)[number];
  out?: string;
}

/** The study that runs when none is named: seven minutes on two cores. */
const DEFAULT_STUDY = new URL('../../examples/sweeps/lottery.json', import.meta.url);

const command: CommandModule<object, Arguments> = {
  command: 'lottery [study]',
  describe: 'Study how much an agent owes to its hyperparameters and seed',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .positional('study', {
        type: 'string',
        describe: 'a sweep file, or the folder of a sweep to go on with and analyse (default: the study that ships)',
      })
      .option('grid', {
        choices: grids,
        describe: 'hyperparameter sets of every agent, in place of those of the file',
      })
      .option('out', { type: 'string', describe: 'folder of the results (default: runs/<name of the study>)' })
      .options(computeOptions)
      .example('cogym lottery', 'the study that ships, seven minutes on two cores')
      .example('cogym lottery my-sweep.json --grid wide', '64 sets of hyperparameters for each agent')
      .example('cogym lottery runs/lottery', 'analyse it again'),
  handler: async (arguments_) => {
    const { spec, folder } = chosen(arguments_);
    if (!(await computeStudy('lottery', spec, folder, arguments_))) return;
    const { lottery, files } = await writeLottery(folder);
    if (arguments_.json) console.log(JSON.stringify({ folder, files, ...lottery }, null, 2));
    else
      console.log(
        `${lotteryText(lottery)}\n\nReport: ${files.report}\nTables: ${files.json}, ${files.csv}, ${files.markdown}`,
      );
  },
};
export default command;

function chosen({ study, out, grid }: Arguments): { spec: SweepSpec; folder: string } {
  const isFolder = study !== undefined && statSync(study, { throwIfNoEntry: false })?.isDirectory() === true;
  const stored = isFolder ? requireStudy(study) : undefined;
  if (stored !== undefined) {
    if (out !== undefined || grid !== undefined) {
      throw new CogymError(
        'usage',
        `${study} is a study with a grid and a folder: give no --grid and no --out with it`,
      );
    }
    return { spec: stored, folder: study as string };
  }
  const file = study ?? fileURLToPath(DEFAULT_STUDY);
  const spec = gridded(readSweep(file), grid);
  return { spec, folder: out ?? spec.out ?? join('runs', spec.name) };
}

/** The sweep with the named grid for each of its agents, once. */
function gridded(spec: SweepSpec, grid: Arguments['grid']): SweepSpec {
  if (grid === undefined) return spec;
  const names = [...new Set(spec.agents.map(({ name }) => name))];
  return parseSweep({ ...spec, name: `${spec.name}-${grid}`, agents: names.map((name) => ({ name, preset: grid })) });
}
