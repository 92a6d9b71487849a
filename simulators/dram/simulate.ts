/** One run: a trace through one controller and its DRAM. */
import { CogymError } from '../../src/errors.js';
import { makeAgenda } from './agenda.js';
import { makeArbiter } from './arbiter.js';
import { Clock, NEVER } from './clock.js';
import { ACT, type CommandName, commandNames, isColumn, isRankCommand, RD, WRA } from './commands.js';
import { type CommandSink, Controller, type ControllerSettings } from './controller.js';
import { type DecodedTrace, decodeTrace } from './decode.js';
import { type CompiledDevice, compileDevice } from './device.js';
import { EnergyAccount, energyModelOf } from './energy.js';
import { summarise } from './latency.js';
import { controllerOf } from './options.js';
import { play } from './play.js';
import { possibleCommands } from './possible-commands.js';
import type { RequestClocks } from './requester.js';
import type { DramController, DramEnergy, DramRequest, DramResult, LoggedCommand } from './types.js';
import { waitsOf } from './waits.js';

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
  const settings: ControllerSettings = {
    ...controller,
    mode,
    readDataEnd: device.read_data_end_cycles,
    writeDataEnd: device.write_data_end_cycles,
    refreshInterval: refreshInterval(request, controller),
  };
  const clock = new Clock();
  const recorder = new Recorder(
    request,
    compiled,
    decoded,
    clock,
    controller.phyDelayForwardCycles,
    include.includes('commands'),
  );
  const agenda = makeAgenda(clock);
  const arbiter = makeArbiter(trace, controller, clock, agenda);
  const waits = waitsOf(device, possibleCommands(controller, trace.writes));
  const machine = new Controller(compiled, waits, settings, decoded, trace, { clock, agenda }, arbiter, recorder);
  arbiter.connect(machine);
  const totalCycles = play(clock, agenda, arbiter, machine, controller.thinkDelayForwardCycles);
  return {
    ...figures(request, recorder, arbiter.requester.clocks, totalCycles),
    provenance: { simulator: 'dram', mode, validated: mode !== 'corrected' && device.validated === true },
    ...(include.includes('commands') ? { commands: recorder.log } : {}),
    ...(include.includes('requests') ? { requestCycles: requestCycles(arbiter.requester.clocks) } : {}),
  };
}

/** Counts, accounts for and, if wanted, logs what is issued. */
class Recorder implements CommandSink {
  readonly counts = new Float64Array(commandNames.length);
  readonly log: LoggedCommand[] = [];
  /** By rank; empty when the device has no energy model. */
  readonly accounts: readonly EnergyAccount[];
  declare private readonly banksPerRank: number;
  declare private readonly decoded: DecodedTrace;
  declare private readonly clock: Clock;
  declare private readonly delay: number;
  declare private readonly logs: boolean;

  constructor(
    { device }: DramRequest,
    compiled: CompiledDevice,
    decoded: DecodedTrace,
    clock: Clock,
    delay: number,
    logs: boolean,
  ) {
    const model = energyModelOf(device);
    this.accounts =
      model === undefined
        ? []
        : Array.from({ length: compiled.ranks }, () => new EnergyAccount(model, compiled.banksPerRank));
    this.banksPerRank = compiled.banksPerRank;
    this.decoded = decoded;
    this.clock = clock;
    this.delay = delay;
    this.logs = logs;
  }

  issued(command: number, rank: number, bank: number, request: number, now: number): void {
    const clock = this.clock.epoch + now;
    this.counts[command] = (this.counts[command] as number) + 1;
    this.accounts[rank]?.add(command, bank - rank * this.banksPerRank, clock + this.delay);
    if (this.logs === false) return;
    const column = isColumn(command);
    this.log.push([
      clock,
      commandNames[command] as CommandName,
      rank,
      isRankCommand(command) ? null : bank,
      column || command === ACT ? (this.decoded.rows[request] as number) : null,
      column ? (this.decoded.columns[request] as number) : null,
    ]);
  }
}

function refreshInterval({ device }: DramRequest, { refreshPolicy }: DramController): number {
  if (refreshPolicy === 'NoRefresh') return NEVER;
  const { allBank, perBank } = device.refresh_interval_cycles;
  if (refreshPolicy === 'AllBank') return allBank;
  if (perBank !== null) return perBank;
  const message = `refreshPolicy PerBank needs a device with per-bank refresh, which ${device.id} has not`;
  throw new CogymError('unsupported', message, '/controller/refreshPolicy');
}

function figures({ device, trace }: DramRequest, recorder: Recorder, clocks: RequestClocks, totalCycles: number) {
  const tCKns = device.tCK_ps / 1000;
  const totalTimeNs = (totalCycles * device.tCK_ps) / 1000;
  const { counts, accounts } = recorder;
  let columns = 0;
  for (let command = RD; command <= WRA; command++) columns += counts[command] as number;
  const latency = (starts: Float64Array, direction: number) =>
    summarise(starts, clocks.answered, trace.writes, direction, tCKns);
  const ranks = accounts.map((account) => account.finish());
  const names = commandNames.map((name, command) => [name, counts[command] as number]);
  return {
    totalCycles,
    totalTimeNs,
    commandCounts: Object.fromEntries(names) as Record<CommandName, number>,
    energyPj: ranks.length === 0 ? null : sumEnergies(ranks.map(({ energyPj }) => energyPj)),
    averagePowerMw:
      ranks.length === 0
        ? null
        : ranks.reduce((sum, { energyPj, cycles }) => sum + energyPj.total / (cycles * tCKns), 0),
    readLatencyNs: latency(clocks.sent, 0),
    writeLatencyNs: latency(clocks.sent, 1),
    readLatencyFromAcceptanceNs: latency(clocks.accepted, 0),
    bandwidthGBps: (trace.lines.length * device.bytes_per_burst) / totalTimeNs,
    rowHitRate: Math.max(0, (columns - (counts[ACT] as number)) / columns),
  };
}

function sumEnergies(ranks: readonly DramEnergy[]): DramEnergy {
  const names = Object.keys(ranks[0] as DramEnergy) as (keyof DramEnergy)[];
  return Object.fromEntries(
    names.map((name) => [name, ranks.reduce((sum, energy) => sum + energy[name], 0)]),
  ) as unknown as DramEnergy;
}

function requestCycles({ sent, accepted, answered }: RequestClocks): [number, number, number][] {
  return Array.from(sent, (clock, i) => [clock, accepted[i] as number, answered[i] as number]);
}
