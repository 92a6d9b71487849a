/** One run: a trace through one controller and its DRAM. */
import { CogymError } from '../../src/errors.js';
import { ACT, type CommandName, commandNames, isColumn, isRankCommand, RD, WRA } from './commands.js';
import { type DecodedTrace, decodeTrace } from './decode.js';
import { compileDevice } from './device.js';
import { countedCycles, type EnergyModel, energyModelOf, energyOf } from './energy.js';
import { NEVER } from './kernel/clocks.js';
import { type CommandSink, type KernelRun, runKernel } from './kernel.js';
import { settingsOf } from './kernel-settings.js';
import { summarise } from './latency.js';
import { controllerOf } from './options.js';
import type { DramController, DramEnergy, DramRequest, DramResult, LoggedCommand } from './types.js';

/**
 * Simulates `request` until its last answer. Pure: the same request gives the same result bit for bit, and what is
 * included changes no other figure.
 * @throws CogymError `badRequest` with the pointer of the field, or `unsupported`
 */
export function simulateDram(request: DramRequest): DramResult {
  const { device, addressMap, trace, mode = 'dramsys-5.1', include = [] } = request;
  const controller = controllerOf(request.controller, mode);
  const compiled = compileDevice(device);
  const decoded = decodeTrace(trace, addressMap, device);
  const model = energyModelOf(device);
  const parts = { controller, mode, compiled, decoded, model, refreshInterval: refreshInterval(request, controller) };
  const commands: LoggedCommand[] = [];
  const run = runKernel(
    settingsOf(request, parts),
    include.includes('commands') ? logTo(commands, decoded) : undefined,
  );
  return {
    ...figures(request, run, model),
    provenance: { simulator: 'dram', mode, validated: mode !== 'corrected' && device.validated === true },
    ...(include.includes('commands') ? { commands } : {}),
    ...(include.includes('requests') ? { requestCycles: requestCycles(run) } : {}),
  };
}

function refreshInterval({ device }: DramRequest, { refreshPolicy }: DramController): number {
  if (refreshPolicy === 'NoRefresh') return NEVER;
  const { allBank, perBank } = device.refresh_interval_cycles;
  if (refreshPolicy === 'AllBank') return allBank;
  if (perBank !== null) return perBank;
  const message = `refreshPolicy PerBank needs a device with per-bank refresh, which ${device.id} has not`;
  throw new CogymError('unsupported', message, '/controller/refreshPolicy');
}

function logTo(log: LoggedCommand[], { rows, columns }: DecodedTrace): CommandSink {
  return (command, rank, bank, request, clock) => {
    const column = isColumn(command);
    log.push([
      clock,
      commandNames[command] as CommandName,
      rank,
      isRankCommand(command) ? null : bank,
      column || command === ACT ? (rows[request] as number) : null,
      column ? (columns[request] as number) : null,
    ]);
  };
}

function figures({ device, trace }: DramRequest, run: KernelRun, model: EnergyModel | undefined) {
  const tCKns = device.tCK_ps / 1000;
  const totalTimeNs = (run.totalCycles * device.tCK_ps) / 1000;
  const counted = (command: number): number => run.counts[command] as number;
  let columns = 0;
  for (let command = RD; command <= WRA; command++) columns += counted(command);
  const latency = (starts: Float64Array, direction: number) =>
    summarise(starts, run.answered, trace.writes, direction, tCKns);
  return {
    totalCycles: run.totalCycles,
    totalTimeNs,
    commandCounts: Object.fromEntries(commandNames.map((name, i) => [name, counted(i)])) as Record<CommandName, number>,
    ...energyFigures(run, model, tCKns),
    readLatencyNs: latency(run.sent, 0),
    writeLatencyNs: latency(run.sent, 1),
    readLatencyFromAcceptanceNs: latency(run.accepted, 0),
    bandwidthGBps: (trace.lines.length * device.bytes_per_burst) / totalTimeNs,
    rowHitRate: Math.max(0, (columns - counted(ACT)) / columns),
  };
}

function energyFigures({ accounts }: KernelRun, model: EnergyModel | undefined, tCKns: number) {
  if (model === undefined) return { energyPj: null, averagePowerMw: null };
  const energies = accounts.map((account) => energyOf(model, account));
  const powers = accounts.map(
    (account, rank) => (energies[rank] as DramEnergy).total / (countedCycles(account) * tCKns),
  );
  return { energyPj: sumEnergies(energies), averagePowerMw: powers.reduce((sum, power) => sum + power, 0) };
}

function sumEnergies(ranks: readonly DramEnergy[]): DramEnergy {
  const names = Object.keys(ranks[0] as DramEnergy) as (keyof DramEnergy)[];
  return Object.fromEntries(
    names.map((name) => [name, ranks.reduce((sum, energy) => sum + energy[name], 0)]),
  ) as unknown as DramEnergy;
}

function requestCycles({ sent, accepted, answered }: KernelRun): [number, number, number][] {
  return Array.from(sent, (clock, i) => [clock, accepted[i] as number, answered[i] as number]);
}
