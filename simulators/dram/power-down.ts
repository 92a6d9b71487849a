/** Power-down managers, one per rank (policy Staggered): first power-down, then, left unused, self-refresh. */
import type { Banks } from './banks.js';
import { NONE, PDEA, PDEP, PDXA, PDXP, REFAB, REFPB, SREFEN, SREFEX } from './commands.js';

const IDLE = 0;
const ACTIVE_PD = 1;
const PRECHARGE_PD = 2;
const SELF_REFRESH = 3;
/** The refresh that has to follow a self-refresh. */
const EXTRA_REFRESH = 4;

const exits = [NONE, PDXA, PDXP, SREFEX, REFAB] as const;

export class PowerDown {
  declare readonly command: Int8Array;
  /** Without it the managers want nothing, ever. */
  declare readonly staggered: boolean;
  declare private readonly banks: Banks;
  declare private readonly state: Uint8Array;
  declare private readonly entry: Uint8Array;
  declare private readonly exit: Uint8Array;
  declare private readonly toSelfRefresh: Uint8Array;
  declare private readonly unused: Uint8Array;

  constructor(ranks: number, staggered: boolean, banks: Banks) {
    this.staggered = staggered;
    this.banks = banks;
    this.command = new Int8Array(ranks).fill(NONE);
    this.state = new Uint8Array(ranks);
    this.entry = new Uint8Array(ranks).fill(1);
    this.exit = new Uint8Array(ranks);
    this.toSelfRefresh = new Uint8Array(ranks);
    this.unused = new Uint8Array(ranks).fill(1);
  }

  /** The rank has no request left. */
  enter(rank: number): void {
    this.unused[rank] = 1;
    if (this.state[rank] === IDLE) this.entry[rank] = 1;
  }

  /** The rank gets its first request. */
  leave(rank: number): void {
    this.unused[rank] = 0;
    this.toSelfRefresh[rank] = 0;
    this.entry[rank] = 0;
    if (this.state[rank] !== IDLE) this.exit[rank] = 1;
  }

  /** A refresh is due. */
  interrupt(rank: number): void {
    this.entry[rank] = 0;
    if (this.state[rank] !== IDLE) this.exit[rank] = 1;
  }

  /** Decides what the manager of each rank wants. */
  evaluateAll(): void {
    if (!this.staggered) return;
    for (let rank = 0; rank < this.command.length; rank++) this.command[rank] = this.#wanted(rank);
  }

  /** Notes a command issued to the rank or one of its banks. */
  update(command: number, rank: number): void {
    switch (command) {
      case PDEA:
      case PDEP:
        this.state[rank] = command === PDEA ? ACTIVE_PD : PRECHARGE_PD;
        this.entry[rank] = 0;
        break;
      case SREFEN:
        this.state[rank] = SELF_REFRESH;
        this.entry[rank] = 0;
        this.toSelfRefresh[rank] = 0;
        break;
      case PDXA:
      case PDXP:
        this.state[rank] = IDLE;
        this.exit[rank] = 0;
        if (command === PDXP && this.unused[rank] === 1) this.toSelfRefresh[rank] = 1;
        break;
      case SREFEX:
        this.state[rank] = EXTRA_REFRESH;
        break;
      case REFAB:
        if (this.state[rank] === EXTRA_REFRESH) {
          this.state[rank] = IDLE;
          this.exit[rank] = 0;
        } else if (this.unused[rank] === 1) this.entry[rank] = 1;
        break;
      case REFPB:
        if (this.unused[rank] === 1) this.entry[rank] = 1;
        break;
    }
  }

  #wanted(rank: number): number {
    if (this.exit[rank] === 1) return exits[this.state[rank] as number] as number;
    if (this.entry[rank] === 1) return this.banks.openBanks(rank) > 0 ? PDEA : PDEP;
    return this.toSelfRefresh[rank] === 1 ? SREFEN : NONE;
  }
}
