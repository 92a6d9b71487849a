/** `cogym bench agents`: how good an agent gets on a problem, seed by seed. */
import type { Argv, CommandModule } from 'yargs';
import { completeHyperparameters, learnerDefinition, prepareSearcher } from '../../agents/index.js';
import { makeProblem, problemIds, registry } from '../../envs/index.js';
import { fillOptions } from '../design/index.js';
import { CogymError } from '../errors.js';
import { type BenchLine, benchAgent } from '../experiments/bench-agent.js';
import { benchLearner } from '../experiments/bench-learner.js';
import { formatTable } from '../experiments/text-table.js';
import { jsonObject, requireCounts } from './options.js';

interface Arguments {
  problem: string;
  agent: string;
  budget: number;
  seeds: number;
  'first-seed': number;
  hyperparameters: string;
  json: boolean;
}

const agents: CommandModule<object, Arguments> = {
  command: 'agents',
  describe: 'Run one agent on one problem with several seeds',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .option('problem', {
        type: 'string',
        demandOption: true,
        describe: 'id of a problem, or of an environment for a learner (`cogym envs`)',
      })
      .option('agent', { type: 'string', demandOption: true, describe: 'name of an agent (`cogym agents`)' })
      .option('budget', {
        type: 'number',
        demandOption: true,
        describe: 'evaluations of each run, or environment steps',
      })
      .option('seeds', { type: 'number', default: 1, describe: 'number of seeds' })
      .option('first-seed', { type: 'number', default: 0, describe: 'the first of them' })
      .option('hyperparameters', { type: 'string', default: '{}', describe: 'JSON object; the rest at their defaults' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON line per seed and nothing else' })
      .example('cogym bench agents --problem accelerator-sizing --agent genetic --budget 1000 --seeds 5', '')
      .example('cogym bench agents --problem CartPole-v1 --agent ppo --budget 100000', ''),
  handler: async (arguments_) => {
    const { json } = arguments_;
    const { seeds: count, budget, 'first-seed': first } = arguments_;
    requireCounts({ seeds: count, budget });
    if (!Number.isSafeInteger(first) || first < 0)
      throw new CogymError('usage', `--first-seed takes a whole number from 0, not ${first}`);
    const run = runner(arguments_, jsonObject('hyperparameters', arguments_.hyperparameters, '{"population": 50}'));
    await prepareSearcher(arguments_.agent);
    const lines: BenchLine[] = [];
    for (let seed = first; seed < first + count; seed++) {
      const line = run(seed);
      if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
      else lines.push(line);
    }
    if (!json) console.log(table(lines));
  },
};

/** One seed of the agent on the problem, or of the learner on the environment, of that id. */
function runner(
  { problem: id, agent, budget }: Arguments,
  given: Record<string, unknown>,
): (seed: number) => BenchLine {
  if (!problemIds().includes(id) && registry.has(id)) {
    const definition = learnerDefinition(agent);
    const hyperparameters = fillOptions(definition.hyperparameters, given, '/hyperparameters');
    return (seed) => benchLearner({ environment: id, definition, hyperparameters, seed, budget });
  }
  const hyperparameters = completeHyperparameters(agent, given);
  const problem = makeProblem(id);
  return (seed) => benchAgent({ problem, agent, hyperparameters, seed, budget });
}

/** One row per seed, and the curve at the checkpoints that fit on a line. */
function table(lines: readonly BenchLine[]): string {
  const [{ agent, problem, budget, direction, front, bestParameters, curve }] = lines as [BenchLine];
  const shown = curve.slice(-6).map(([evaluations]) => evaluations);
  const learning = front === undefined && bestParameters === undefined;
  const figure = learning ? 'greedy return' : front === undefined ? 'best objective so far' : 'best hypervolume so far';
  const rows = lines.map((line) => [
    String(line.seed),
    ...line.curve.slice(-6).map(([, value]) => value.toPrecision(6)),
  ]);
  const table = formatTable(['seed', ...shown.map((n) => `after ${n}`)], rows);
  const unit = learning ? 'steps' : 'evaluations';
  return `${agent} on ${problem}, ${budget} ${unit}: ${figure} (${direction})\n${table}`;
}

const command: CommandModule<object, object> = {
  command: 'bench <what>',
  describe: 'Measure how well search agents do',
  builder: (yargs) => yargs.command(agents).demandCommand(1, 'Name what to measure: `cogym bench agents`.'),
  handler: () => {},
};
export default command;
