/** `cogym mcu plan <network>`: what a network needs on a microcontroller, per runtime, and its memory over time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { CommandModule } from 'yargs';
import { type McuResult, memoryPicture, runtimes, type Schedule } from '../../simulators/mcu/index.js';
import { badRequest, CogymError } from '../errors.js';
import { formatTable } from '../experiments/text-table.js';
import { handler as simulate } from './simulate/mcu.js';

interface PlanArguments {
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

const plan: CommandModule<object, PlanArguments> = {
  command: 'plan <network>',
  describe: 'SRAM, flash, latency and energy of a network (JSON) on a board, per runtime',
  builder: (yargs) =>
    yargs
      .positional('network', {
        type: 'string',
        demandOption: true,
        describe: 'JSON file: layers, or a family with its parameters',
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
      .option('svg', { type: 'string', describe: 'write memory over time of --runtime as a picture' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON document on stdout' })
      .example('cogym mcu plan network.json --board stm32h743 --runtime tinyengine --svg memory.svg', '') as never,
  handler: (args) => {
    if (args.svg !== undefined && args.runtime === undefined)
      throw new CogymError('usage', '--svg shows one runtime; name it with --runtime');
    const network = readJson(args.network);
    const chosen = args.runtime === undefined ? runtimesFor(network) : [args.runtime];
    const results = chosen.map((runtime) => [runtime, run(network, runtime, args)] as const);
    if (args.svg !== undefined) draw(args, results[0]?.[1] as McuResult);
    if (args.json) console.log(JSON.stringify(Object.fromEntries(results), null, 2));
    else console.log(describe(results));
  },
};

function run(
  network: unknown,
  runtime: string,
  { board, patches, split, schedule, volts, svg }: PlanArguments,
): McuResult {
  const switches = parse(schedule, '--schedule') as Partial<Schedule>;
  const tiles = runtime === 'tinyengine' ? { patches, splitIndex: split } : {};
  return simulate({
    network,
    board,
    runtime,
    schedule: { ...tiles, ...switches },
    includeTimeline: svg !== undefined,
    ...(volts === undefined ? {} : { supplyVolts: volts }),
  }) as McuResult;
}

const runtimesFor = (network: unknown): readonly string[] =>
  (network as { family?: unknown } | null)?.family === 'mcuformer'
    ? ['mcuformer']
    : runtimes.filter((runtime) => runtime !== 'mcuformer');

function draw(
  { svg, network, board, runtime }: PlanArguments,
  { timeline = [], arenaBytes, reasons }: McuResult,
): void {
  if (timeline.length === 0 || arenaBytes === null) {
    throw new CogymError('usage', `${runtime} has no plan of buffers to show; use tinyengine or a TFLM runtime`);
  }
  const exceeded = reasons.find(({ code }) => code === 'sramExceeded');
  const budget = exceeded !== undefined && 'budgetBytes' in exceeded ? { budgetBytes: exceeded.budgetBytes } : {};
  const title = `${basename(network)} on ${board}, ${runtime}: arena ${Math.round(arenaBytes / 102.4) / 10} KiB`;
  writeFileSync(svg as string, memoryPicture(timeline, { title, arenaBytes, ...budget }));
  console.error(`wrote ${svg}`);
}

function describe(results: readonly (readonly [string, McuResult])[]): string {
  const kib = (bytes: number | null) => (bytes === null ? '-' : (bytes / 1024).toFixed(1));
  const figure = (value: number | null, digits: number) => (value === null ? '-' : value.toFixed(digits));
  const head = ['runtime', 'SRAM KiB', 'arena KiB', 'flash KiB', 'latency ms', 'energy mJ', 'fits', 'figures'];
  const rows = results.map(([runtime, r]) => [
    runtime,
    kib(r.peakSramBytes),
    kib(r.arenaBytes),
    kib(r.flashBytes),
    figure(r.latencyMs, 1),
    figure(r.energyUj === null ? null : r.energyUj / 1000, 2),
    r.feasible ? 'yes' : 'no',
    `${r.provenance.validated ? 'validated' : 'extrapolated'}${r.provenance.assumption ? ', assumed' : ''}`,
  ]);
  const reasons = results.flatMap(([runtime, { reasons: why }]) =>
    why.map((reason) => `${runtime}: ${explain(reason)}`),
  );
  return [formatTable(head, rows), ...reasons].join('\n');
}

function explain(reason: McuResult['reasons'][number]): string {
  if (reason.code === 'inPlaceRefused') return `layer ${reason.layer} cannot run in place: its input is still needed`;
  const what = reason.code === 'sramExceeded' ? 'SRAM' : 'flash';
  const kib = (bytes: number) => Math.ceil(bytes / 1024);
  const live =
    'liveTogether' in reason && reason.liveTogether ? `: ${reason.liveTogether.join(', ')} are live together` : '';
  return `needs ${kib(reason.neededBytes)} KiB of ${what}, the board has ${kib(reason.budgetBytes)}${live}`;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CogymError('usage', `cannot read ${path}: ${(error as Error).message}`);
  }
  return parse(text, path);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest('', `${name} is no JSON: ${(error as Error).message}`);
  }
}

const command: CommandModule = {
  command: 'mcu <action>',
  describe: 'Networks on microcontrollers: memory plans',
  builder: (yargs) => yargs.command(plan).demandCommand(1, 'Name an action: plan.'),
  handler: () => {},
};
export default command;
