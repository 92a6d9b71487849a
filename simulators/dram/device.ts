/** A device as flat tables by command, made once for each device object. */
import type { DramDevice } from '../../hwtemplates/dram/schema.js';
import { badRequest } from '../../src/errors.js';
import { COMMAND_STRIDE, type CommandName, commandNames, isColumn } from './commands.js';

/** What a constraint row says about two commands, from the widest to the narrowest within a rank. */
export const scopes = ['sameRank', 'sameBankGroup', 'sameBank', 'otherRank', 'otherStack'] as const;
export const SAME_RANK = 0;
export const SAME_GROUP = 1;
export const SAME_BANK = 2;
export const OTHER_RANK = 3;
export const OTHER_STACK = 4;
/** Rows of the same rank that hold after a REFPB which ends a round over all banks, and after any other. */
export const LAST_OF_ROUND = 5;
export const NOT_LAST_OF_ROUND = 6;

/**
 * Second commands that have to wait for a first, and how many clocks: those of scope `s` and first command `c` lie
 * between `starts[s * COMMAND_STRIDE + c]` and the next start.
 */
export interface Waits {
  readonly starts: Int32Array;
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
  /** Bus by command: 0, but 1 for column commands where they have their own. */
  readonly busOf: Uint8Array;
  readonly twoBuses: boolean;
  readonly waits: Waits;
  readonly fawWindow: number;
  readonly fawCounts: Uint8Array;
  readonly fawAppliesTo: Int32Array;
  /** Global bank group and rank of each bank. */
  readonly groupOfBank: Int32Array;
  readonly rankOfBank: Int32Array;
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
  const twoBuses = device.standard === 'HBM2';
  const lengths = new Float64Array(COMMAND_STRIDE).fill(device.command_length_cycles['all'] ?? 1);
  for (const [name, length] of Object.entries(device.command_length_cycles)) {
    if (isCommand(name)) lengths[commandNames.indexOf(name)] = length;
  }
  const fawCounts = new Uint8Array(COMMAND_STRIDE);
  for (const command of numbersOf(device.faw.counts)) fawCounts[command] = 1;
  const ofBanks = (size: number) =>
    Int32Array.from({ length: ranks * nbrOfBanks }, (_, bank) => Math.floor(bank / size));
  return {
    ranks,
    banksPerRank: nbrOfBanks,
    groupsPerRank: nbrOfBankGroups,
    banksPerGroup,
    stacks: nbrOfStacks,
    lengths,
    busOf: Uint8Array.from({ length: COMMAND_STRIDE }, (_, command) => (twoBuses && isColumn(command) ? 1 : 0)),
    twoBuses,
    waits: waitsOf(device),
    fawWindow: device.faw.window_cycles,
    fawCounts,
    fawAppliesTo: Int32Array.from(numbersOf(device.faw.applies_to)),
    groupOfBank: ofBanks(banksPerGroup),
    rankOfBank: ofBanks(nbrOfBanks),
  };
}

/** Rows that name a command which is not simulated say nothing. */
function waitsOf(device: DramDevice): Waits {
  const rows = device.constraints.filter(([, first, second]) => isCommand(first) && isCommand(second));
  const lists: (readonly DramDevice['constraints'][number][])[] = [];
  for (const scope of [...scopes, 'lastBankOfRound', 'notLastBankOfRound']) {
    for (const first of commandNames) {
      lists.push(
        rows.filter(
          (row) =>
            row[1] === first && (row[4] === undefined ? row[0] === scope && !implied(row, rows) : row[4] === scope),
        ),
      );
    }
    lists.push([]);
  }
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => {
    starts[i + 1] = (starts[i] as number) + list.length;
  });
  const flat = lists.flat();
  return {
    starts,
    commands: Int32Array.from(flat, (row) => commandNames.indexOf(row[2] as CommandName)),
    cycles: Float64Array.from(flat, (row) => row[3]),
  };
}

/** Whether a row of a wider scope within the rank asks for as much. */
function implied(row: DramDevice['constraints'][number], rows: DramDevice['constraints']): boolean {
  const [scope, first, second, cycles] = row;
  const width = scopes.indexOf(scope);
  return rows.some(
    (other) =>
      other[4] === undefined &&
      other[1] === first &&
      other[2] === second &&
      other[3] >= cycles &&
      width <= SAME_BANK &&
      scopes.indexOf(other[0]) < width,
  );
}

const numbersOf = (names: readonly string[]): number[] =>
  names.filter(isCommand).map((name) => commandNames.indexOf(name));

const isCommand = (name: string): name is CommandName => (commandNames as readonly string[]).includes(name);
