/** `cogym multi-agent`: teams of learners against single learners, with equal budget, weights and tuning. */
import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { studyDefaults, studySpec } from '../experiments/multi-agent/study.js';
import { studyText } from '../experiments/multi-agent/tables.js';
import { writeMultiAgent } from '../experiments/multi-agent/write.js';
import { requireStudy } from '../experiments/sweep/study.js';
import { type ComputeArguments, computeOptions, computeStudy } from './compute-sweep.js';
import { requireCounts } from './options.js';

interface Arguments extends ComputeArguments {
  folder?: string;
  budget: number;
  seeds: number;
  learningRates: number[];
  out: string;
}

const command: CommandModule<object, Arguments> = {
  command: 'multi-agent [folder]',
  describe: 'Study IPPO and MAPPO against PPO and SAC on equal terms',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .positional('folder', { type: 'string', describe: 'a study to go on with, or to analyse again' })
      .option('budget', { type: 'number', default: studyDefaults.budget, describe: 'evaluations of each run' })
      .option('seeds', { type: 'number', default: studyDefaults.seeds, describe: 'runs of each set' })
      .option('learning-rates', {
        type: 'number',
        array: true,
        default: [...studyDefaults.learningRates],
        describe: 'step sizes that every learner tries',
      })
      .option('out', { type: 'string', default: join('runs', 'multi-agent'), describe: 'folder of the results' })
      .options(computeOptions)
      .example('cogym multi-agent', 'DRAM controller, accelerator and microcontroller')
      .example('cogym multi-agent --budget 50 --seeds 2 --learning-rates 0.003', 'a quick look'),
  handler: async (arguments_) => {
    const { spec, folder } = await chosen(arguments_);
    if (!(await computeStudy('multi-agent', spec, folder, arguments_))) return;
    const { study, files } = await writeMultiAgent(folder);
    if (arguments_.json) console.log(JSON.stringify({ folder, files, ...study }, null, 2));
    else console.log(`${studyText(study)}\n\nReport: ${files.report}\nTables: ${files.json}, ${files.markdown}`);
  },
};
export default command;

async function chosen({ folder, out, budget, seeds, learningRates }: Arguments) {
  if (folder !== undefined) return { spec: requireStudy(folder), folder };
  requireCounts({ budget, seeds });
  if (learningRates.length === 0 || !learningRates.every((rate) => rate > 0 && rate <= 1)) {
    throw new CogymError('usage', `--learning-rates takes numbers above 0 up to 1, not ${learningRates.join(' ')}`);
  }
  return { spec: await studySpec({ budget, seeds, learningRates }), folder: out };
}
