/** A device's constraints as flat tables: which commands have to wait for which, and how long. */
import type { DramConstraint, DramDevice } from '../../hwtemplates/dram/schema.js';
import { type CommandName, commandNames, isCommand } from './commands.js';
import {
  LAST_OF_ROUND,
  OTHER_RANK,
  OTHER_STACK,
  SAME_BANK,
  SAME_BANK_GROUP,
  SAME_RANK,
  SCOPE_STRIDE,
} from './kernel/scopes.js';

/** Column of each scope of a constraint, and of the conditions of those of the same rank. */
const scopes: Readonly<Record<DramConstraint[0], number>> = {
  sameRank: SAME_RANK,
  sameBankGroup: SAME_BANK_GROUP,
  sameBank: SAME_BANK,
  otherRank: OTHER_RANK,
  otherStack: OTHER_STACK,
};
const conditions = ['lastBankOfRound', 'notLastBankOfRound'] as const;

/**
 * The commands that have to wait for command `c` in scope `s`, and how many clocks, lie between
 * `starts[c * SCOPE_STRIDE + s]` and the next start.
 */
export interface Waits {
  readonly starts: Int32Array;
  readonly commands: Int32Array;
  readonly cycles: Int32Array;
  /** By command: 1 if others wait for it beyond its rank. */
  readonly spreads: Int32Array;
}

const cache = new WeakMap<DramDevice, Map<number, Waits>>();

/** The waits of a device among the commands of a set: bit `c` of `possible` stands for command `c`. */
export function waitsOf(device: DramDevice, possible: number): Waits {
  const ofDevice = cache.get(device) ?? new Map<number, Waits>();
  cache.set(device, ofDevice);
  let waits = ofDevice.get(possible);
  if (waits === undefined) {
    waits = compile(bindingRows(device, possible));
    ofDevice.set(possible, waits);
  }
  return waits;
}

function compile(rows: readonly DramConstraint[]): Waits {
  const starts = new Int32Array(commandNames.length * SCOPE_STRIDE + 1);
  const inOrder: DramConstraint[] = [];
  for (let cell = 0; cell < starts.length - 1; cell++) {
    const [first, scope] = [commandNames[Math.floor(cell / SCOPE_STRIDE)], cell % SCOPE_STRIDE];
    inOrder.push(...rows.filter((row) => row[1] === first && scopeOf(row) === scope));
    starts[cell + 1] = inOrder.length;
  }
  const spreads = commandNames.map((name) =>
    rows.some((row) => row[1] === name && [OTHER_RANK, OTHER_STACK].includes(scopeOf(row))),
  );
  return {
    starts,
    commands: Int32Array.from(inOrder, (row) => numberOf(row[2])),
    cycles: Int32Array.from(inOrder, (row) => row[3]),
    spreads: Int32Array.from(spreads, Number),
  };
}

/** The rows of possible commands that say anything that no other row says. */
function bindingRows({ architecture, constraints }: DramDevice, possible: number): DramConstraint[] {
  const { nbrOfRanks, nbrOfPseudoChannels, nbrOfStacks = 1 } = architecture;
  const absent: readonly string[] = [
    ...((nbrOfRanks ?? nbrOfPseudoChannels ?? 1) === 1 ? ['otherRank'] : []),
    ...(nbrOfStacks === 1 ? ['otherStack'] : []),
  ];
  const simulated = (name: string) => isCommand(name) && ((possible >> numberOf(name)) & 1) === 1;
  const rows = constraints.filter(
    ([scope, first, second, cycles]) => !absent.includes(scope) && simulated(first) && simulated(second) && cycles > 0,
  );
  return rows.filter((row, i) => !rows.some((other, k) => i !== k && implies(other, row, k < i)));
}

/** Whether `row` asks for no more than `other` does within the rank; of equal rows the first one counts. */
function implies(other: DramConstraint, row: DramConstraint, isBefore: boolean): boolean {
  const [width, otherWidth] = [scopeOf(row), scopeOf(other)];
  if (other[1] !== row[1] || other[2] !== row[2] || other[3] < row[3] || otherWidth > SAME_BANK) return false;
  if (otherWidth === width) return other[3] > row[3] || isBefore;
  return otherWidth < width && (width <= SAME_BANK || (otherWidth === SAME_RANK && width >= LAST_OF_ROUND));
}

const scopeOf = (row: DramConstraint): number =>
  row[4] === undefined ? scopes[row[0]] : LAST_OF_ROUND + conditions.indexOf(row[4]);

const numberOf = (name: string): number => commandNames.indexOf(name as CommandName);
