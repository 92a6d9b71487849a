/** `cogym multi-agent`: teams of learners against single learners, with equal budget, weights and tuning. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { studyDefaults, studySpec } from '../experiments/multi-agent/study.js';
import { studyText } from '../experiments/multi-agent/tables.js';
import { writeMultiAgent } from '../experiments/multi-agent/write.js';
import { requireStudy } from '../experiments/sweep/study.js';
import { computeSweep } from './compute-sweep.js';
import { INTERRUPTED, quoted } from './interruptible.js';

interface Arguments {
  folder?: string;
  budget: number;
  seeds: number;
  learningRates: number[];
  out: string;
  workers: number;
  queue?: string;
  force: boolean;
  json: boolean;
  quiet: boolean;
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
      .option('workers', {
        type: 'number',
        default: availableParallelism(),
        describe: 'threads that compute runs at the same time',
      })
      .option('queue', { type: 'string', describe: 'let `cogym worker` processes compute: redis://host:port' })
      .option('force', { type: 'boolean', default: false, describe: 'move results of other problems aside' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON document on stdout, no progress' })
      .option('quiet', { type: 'boolean', default: false, describe: 'no progress' })
      .example('cogym multi-agent', 'DRAM controller, accelerator and microcontroller')
      .example('cogym multi-agent --budget 50 --seeds 2 --learning-rates 0.003', 'a quick look'),
  handler: async (arguments_) => {
    const { workers, queue, force, json } = arguments_;
    const { spec, folder } = await chosen(arguments_);
    const { finished } = await computeSweep(spec, folder, { workers, queue, force, quiet: arguments_.quiet || json });
    if (!finished) {
      console.error(`Interrupted; everything evaluated is kept. Go on with: cogym multi-agent ${quoted(folder)}`);
      process.exitCode = INTERRUPTED;
      return;
    }
    const { study, files } = await writeMultiAgent(folder);
    if (json) console.log(JSON.stringify({ folder, files, ...study }, null, 2));
    else console.log(`${studyText(study)}\n\nReport: ${files.report}\nTables: ${files.json}, ${files.markdown}`);
  },
};
export default command;

async function chosen({ folder, out, budget, seeds, learningRates }: Arguments) {
  if (folder !== undefined) return { spec: requireStudy(folder), folder };
  for (const [name, value] of Object.entries({ budget, seeds })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new CogymError('usage', `--${name} takes a whole number from 1, not ${value}`);
  }
  if (learningRates.length === 0 || !learningRates.every((rate) => rate > 0 && rate <= 1)) {
    throw new CogymError('usage', `--learning-rates takes numbers above 0 up to 1, not ${learningRates.join(' ')}`);
  }
  return { spec: await studySpec({ budget, seeds, learningRates }), folder: out };
}
