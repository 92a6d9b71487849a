/** A command log as what happens on each lane over time: rows that are open, commands, refreshes, sleep and data. */
import type { DramDevice } from '../../hwtemplates/dram/schema.js';
import type { CommandName } from './commands.js';
import type { LoggedCommand } from './types.js';

/** A command of a bank, as long as the bank is busy with it. */
export interface BankCommand {
  readonly name: CommandName;
  readonly from: number;
  readonly to: number;
  readonly bank: number;
  readonly row: number | null;
  readonly column: number | null;
  /** A column command that found its row open and used before. */
  readonly hit: boolean;
}

export interface OpenRow {
  readonly bank: number;
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** A refresh, power-down or self-refresh of a whole rank. */
export interface RankSpan {
  readonly kind: 'refresh' | 'activePowerDown' | 'prechargePowerDown' | 'selfRefresh';
  readonly rank: number;
  readonly from: number;
  readonly to: number;
}

export interface DataBurst {
  readonly write: boolean;
  readonly bank: number;
  readonly from: number;
  readonly to: number;
}

export interface Timeline {
  readonly commands: readonly BankCommand[];
  readonly openRows: readonly OpenRow[];
  readonly rankSpans: readonly RankSpan[];
  readonly data: readonly DataBurst[];
}

const sleeps: Readonly<Partial<Record<CommandName, RankSpan['kind']>>> = {
  PDEA: 'activePowerDown',
  PDEP: 'prechargePowerDown',
  SREFEN: 'selfRefresh',
};

/** @param end clock at which the run ended: what goes on then ends there */
export function timelineOf(device: DramDevice, log: readonly LoggedCommand[], end: number): Timeline {
  const lanes = new Lanes(device, end);
  for (const command of log) lanes.add(command);
  return lanes.finish();
}

class Lanes implements Timeline {
  readonly commands: BankCommand[] = [];
  readonly openRows: OpenRow[] = [];
  readonly rankSpans: RankSpan[] = [];
  readonly data: DataBurst[] = [];
  readonly #device: DramDevice;
  readonly #end: number;
  readonly #open = new Map<number, { row: number; from: number; used: boolean }>();
  readonly #asleep = new Map<number, { kind: RankSpan['kind']; from: number }>();

  constructor(device: DramDevice, end: number) {
    this.#device = device;
    this.#end = end;
  }

  add([clock, name, rank, bank, row, column]: LoggedCommand): void {
    if (bank === null) this.#addToRank(clock, name, rank);
    else this.#addToBank(clock, name, bank, row, column);
  }

  finish(): Timeline {
    for (const bank of [...this.#open.keys()]) this.#close(bank, this.#end);
    for (const [rank, { kind, from }] of this.#asleep) this.rankSpans.push({ kind, rank, from, to: this.#end });
    return this;
  }

  #addToBank(clock: number, name: CommandName, bank: number, row: number | null, column: number | null): void {
    const state = this.#open.get(bank);
    const hit = column !== null && state?.used === true;
    const wait = column === null ? this.#wait(name, name === 'ACT' ? 'RD' : 'ACT') : this.#device.burst_cycles;
    this.commands.push({ name, from: clock, to: clock + wait, bank, row, column, hit });
    if (name === 'ACT') this.#open.set(bank, { row: row as number, from: clock, used: false });
    else if (name === 'PREPB') this.#close(bank, clock);
    if (column === null) return;
    if (state !== undefined) state.used = true;
    const write = name.startsWith('WR');
    const to = clock + (write ? this.#device.write_data_end_cycles : this.#device.read_data_end_cycles);
    this.data.push({ write, bank, from: to - this.#device.burst_cycles, to });
    if (name.endsWith('A')) this.#close(bank, clock + this.#wait(name, 'ACT') - this.#wait('PREPB', 'ACT'));
  }

  #addToRank(clock: number, name: CommandName, rank: number): void {
    const sleep = sleeps[name];
    if (name === 'REFAB') {
      this.rankSpans.push({ kind: 'refresh', rank, from: clock, to: clock + this.#wait('REFAB', 'ACT') });
    } else if (name === 'PREAB') this.#closeRank(clock, rank);
    else if (sleep !== undefined) this.#asleep.set(rank, { kind: sleep, from: clock });
    else {
      const state = this.#asleep.get(rank);
      this.#asleep.delete(rank);
      if (state !== undefined) this.rankSpans.push({ ...state, rank, to: clock });
    }
  }

  #closeRank(clock: number, rank: number): void {
    const { nbrOfBanks } = this.#device.architecture;
    const wait = this.#wait('PREAB', 'ACT');
    for (const bank of [...this.#open.keys()]) {
      if (Math.floor(bank / nbrOfBanks) !== rank) continue;
      this.#close(bank, clock);
      this.commands.push({ name: 'PREAB', from: clock, to: clock + wait, bank, row: null, column: null, hit: false });
    }
  }

  #close(bank: number, to: number): void {
    const state = this.#open.get(bank);
    if (state !== undefined)
      this.openRows.push({ bank, row: state.row, from: state.from, to: Math.min(to, this.#end) });
    this.#open.delete(bank);
  }

  /** Clocks that the device asks for between two commands to one bank. */
  #wait(first: CommandName, second: CommandName): number {
    const rows = this.#device.constraints.filter(
      ([scope, a, b]) => a === first && b === second && scope !== 'otherRank' && scope !== 'otherStack',
    );
    return Math.max(1, ...rows.map((row) => row[3]));
  }
}
