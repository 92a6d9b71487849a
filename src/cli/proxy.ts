/** `cogym proxy train|info|bench`: models that stand in for a simulator, and how good and fast they are. */
import type { Argv, CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { writeAtomically } from '../experiments/disk.js';
import { benchDefaults, benchProxy, DRAMSYS_PROCESS_SECONDS, type ProxyBench } from '../experiments/proxy/bench.js';
import { type ModelName, modelNames, recipeOf } from '../experiments/proxy/model-kinds.js';
import { type ProxyFacts, readProxy } from '../experiments/proxy/proxy.js';
import { curveTable, errorTable, shiftTables } from '../experiments/proxy/tables.js';
import { trainProxy } from '../experiments/proxy/train.js';
import { formatTable, type TextTable } from '../experiments/text-table.js';
import { formatNumber, formatPercent, formatQuantity } from '../experiments/units.js';
import { jsonObject } from './options.js';

interface TrainArguments {
  data: string[];
  model: ModelName;
  options?: string;
  metrics?: string;
  workload?: string;
  splits: number;
  out: string;
  report?: string;
  json: boolean;
  quiet: boolean;
}

const train: CommandModule<object, TrainArguments> = {
  command: 'train <data..>',
  describe: 'Train a proxy on the rows of experiments, sweeps or data sets, and test it',
  builder: (yargs) =>
    (yargs as unknown as Argv<TrainArguments>)
      .positional('data', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders of results, or Parquet files',
      })
      .option('model', {
        choices: modelNames,
        default: 'gbdt' as const,
        describe: 'kind of model, one for each metric',
      })
      .option('options', {
        type: 'string',
        requiresArg: true,
        describe: 'options of the models as JSON: {"rounds": 1000}',
      })
      .option('metrics', { type: 'string', requiresArg: true, describe: 'metrics to predict: a,b (default: all)' })
      .option('workload', { type: 'string', requiresArg: true, describe: 'rows of this workload only' })
      .option('splits', { type: 'number', default: 5, describe: 'splits into training and test designs, one a seed' })
      .option('out', { type: 'string', default: 'proxy.json', describe: 'file to write' })
      .option('report', { type: 'string', requiresArg: true, describe: 'also write an HTML report here' })
      .option('json', { type: 'boolean', default: false, describe: 'the test report as JSON on stdout' })
      .option('quiet', { type: 'boolean', default: false, describe: 'no progress' })
      .example('cogym proxy train runs/dram-proxy --out dram.json', '')
      .example('cogym run my-search.json', 'with "options": {"costModel": {"proxy": "dram.json"}}'),
  handler: async (arguments_) => {
    const { data, model, metrics, workload, splits, out, json } = arguments_;
    if (!(Number.isInteger(splits) && splits >= 1)) {
      throw new CogymError('usage', `--splits is a whole number from 1, not ${splits}`);
    }
    const quiet = arguments_.quiet || json;
    const { proxy, examples } = await trainProxy(
      data,
      recipeOf(model, jsonObject('options', arguments_.options ?? '{}', '{"rounds": 1000}')),
      {
        splits,
        ...(metrics === undefined ? {} : { metrics: metrics.split(',') }),
        ...(workload === undefined ? {} : { workload }),
        ...(quiet ? {} : { onProgress: (text) => console.error(text) }),
      },
    );
    writeAtomically(out, `${JSON.stringify(proxy.toJson())}\n`);
    if (arguments_.report !== undefined) {
      const { writeProxyReport } = await import('../experiments/proxy/report.js');
      writeProxyReport(proxy, examples, arguments_.report);
    }
    console.log(
      json
        ? JSON.stringify({ file: out, ...proxy.facts.report }, null, 2)
        : `${factsText(proxy.facts)}\n\nProxy: ${out}`,
    );
  },
};

const info: CommandModule<object, { file: string; json: boolean }> = {
  command: 'info <file>',
  describe: 'What a proxy predicts, what it was trained on, and how well it did',
  builder: (yargs) =>
    (yargs as unknown as Argv<{ file: string; json: boolean }>)
      .positional('file', { type: 'string', demandOption: true, describe: 'a proxy' })
      .option('json', { type: 'boolean', default: false, describe: 'JSON on stdout' }),
  handler: ({ file, json }) => {
    const { facts } = readProxy(file);
    console.log(json ? JSON.stringify(facts, null, 2) : factsText(facts));
  },
};

