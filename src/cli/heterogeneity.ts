/** `cogym heterogeneity`: what compute-in-memory macros beside an NPU buy, as a page, tables and pictures. */
import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { cim } from '../../simulators/index.js';
import {
  GAIN_HEAD,
  gainCells,
  heterogeneityNote,
  runHeterogeneity,
  writeHeterogeneity,
} from '../experiments/heterogeneity/index.js';
import { formatTable } from '../experiments/text-table.js';
import { INTERRUPTED, interruptible, quoted } from './interruptible.js';
import { progressOptions, requireCounts } from './options.js';

interface Arguments {
  agent: string;
  budget: number;
  seeds: number;
  area: number[];
  accuracy: number[];
  adcModel: string[];
  out: string;
  json: boolean;
  quiet: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'heterogeneity',
  describe: 'Search NPU-only and NPU + macros with equal effort, and compare their best designs',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .option('agent', { type: 'string', default: 'genetic', describe: 'search agent' })
      .option('budget', { type: 'number', default: 500, describe: 'evaluations of each search' })
      .option('seeds', { type: 'number', default: 10, describe: 'number of seeds' })
      .option('area', { type: 'number', array: true, default: [2, 4, 8], describe: 'area budgets, mm2' })
      .option('accuracy', { type: 'number', array: true, default: [0.7, 0.74], describe: 'least accuracies, 0..1' })
      .option('adc-model', {
        type: 'string',
        array: true,
        default: ['zigzag-28nm'],
        choices: cim.adcModels,
        describe: 'converters; latency and energy are compared with each, all else with the first',
      })
      .option('out', {
        type: 'string',
        default: join('runs', 'heterogeneity'),
        describe: 'folder of the results; searches that it holds are not computed again',
      })
      .options(progressOptions)
      .example('cogym heterogeneity --budget 100 --seeds 3 --area 4 --accuracy 0.72', ''),
  handler: async ({ agent, budget, seeds: count, area, accuracy, adcModel, out, json, quiet }) => {
    requireCounts({ budget, seeds: count });
    const seeds = Array.from({ length: count }, (_, i) => i);
    const request = { agent, budget, seeds, areas: area, accuracies: accuracy, adcModels: adcModel };
    const comparisons = await interruptible(quiet || json, (hooks) => runHeterogeneity(request, out, hooks));
    if (comparisons === undefined) {
      console.error(`Interrupted; searches that ended are kept in ${quoted(out)}: the same command goes on.`);
      process.exitCode = INTERRUPTED;
      return;
    }
    const { rows, ablations, files } = writeHeterogeneity(request, comparisons, out);
    if (json) {
      console.log(JSON.stringify({ note: heterogeneityNote, files, request, rows, ablations }, null, 2));
      return;
    }
    const tables = adcModel.map((model) => {
      const cells = rows.filter((row) => row.adcModel === model).map(gainCells);
      return `Converters: ${model}\n${formatTable(GAIN_HEAD, cells)}`;
    });
    console.log([...tables, heterogeneityNote, `Report: ${files.report}\nData: ${files.json}`].join('\n\n'));
  },
};
export default command;
