/** An independent judge of command logs: every pair of commands against every constraint, without the simulator's tables. */
import type { DramDevice } from '../../../hwtemplates/index.js';
import type { LoggedCommand } from '../../../simulators/dram/index.js';

const ofRank = new Set(['PREAB', 'REFAB', 'PDEA', 'PDEP', 'PDXA', 'PDXP', 'SREFEN', 'SREFEX']);

/**
 * Pairs of commands that come closer than a row of the device allows, as text. A command of a rank meets those of all
 * its banks. Rows with a condition and of scopes that a log cannot tell (stacks) are left out.
 */
export function violations(device: DramDevice, log: readonly LoggedCommand[]): string[] {
  const { nbrOfBanks, nbrOfBankGroups = 1 } = device.architecture;
  const banksPerGroup = nbrOfBanks / nbrOfBankGroups;
  const found: string[] = [];
  const rows = device.constraints.filter((row) => row[4] === undefined);
  for (let j = 0; j < log.length; j++) {
    const [later, second, rank, bank] = log[j] as LoggedCommand;
    for (let i = j - 1; i >= 0; i--) {
      const [earlier, first, firstRank, firstBank] = log[i] as LoggedCommand;
      if (later - earlier > 1000) break;
      for (const [scope, a, b, cycles] of rows) {
        if (a !== first || b !== second || later - earlier >= cycles) continue;
        const whole = ofRank.has(first) || ofRank.has(second);
        const group = (of: number | null) => Math.floor((of ?? 0) / banksPerGroup);
        const applies =
          (scope === 'sameRank' && rank === firstRank) ||
          (scope === 'otherRank' && rank !== firstRank) ||
          (scope === 'sameBank' && !whole && bank === firstBank) ||
          (scope === 'sameBankGroup' && !whole && group(bank) === group(firstBank));
        if (applies) found.push(`${first}@${earlier} -> ${second}@${later}: ${scope} ${cycles}`);
      }
    }
  }
  return found;
}

/** Wrong states: a column command or a PREPB to a closed bank, an ACT to an open one, a refresh of an open bank. */
export function stateErrors(log: readonly LoggedCommand[]): string[] {
  const rows = new Map<number, number | null>();
  const rankOfOpen = new Map<number, number>();
  const found: string[] = [];
  for (const [clock, name, rank, bank, row] of log) {
    const isOpen = bank !== null && rows.has(bank);
    if (/^(RD|WR)/.test(name) && (!isOpen || rows.get(bank as number) !== row)) found.push(`${name}@${clock}: row`);
    if (name === 'ACT' && isOpen) found.push(`ACT@${clock}: bank ${bank} is open`);
    if (name === 'REFPB' && isOpen) found.push(`REFPB@${clock}: bank ${bank} is open`);
    if (name === 'REFAB' && [...rankOfOpen.values()].includes(rank)) found.push(`REFAB@${clock}: open banks`);
    if (name === 'ACT') {
      rows.set(bank as number, row);
      rankOfOpen.set(bank as number, rank);
    } else if (name === 'PREPB' || name === 'RDA' || name === 'WRA') {
      rows.delete(bank as number);
      rankOfOpen.delete(bank as number);
    } else if (name === 'PREAB') {
      for (const [open, of] of [...rankOfOpen]) {
        if (of !== rank) continue;
        rows.delete(open);
        rankOfOpen.delete(open);
      }
    }
  }
  return found;
}
