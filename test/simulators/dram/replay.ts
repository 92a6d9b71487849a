/** An independent judge of command logs: every pair of commands against every constraint, without the simulator's tables. */
import type { DramDevice } from '../../../hwtemplates/index.js';
import type { LoggedCommand } from '../../../simulators/dram/index.js';

const ofRank = new Set(['PREAB', 'REFAB', 'PDEA', 'PDEP', 'PDXA', 'PDXP', 'SREFEN', 'SREFEX']);

/** The commands that have to wait for a first one, by `FIRST SECOND`, with scope and clocks. */
function rowsByPair(device: DramDevice): Map<string, (readonly [string, number])[]> {
  const byPair = new Map<string, (readonly [string, number])[]>();
  for (const [scope, first, second, cycles, condition] of device.constraints) {
    if (condition !== undefined) continue;
    const pair = `${first} ${second}`;
    byPair.set(pair, [...(byPair.get(pair) ?? []), [scope, cycles]]);
  }
  return byPair;
}

/**
 * Pairs of commands that come closer than a row of the device allows, as text. A command of a rank meets those of all
 * its banks. Rows with a condition and of scopes that a log cannot tell (stacks) are left out.
 */
export function violations(device: DramDevice, log: readonly LoggedCommand[]): string[] {
  const { nbrOfBanks, nbrOfBankGroups = 1 } = device.architecture;
  const banksPerGroup = nbrOfBanks / nbrOfBankGroups;
  const group = (of: number | null) => Math.floor((of ?? 0) / banksPerGroup);
  const found: string[] = [];
  const byPair = rowsByPair(device);
  const longest = Math.max(...device.constraints.map((row) => row[3]));
  for (let j = 0; j < log.length; j++) {
    const [later, second, rank, bank] = log[j] as LoggedCommand;
    for (let i = j - 1; i >= 0; i--) {
      const [earlier, first, firstRank, firstBank] = log[i] as LoggedCommand;
      if (later - earlier > longest) break;
      const whole = ofRank.has(first) || ofRank.has(second);
      for (const [scope, cycles] of byPair.get(`${first} ${second}`) ?? []) {
        if (later - earlier >= cycles) continue;
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

/** Commands that share a bus and overlap, and activations beyond four in their window. */
export function busErrors(device: DramDevice, log: readonly LoggedCommand[]): string[] {
  const lengthOf = (name: string) => device.command_length_cycles[name] ?? device.command_length_cycles['all'] ?? 1;
  const { counts, applies_to, window_cycles } = device.faw;
  const found: string[] = [];
  const busFree = new Map<string, number>();
  const counted = new Map<number, (readonly [number, number])[]>();
  for (const [clock, name, rank] of log) {
    const bus = device.standard === 'HBM2' && /^(RD|WR)/.test(name) ? 'column' : 'row';
    if (clock < (busFree.get(bus) ?? 0)) found.push(`${name}@${clock}: the ${bus} bus is busy`);
    busFree.set(bus, clock + lengthOf(name));
    const past = counted.get(rank) ?? [];
    const [oldest, newest] = [past.at(-4), past.at(-1)];
    if (applies_to.includes(name) && oldest !== undefined && newest !== undefined) {
      const earliest = oldest[0] + oldest[1] - newest[1] + window_cycles;
      if (clock < earliest) found.push(`${name}@${clock}: a fifth in the window that ends at ${earliest}`);
    }
    if (counts.includes(name)) counted.set(rank, [...past.slice(-3), [clock, lengthOf(name)]]);
  }
  return found;
}

/** How often rows were opened, how often closed (by a command of their own, of the rank, or with the access), still open. */
export function openings(log: readonly LoggedCommand[]): { opened: number; closed: number; open: number } {
  const open = new Map<number, number>();
  let opened = 0;
  let closed = 0;
  for (const [, name, rank, bank] of log) {
    if (name === 'ACT') {
      opened++;
      open.set(bank as number, rank);
    } else if (name === 'PREPB' || name === 'RDA' || name === 'WRA') {
      if (open.delete(bank as number)) closed++;
    } else if (name === 'PREAB') {
      for (const [of, ofItsRank] of [...open]) if (ofItsRank === rank && open.delete(of)) closed++;
    }
  }
  return { opened, closed, open: open.size };
}

/** Wrong states: a column command or a PREPB to a closed bank, an ACT to an open one, a refresh of an open bank. */
export function stateErrors(log: readonly LoggedCommand[]): string[] {
  const rows = new Map<number, number | null>();
  const rankOfOpen = new Map<number, number>();
  const found: string[] = [];
  for (const [clock, name, rank, bank, row] of log) {
    const isOpen = bank !== null && rows.has(bank);
    if (/^(RD|WR)/.test(name) && (!isOpen || rows.get(bank as number) !== row)) found.push(`${name}@${clock}: row`);
    if (name === 'PREPB' && !isOpen) found.push(`PREPB@${clock}: bank ${bank} is closed`);
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

/** Clock at which DRAMPower ends the account of a log: after the last command, implied precharges among them. */
export function accountEnd(device: DramDevice, log: readonly LoggedCommand[]): number {
  const t = device.timing_cycles as Record<'RAS' | 'RCD' | 'RL' | 'RP' | 'RTP' | 'WL' | 'WR', number>;
  const burst = device.burst_cycles;
  const read = t.RL + (device.timing_cycles['DQSCK'] ?? 0) + 1 + burst;
  const write = t.WL + burst + t.WR;
  const completions: Readonly<Record<string, number>> = {
    RD: read,
    RDA: read,
    WR: write,
    WRA: write,
    ACT: t.RCD,
    PREPB: t.RP,
    PREAB: t.RP,
  };
  const toPrecharge: Readonly<Record<string, number>> = {
    RDA: device.standard === 'DDR3' ? Math.max(t.RTP, 4) : t.RTP,
    WRA: write,
  };
  const opened = new Map<number | null, number>();
  const events: [number, number][] = [];
  for (const [clock, name, , bank] of log) {
    if (name === 'ACT') opened.set(bank, clock);
    events.push([clock, completions[name] ?? 0]);
    const offset = toPrecharge[name];
    if (offset !== undefined) events.push([Math.max(clock + offset, (opened.get(bank) as number) + t.RAS), t.RP]);
  }
  const last = events.reduce((latest, event) => (event[0] > latest[0] ? event : latest));
  return last[0] + last[1] - 1;
}
