/** A device as flat tables by command, made once for each device object. */
import type { DramDevice } from '../../hwtemplates/dram/schema.js';
import { badRequest } from '../../src/errors.js';
import { COMMAND_STRIDE, commandNames, isColumn, isCommand } from './commands.js';
import { MOST_BANKS_PER_RANK, MOST_RANKS, MOST_STACKS } from './kernel/limits.js';

export interface CompiledDevice {
  readonly ranks: number;
  readonly banksPerRank: number;
  readonly groupsPerRank: number;
  readonly banksPerGroup: number;
  readonly stacks: number;
  /** Clocks on the bus by command. */
  readonly lengths: Int32Array;
  /** Bus by command: 0, but 1 for column commands where they have their own. */
  readonly busOf: Int32Array;
  readonly twoBuses: boolean;
  readonly fawWindow: number;
  readonly fawCounts: Int32Array;
  readonly fawAppliesTo: Int32Array;
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
  checkMost('nbrOfBanks', nbrOfBanks, MOST_BANKS_PER_RANK);
  checkMost(nbrOfRanks === undefined ? 'nbrOfPseudoChannels' : 'nbrOfRanks', ranks, MOST_RANKS);
  checkMost('nbrOfStacks', nbrOfStacks, MOST_STACKS);
  const banksPerGroup = nbrOfBanks / nbrOfBankGroups;
  const twoBuses = device.standard === 'HBM2';
  const lengths = new Int32Array(COMMAND_STRIDE).fill(device.command_length_cycles['all'] ?? 1);
  for (const [name, length] of Object.entries(device.command_length_cycles)) {
    if (isCommand(name)) lengths[commandNames.indexOf(name)] = length;
  }
  const fawCounts = new Int32Array(COMMAND_STRIDE);
  for (const command of numbersOf(device.faw.counts)) fawCounts[command] = 1;
  return {
    ranks,
    banksPerRank: nbrOfBanks,
    groupsPerRank: nbrOfBankGroups,
    banksPerGroup,
    stacks: nbrOfStacks,
    lengths,
    busOf: Int32Array.from({ length: COMMAND_STRIDE }, (_, command) => (twoBuses && isColumn(command) ? 1 : 0)),
    twoBuses,
    fawWindow: device.faw.window_cycles,
    fawCounts,
    fawAppliesTo: Int32Array.from(numbersOf(device.faw.applies_to)),
  };
}

function checkMost(name: string, count: number, most: number): void {
  if (count > most) throw badRequest(`/device/architecture/${name}`, `${name} is at most ${most}, not ${count}`);
}

const numbersOf = (names: readonly string[]): number[] =>
  names.filter(isCommand).map((name) => commandNames.indexOf(name));
