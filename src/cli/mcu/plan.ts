/** `cogym mcu plan <network>`: what a network needs on a microcontroller, per runtime, and its memory over time. */
import { basename } from 'node:path';
import type { CommandModule } from 'yargs';
import {
  evaluateMcu,
  explainReason,
  type McuRequest,
  type McuResult,
  memoryPicture,
  runtimes,
  type Schedule,
  scheduleOf,
} from '../../../simulators/mcu/index.js';
import { CogymError } from '../../errors.js';
import { parsedFrom, readJson } from '../../experiments/read-json.js';
import { formatTable } from '../../experiments/text-table.js';
import { importModel, isModelFile } from '../model-file.js';
import { jsonObject, jsonOption } from '../options.js';
import { boardByName, readNetwork, runtimeByName } from '../simulate/mcu.js';
import { writeOutput } from '../write-output.js';

interface Arguments {
  readonly network: string;
  readonly board: string;
  readonly runtime: string | undefined;
  readonly patches: number;
  readonly split: number;
  readonly schedule: string;
  readonly volts: number | undefined;
  readonly svg: string | undefined;
  readonly json: boolean;
}

/** What one runtime needs, or why it cannot run the network. */
type Outcome = McuResult | { readonly error: { readonly code: string; readonly message: string } };

const command: CommandModule<object, Arguments> = {
  command: 'plan <network>',
  describe: 'SRAM, flash, latency and energy of a network on a board, per runtime',
  builder: (yargs) =>
    yargs
      .positional('network', {
        type: 'string',
        demandOption: true,
        describe: 'a .tflite or .onnx model, or JSON: layers, or a family with its parameters',
      })
      .option('board', { type: 'string', demandOption: true, describe: 'e.g. stm32h743' })
      .option('runtime', {
        type: 'string',
        choices: runtimes,
        describe: 'one runtime instead of all that run the network',
      })
      .option('patches', { type: 'number', default: 1, describe: 'TinyEngine: P x P tiles' })
      .option('split', { type: 'number', default: 0, describe: 'TinyEngine: leading layers run tile by tile' })
      .option('schedule', { type: 'string', default: '{}', describe: 'further switches, as JSON' })
      .option('volts', { type: 'number', describe: 'supply voltage, for the energy' })
      .option('svg', {
        type: 'string',
        describe: 'write memory over time of --runtime as a picture (a page where the name ends in .html)',
      })
      .option('json', jsonOption)
      .example('cogym mcu plan model.tflite --board stm32h743', '')
      .example('cogym mcu plan network.json --board stm32h743 --runtime tinyengine --svg memory.svg', '') as never,
  handler: (args) => {
    const { svg, runtime, json } = args;
    if (svg !== undefined && runtime === undefined)
      throw new CogymError('usage', '--svg shows one runtime; name it with --runtime');
    const model = readModel(args.network);
    if (runtime !== undefined) {
      const result = run(model, runtime, args);
      if (svg !== undefined) draw(svg, runtime, args, result);
      print([[runtime, result]], json);
      return;
    }
    print(
      runtimesFor(model).map((name) => [name, attempt(() => run(model, name, args))] as const),
      json,
    );
  },
};
export default command;

type Model = Pick<McuRequest, 'network' | 'program'>;

function readModel(path: string): Model {
  if (isModelFile(path)) {
    const { network, warnings, program } = importModel(path);
    for (const warning of warnings) console.error(`warning: ${warning}`);
    return { network, ...(program && { program }) };
  }
  const json = readJson(path, 'network');
  return parsedFrom(path, () => ({ network: readNetwork(json) }));
}

function run(model: Model, runtime: string, { board, patches, split, schedule, volts, svg }: Arguments): McuResult {
  const tiles = runtime === 'tinyengine' ? { patches, splitIndex: split } : {};
  return evaluateMcu({
    ...model,
    ...boardByName(board),
    ...runtimeByName(runtime),
    schedule: scheduleOf({
      ...tiles,
      ...(jsonObject('schedule', schedule, '{"coreClass": "dsp"}') as Partial<Schedule>),
    }),
    includeTimeline: svg !== undefined,
    ...(volts === undefined ? {} : { supplyVolts: volts }),
  });
}

const runtimesFor = ({ network }: Model): readonly string[] =>
  'family' in network ? ['mcuformer'] : runtimes.filter((runtime) => runtime !== 'mcuformer');

/** A network that one runtime cannot run is no reason to say nothing of the others. */
function attempt(work: () => McuResult): Outcome {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CogymError) || error.code !== 'unsupportedOperator') throw error;
    return { error: { code: error.code, message: error.message } };
  }
}

function draw(
  file: string,
  runtime: string,
  { network, board }: Arguments,
  { timeline = [], arenaBytes, reasons }: McuResult,
): void {
  if (timeline.length === 0 || arenaBytes === null) {
    throw new CogymError('usage', `${runtime} has no plan of buffers to show; use tinyengine or a TFLM runtime`);
  }
  const exceeded = reasons.find(({ code }) => code === 'sramExceeded');
  const budget = exceeded !== undefined && 'budgetBytes' in exceeded ? { budgetBytes: exceeded.budgetBytes } : {};
  const title = `${basename(network)} on ${board}, ${runtime}: arena ${Math.round(arenaBytes / 102.4) / 10} KiB`;
  const picture = memoryPicture(timeline, { title, arenaBytes, ...budget });
  const page = `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>memory over time</title>\n${picture}</html>\n`;
  writeOutput(file, /\.html?$/i.test(file) ? page : picture);
  console.error(`wrote ${file}`);
}

function print(outcomes: readonly (readonly [runtime: string, outcome: Outcome])[], json: boolean): void {
  console.log(json ? JSON.stringify(Object.fromEntries(outcomes), null, 2) : describe(outcomes));
}

function describe(outcomes: readonly (readonly [runtime: string, outcome: Outcome])[]): string {
  const head = ['runtime', 'SRAM KiB', 'arena KiB', 'flash KiB', 'latency ms', 'energy mJ', 'fits', 'figures'];
  const rows = outcomes.map(([runtime, outcome]) => ('error' in outcome ? blank(runtime) : row(runtime, outcome)));
  const reasons = outcomes.flatMap(([runtime, outcome]) =>
    ('error' in outcome ? [outcome.error.message] : outcome.reasons.map(explainReason)).map(
      (reason) => `${runtime}: ${reason}`,
    ),
  );
  return [formatTable(head, rows), ...reasons].join('\n');
}

function row(runtime: string, result: McuResult): string[] {
  const kib = (bytes: number | null) => (bytes === null ? '-' : (bytes / 1024).toFixed(1));
  const figure = (value: number | null, digits: number) => (value === null ? '-' : value.toFixed(digits));
  const { validated, assumption } = result.provenance;
  return [
    runtime,
    kib(result.peakSramBytes),
    kib(result.arenaBytes),
    kib(result.flashBytes),
    figure(result.latencyMs, 1),
    figure(result.energyUj === null ? null : result.energyUj / 1000, 2),
    result.feasible ? (result.peakSramBytes === null ? 'unknown' : 'yes') : 'no',
    `${validated ? 'validated' : 'extrapolated'}${assumption ? ', assumed' : ''}`,
  ];
}

const blank = (runtime: string): string[] => [runtime, '-', '-', '-', '-', '-', 'no', ''];
