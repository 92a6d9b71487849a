/** `cogym heterogeneity`: what compute-in-memory macros beside an NPU buy, as a table and a picture. */
import { dirname, join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { cim } from '../../simulators/index.js';
import { CogymError } from '../errors.js';
import { makeFolder, writeAtomically } from '../experiments/disk.js';
import {
  type HeterogeneityRow,
  type HeterogeneityRun,
  heterogeneityNote,
  heterogeneityRuns,
  heterogeneityTable,
} from '../experiments/heterogeneity.js';
import { draw, standalone } from '../experiments/report/chart.js';
import { improvements } from '../experiments/report/charts/improvements.js';
import { formatTable } from '../experiments/text-table.js';
import { formatPercent } from '../experiments/units.js';

interface Arguments {
  agent: string;
  budget: number;
  seeds: number;
  area: number[];
  accuracy: number[];
  adcModel: string;
  out: string;
  json: boolean;
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
      .option('adc-model', { type: 'string', default: 'zigzag-28nm', choices: cim.adcModels, describe: 'converters' })
      .option('out', { type: 'string', default: join('runs', 'heterogeneity.svg'), describe: 'file of the picture' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON document on stdout' })
      .example('cogym heterogeneity --budget 100 --seeds 3 --area 4 --accuracy 0.72', ''),
  handler: (arguments_) => {
    const { agent, budget, seeds, area: areas, accuracy: accuracies, adcModel, out, json } = arguments_;
    for (const [name, value] of Object.entries({ budget, seeds })) {
      if (Number.isSafeInteger(value) && value >= 1) continue;
      throw new CogymError('usage', `--${name} takes a whole number from 1, not ${value}`);
    }
    const numbers = Array.from({ length: seeds }, (_, i) => i);
    const runs: HeterogeneityRun[] = [];
    for (const run of heterogeneityRuns({ agent, budget, seeds: numbers, areas, accuracies, adcModel })) {
      runs.push(run);
      if (!json) console.error(`${run.areaMm2} mm2, ${run.goal}, seed ${run.seed}: ${gain(run.improvement)}`);
    }
    const rows = heterogeneityTable(runs);
    makeFolder(dirname(out));
    writeAtomically(out, `${standalone(draw(improvements(rows, runs)).svg)}\n`);
    if (json)
      console.log(JSON.stringify({ adcModel, agent, budget, note: heterogeneityNote, rows, runs, picture: out }));
    else console.log([tableOf(rows), `Converters: ${adcModel}. ${heterogeneityNote}`, `Picture: ${out}`].join('\n\n'));
  },
};
export default command;

const gain = (share: number | undefined): string =>
  share === undefined || Number.isNaN(share) ? 'nothing to compare' : formatPercent(share);

const tableOf = (rows: readonly HeterogeneityRow[]): string =>
  formatTable(
    ['area', 'accuracy from', 'goal', 'seeds', 'median', 'quartiles', 'best', 'with NPU-only design', 'better in'],
    rows.map(({ areaMm2, leastAccuracy, goal, compared, seeds, median, quartiles, best, medianSeeded, better }) => [
      `${areaMm2} mm²`,
      formatPercent(leastAccuracy, 0),
      goal === 'latencyS' ? 'latency' : 'energy',
      `${compared} of ${seeds}`,
      gain(median),
      quartiles.map(gain).join(' to '),
      gain(best),
      gain(medianSeeded),
      gain(better),
    ]),
  );