interface BenchArguments {
  file: string;
  rows: number;
  simulated: number;
  repeats: number;
  json: boolean;
}

const bench: CommandModule<object, BenchArguments> = {
  command: 'bench <file>',
  describe: 'Time a proxy and its simulator on the same designs',
  builder: (yargs) =>
    (yargs as unknown as Argv<BenchArguments>)
      .positional('file', { type: 'string', demandOption: true, describe: 'a proxy' })
      .option('rows', { type: 'number', default: benchDefaults.rows, describe: 'different designs, from 4096 on' })
      .option('simulated', {
        type: 'number',
        default: benchDefaults.simulated,
        describe: 'of them, how many the simulator evaluates each time',
      })
      .option('repeats', {
        type: 'number',
        default: benchDefaults.repeats,
        describe: 'measurements; their median is printed',
      })
      .option('json', { type: 'boolean', default: false, describe: 'JSON on stdout' }),
  handler: ({ file, json, ...options }) => {
    const figures = benchProxy(readProxy(file), options);
    console.log(json ? JSON.stringify(figures, null, 2) : benchText(figures));
  },
};

const command: CommandModule = {
  command: 'proxy',
  describe: 'Train, inspect and time proxy cost models',
  builder: (yargs) =>
    yargs
      .command(train)
      .command(info)
      .command(bench)
      .demandCommand(1, 'Name a command: `cogym proxy train|info|bench`.'),
  handler: () => {},
};
export default command;

function factsText({ model, options, problem, training, report }: ProxyFacts): string {
  const { feasibility } = report;
  const agents = Object.entries(training.agents).map(([agent, designs]) => `${agent} ${designs}`);
  const lines = [
    `Proxy of ${problem.id}${problem.workload === null ? '' : `: ${problem.workload}`} (version ${problem.version})`,
    `Model: ${model} ${JSON.stringify(options)}`,
    `Data: ${training.rows} rows, ${training.designs} different designs, ${training.feasible} of them feasible (${agents.join(', ')}); fitted on ${training.fitted}`,
    ...(feasibility === undefined
      ? []
      : [
          `Feasibility: ${formatPercent(feasibility.correct.estimate)} of the test designs told right; always saying the commoner: ${formatPercent(feasibility.majority.estimate)}`,
        ]),
  ];
  const curve = curveTable(report);
  const tables = [errorTable(report), ...(curve === undefined ? [] : [curve]), ...shiftTables(report)];
  return [lines.join('\n'), ...tables.map(tableText)].join('\n\n');
}

const tableText = ({ title, head, rows }: TextTable): string => `${title}\n${formatTable(head, rows)}`;

function benchText(figures: ProxyBench): string {
  const { rows, simulated, repeats, metrics, simulatorSeconds, singleSeconds, batchedSeconds } = figures;
  const time = (seconds: number): string => formatQuantity(seconds, 's');
  const errors = Object.entries(figures.rmsePercent).map(([name, error]) => `${name} ${formatNumber(error)} %`);
  const process =
    figures.speedUpOverProcess === null
      ? []
      : [
          `Batched against a process of DRAMSys 4.0 for each evaluation (${time(DRAMSYS_PROCESS_SECONDS)}, a constant, not measured here): ${formatNumber(figures.speedUpOverProcess)} times as fast`,
        ];
  return [
    `Processor time for one design, median of ${repeats}, ${metrics.length} metrics (${metrics.join(', ')})`,
    formatTable(
      ['evaluated by', 'designs', 'time'],
      [
        ['the simulator, in this process', String(simulated), time(simulatorSeconds)],
        ['the proxy, one at a time', String(rows), time(singleSeconds)],
        ['the proxy, all at once', String(rows), time(batchedSeconds)],
      ],
    ),
    '',
    `Batched against the simulator in this process, measured here: ${formatNumber(figures.speedUpHere)} times as fast`,
    ...process,
    `RMSE / mean on the simulated designs, which training may have met: ${errors.join(', ')}`,
  ].join('\n');
}
