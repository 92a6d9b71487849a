/** A device as flat tables by command, made once for each device object. */
import type { DramDevice } from '../../hwtemplates/dram/schema.js';
import { badRequest } from '../../src/errors.js';
import { COMMAND_STRIDE, type CommandName, commandNames } from './commands.js';

/** For one first command: which second commands have to wait, and how many clocks. */
export interface Waits {
  readonly commands: Int32Array;
  readonly cycles: Float64Array;
}

export interface CompiledDevice {
  readonly ranks: number;
  readonly banksPerRank: number;
  readonly groupsPerRank: number;
  readonly banksPerGroup: number;
  readonly stacks: number;
  /** Clocks on the bus by command. */
  readonly lengths: Float64Array;
  /** Row and column commands have a bus each. */
  readonly twoBuses: boolean;
  /** Waits by first command, for each scope. */
  readonly sameBank: readonly Waits[];
  readonly sameBankGroup: readonly Waits[];
  readonly sameRank: readonly Waits[];
  readonly otherRank: readonly Waits[];
  readonly otherStack: readonly Waits[];
  /** Waits of the same rank after a REFPB that ends a round over all banks, and after any other. */
  readonly lastOfRound: Waits;
  readonly notLastOfRound: Waits;
  readonly fawWindow: number;
  readonly fawCounts: Uint8Array;
  readonly fawAppliesTo: Int32Array;
  /** Global bank group of each bank. */
  readonly groupOfBank: Int32Array;
}

const cache = new WeakMap<DramDevice, CompiledDevice>();

/** The tables of a device that satisfies the schema; @throws CogymError `badRequest` when its parts do not fit */
export function compileDevice(device: DramDevice): CompiledDevice {
  let compiled = cache.get(device);
  if (compiled === undefined) {
    compiled = compile(device);
    cache.set(device, compiled);
  }
  return compiled;
}

function compile(device: DramDevice): CompiledDevice {
  const { nbrOfBanks, nbrOfBankGroups = 1, nbrOfRanks, nbrOfPseudoChannels, nbrOfStacks = 1 } = device.architecture;
  const ranks = nbrOfRanks ?? nbrOfPseudoChannels ?? 1;
  if (nbrOfBanks % nbrOfBankGroups !== 0) {
    throw badRequest(
      '/device/architecture/nbrOfBankGroups',
      `${nbrOfBankGroups} groups do not divide ${nbrOfBanks} banks`,
    );
  }
  const banksPerGroup = nbrOfBanks / nbrOfBankGroups;
  const lengths = new Float64Array(COMMAND_STRIDE).fill(device.command_length_cycles['all'] ?? 1);
  for (const [name, length] of Object.entries(device.command_length_cycles)) {
    if (isCommand(name)) lengths[commandNames.indexOf(name)] = length;
  }
  const waits = (scope: string) => commandNames.map((first) => waitsOf(device, scope, first, undefined));
  const numbers = (names: readonly string[]) => names.filter(isCommand).map((name) => commandNames.indexOf(name));
  const fawCounts = new Uint8Array(COMMAND_STRIDE);
  for (const command of numbers(device.faw.counts)) fawCounts[command] = 1;
  return {
    ranks,
    banksPerRank: nbrOfBanks,
    groupsPerRank: nbrOfBankGroups,
    banksPerGroup,
    stacks: nbrOfStacks,
    lengths,
    twoBuses: device.standard === 'HBM2',
    sameBank: waits('sameBank'),
    sameBankGroup: waits('sameBankGroup'),
    sameRank: waits('sameRank'),
    otherRank: waits('otherRank'),
    otherStack: waits('otherStack'),
    lastOfRound: waitsOf(device, 'sameRank', 'REFPB', 'lastBankOfRound'),
    notLastOfRound: waitsOf(device, 'sameRank', 'REFPB', 'notLastBankOfRound'),
    fawWindow: device.faw.window_cycles,
    fawCounts,
    fawAppliesTo: Int32Array.from(numbers(device.faw.applies_to)),
    groupOfBank: Int32Array.from({ length: ranks * nbrOfBanks }, (_, bank) => Math.floor(bank / banksPerGroup)),
  };
}

/** Rows that name a command which is not simulated say nothing. */
function waitsOf(device: DramDevice, scope: string, first: CommandName, condition: string | undefined): Waits {
  const rows = device.constraints.filter(
    (row) => row[0] === scope && row[1] === first && row[4] === condition && isCommand(row[2]),
  );
  return {
    commands: Int32Array.from(rows, (row) => commandNames.indexOf(row[2] as CommandName)),
    cycles: Float64Array.from(rows, (row) => row[3]),
  };
}

const isCommand = (name: string): name is CommandName => (commandNames as readonly string[]).includes(name);
