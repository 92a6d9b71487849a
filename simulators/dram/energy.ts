/**
 * Energy of one rank after DRAMPower (commit ebd9ff70): cycles by state are counted while the commands come, so that no
 * command log is needed. An auto-precharge lies in the future of its command; those pending are kept by bank and taken
 * before the first later command.
 */
import type { DramDevice } from '../../hwtemplates/dram/schema.js';
import { badRequest } from '../../src/errors.js';
import {
  ACT,
  NONE,
  PDEA,
  PDEP,
  PDXA,
  PDXP,
  PREAB,
  PREPB,
  RD,
  RDA,
  REFAB,
  SREFEN,
  SREFEX,
  WR,
  WRA,
} from './commands.js';
import type { DramEnergy } from './types.js';

const NEVER = Number.POSITIVE_INFINITY;
const needed = ['RAS', 'RC', 'RP', 'RCD', 'RFC', 'RL', 'WL', 'WR', 'RTP'] as const;
const currents = ['idd0', 'idd2n', 'idd2p0', 'idd3n', 'idd3p0', 'idd4r', 'idd4w', 'idd5', 'idd6', 'vdd'] as const;

/** What the model needs of a device; undefined when it has no energy model. */
export interface EnergyModel {
  readonly t: Readonly<Record<(typeof needed)[number], number>>;
  readonly burst: number;
  readonly tCKns: number;
  readonly devices: number;
  readonly dqsck: number;
  /** Clocks from RDA and from WRA to the implied precharge. */
  readonly readToPrecharge: number;
  readonly writeToPrecharge: number;
  /** One set of currents (mA) for each supply, with its voltage. */
  readonly supplies: readonly Readonly<Record<(typeof currents)[number], number>>[];
}

/** @throws CogymError `badRequest` when the device has power figures but not all that the model needs */
export function energyModelOf(device: DramDevice): EnergyModel | undefined {
  const { power, timing_cycles: timing, standard } = device;
  if (power === null) return undefined;
  const missing = [
    ...needed.filter((name) => timing[name] === undefined).map((name) => `timing_cycles/${name}`),
    ...currents.filter((name) => power[name] === undefined).map((name) => `power/${name}`),
  ];
  if (missing[0] !== undefined)
    throw badRequest(`/device/${missing[0]}`, `the energy model needs ${missing.join(', ')}`);
  const t = timing as Record<(typeof needed)[number], number>;
  const first = power as Record<(typeof currents)[number], number>;
  const none = Object.fromEntries(currents.map((name) => [name, 0])) as Record<(typeof currents)[number], number>;
  const { vdd2, idd02 = 0, idd62 = 0 } = power;
  const rtp = standard === 'DDR3' ? Math.max(t.RTP, 4) : t.RTP;
  return {
    t,
    burst: device.burst_cycles,
    tCKns: device.tCK_ps / 1000,
    devices: device.architecture.nbrOfDevices,
    dqsck: timing['DQSCK'] ?? 0,
    readToPrecharge: (timing['AL'] ?? 0) + rtp,
    writeToPrecharge: t.WL + device.burst_cycles + t.WR,
    supplies: vdd2 === undefined ? [first] : [first, { ...none, idd0: idd02, idd6: idd62, vdd: vdd2 }],
  };
}

const UP = 0;
const ACTIVE_PD = 1;
const PRECHARGE_PD = 2;
const SELF_REFRESH = 3;

export class EnergyAccount {
  declare private readonly model: EnergyModel;
  /** Clock of the last ACT of each bank, whether it is open, and its pending implied precharge. */
  declare private readonly lastAct: Float64Array;
  declare private readonly open: Uint8Array;
  declare private readonly pending: Float64Array;
  #nextPending = NEVER;
  #openBanks = 0;
  #firstAct = 0;
  #lastPre = 0;
  #state = UP;
  #entry = 0;
  #lastCommand: number = NONE;
  #lastClock = 0;
  #acts = 0;
  #pres = 0;
  #reads = 0;
  #writes = 0;
  #refreshes = 0;
  #active = 0;
  #precharged = 0;
  #activePd = 0;
  #prechargePd = 0;
  /** Clocks of self-refresh: S, and the parts of its refreshes a, p, ua, up. */
  #self = 0;
  #selfActive = 0;
  #selfPrecharge = 0;
  #selfUpActive = 0;
  #selfUpPrecharge = 0;

  constructor(model: EnergyModel, banks: number) {
    this.model = model;
    this.lastAct = new Float64Array(banks);
    this.open = new Uint8Array(banks);
    this.pending = new Float64Array(banks).fill(NEVER);
  }

  /** A command at `clock`, to a bank of this rank (numbered from 0; any for commands of the rank). */
  add(command: number, bank: number, clock: number): void {
    if (clock >= this.#nextPending) this.#precharge(clock);
    this.#lastCommand = command;
    this.#lastClock = clock;
    const { t } = this.model;
    switch (command) {
      case ACT:
        this.lastAct[bank] = clock;
        if (this.open[bank] === 1) return;
        this.#acts++;
        if (this.#openBanks === 0) {
          this.#firstAct = clock;
          this.#precharged += Math.max(0, clock - this.#lastPre);
        }
        this.open[bank] = 1;
        this.#openBanks++;
        return;
      case RD:
        this.#reads++;
        return;
      case WR:
        this.#writes++;
        return;
      case RDA:
        this.#reads++;
        this.#lastCommand = RD;
        this.#imply(bank, clock + this.model.readToPrecharge);
        return;
      case WRA:
        this.#writes++;
        this.#lastCommand = WR;
        this.#imply(bank, clock + this.model.writeToPrecharge);
        return;
      case PREPB:
        this.#close(bank, clock);
        return;
      case PREAB:
        if (this.#openBanks === 0) return;
        this.#active += Math.max(0, clock - this.#firstAct);
        this.#lastPre = clock;
        this.#pres += this.#openBanks;
        this.#closeAll();
        return;
      case REFAB:
        this.#refreshes++;
        this.#precharged += Math.max(0, clock - this.#lastPre);
        this.#firstAct = clock;
        this.#active += t.RFC - t.RP;
        this.#lastPre = clock + t.RFC - t.RP;
        this.#closeAll();
        return;
      case PDEA:
        this.#active += Math.max(0, clock - this.#firstAct);
        this.#enter(ACTIVE_PD, clock);
        return;
      case PDEP:
        this.#precharged += Math.max(0, clock - this.#lastPre);
        this.#enter(PRECHARGE_PD, clock);
        return;
      case PDXA:
        this.#activePd += clock - this.#entry;
        this.#firstAct = clock;
        this.#state = UP;
        return;
      case PDXP:
        this.#prechargePd += clock - this.#entry;
        this.#lastPre = clock;
        this.#state = UP;
        return;
      case SREFEN:
        this.#precharged += Math.max(0, clock - this.#lastPre);
        this.#enter(SELF_REFRESH, clock);
        return;
      case SREFEX:
        this.#leaveSelfRefresh(clock);
        return;
    }
  }

  /** Closes the account and gives pJ of this rank, and its clocks. No command may follow. */
  finish(): { energyPj: DramEnergy; cycles: number } {
    if (this.#nextPending < NEVER) {
      const last = this.pending.reduce((most, clock) => (clock < NEVER && clock > most ? clock : most), 0);
      this.#precharge(NEVER);
      if (last > this.#lastClock) {
        this.#lastCommand = PREPB;
        this.#lastClock = last;
      }
    }
    this.#closeStay(this.#lastClock + this.#completion() - 1);
    const cycles =
      this.#active +
      this.#precharged +
      this.#activePd +
      this.#prechargePd +
      this.#self +
      this.#selfActive +
      this.#selfPrecharge +
      this.#selfUpActive +
      this.#selfUpPrecharge;
    return { energyPj: this.#energy(), cycles };
  }

  #imply(bank: number, clock: number): void {
    const time = Math.max(clock, (this.lastAct[bank] as number) + this.model.t.RAS);
    this.pending[bank] = time;
    if (time < this.#nextPending) this.#nextPending = time;
  }

  /** Takes the implied precharges up to `clock` in their order. */
  #precharge(clock: number): void {
    while (this.#nextPending <= clock && this.#nextPending < NEVER) {
      const now = this.#nextPending;
      let next = NEVER;
      for (let bank = 0; bank < this.pending.length; bank++) {
        const time = this.pending[bank] as number;
        if (time === now) {
          this.pending[bank] = NEVER;
          this.#close(bank, now);
        } else if (time < next) next = time;
      }
      this.#nextPending = next;
    }
  }

  #close(bank: number, clock: number): void {
    if (this.open[bank] === 0) return;
    this.open[bank] = 0;
    this.#pres++;
    this.#openBanks--;
    if (this.#openBanks > 0) return;
    this.#active += Math.max(0, clock - this.#firstAct);
    this.#lastPre = clock;
  }

  #closeAll(): void {
    this.open.fill(0);
    this.#openBanks = 0;
  }

  #enter(state: number, clock: number): void {
    this.#state = state;
    this.#entry = clock;
  }

  #leaveSelfRefresh(clock: number): void {
    const { RFC, RP } = this.model.t;
    const r = RFC - RP;
    const stay = clock - this.#entry;
    this.#state = UP;
    if (stay >= RFC) {
      this.#selfActive += r;
      this.#selfPrecharge += RP;
      this.#self += stay - RFC;
      this.#lastPre = clock;
    } else if (stay >= r) {
      this.#selfActive += r;
      this.#selfPrecharge += stay - r;
      this.#selfUpPrecharge += RFC - stay;
      this.#lastPre = clock + RFC - stay;
    } else {
      this.#selfActive += stay;
      this.#selfUpActive += r - stay;
      this.#selfUpPrecharge += RP;
      this.#lastPre = clock + RFC - stay;
    }
  }

  /** Clocks that the last command still takes. */
  #completion(): number {
    const { t, burst, dqsck } = this.model;
    switch (this.#lastCommand) {
      case RD:
        return t.RL + dqsck + 1 + burst;
      case WR:
        return t.WL + burst + t.WR;
      case ACT:
        return t.RCD;
      case PREPB:
      case PREAB:
        return t.RP;
      default:
        return 0;
    }
  }

  #closeStay(end: number): void {
    const { RFC, RP } = this.model.t;
    if (this.#state === ACTIVE_PD) this.#activePd += end - this.#entry;
    else if (this.#state === PRECHARGE_PD) this.#prechargePd += end - this.#entry;
    else if (this.#state === SELF_REFRESH) {
      const stay = end - this.#entry;
      this.#selfActive += Math.min(stay, RFC - RP);
      if (stay > RFC) {
        this.#selfPrecharge += RP;
        this.#self += stay - RFC;
      }
    } else if (this.#openBanks > 0) this.#active += Math.max(0, end - this.#firstAct);
    else this.#precharged += Math.max(0, end - this.#lastPre);
  }

  #energy(): DramEnergy {
    const { t, burst, tCKns, devices, supplies } = this.model;
    const sum = {
      activate: 0,
      precharge: 0,
      read: 0,
      write: 0,
      refresh: 0,
      refreshPerBank: 0,
      activeStandby: 0,
      prechargeStandby: 0,
      activePowerDown: 0,
      prechargePowerDown: 0,
      selfRefresh: 0,
      total: 0,
    };
    for (const i of supplies) {
      const f = i.vdd * tCKns * devices;
      sum.activate += f * this.#acts * t.RAS * (i.idd0 - i.idd3n);
      sum.precharge += f * this.#pres * (t.RC - t.RAS) * (i.idd0 - i.idd2n);
      sum.read += f * this.#reads * burst * (i.idd4r - i.idd3n);
      sum.write += f * this.#writes * burst * (i.idd4w - i.idd3n);
      sum.refresh += f * this.#refreshes * t.RFC * (i.idd5 - i.idd3n);
      sum.activeStandby += f * this.#active * i.idd3n;
      sum.prechargeStandby += f * this.#precharged * i.idd2n;
      sum.activePowerDown += f * this.#activePd * i.idd3p0;
      sum.prechargePowerDown += f * this.#prechargePd * i.idd2p0;
      const refreshing = this.#selfActive + this.#selfPrecharge + this.#selfUpActive + this.#selfUpPrecharge;
      sum.selfRefresh +=
        f *
        (this.#self * i.idd6 +
          (i.idd5 - i.idd3n) * refreshing +
          this.#selfActive * i.idd3p0 +
          this.#selfPrecharge * i.idd2p0 +
          this.#selfUpActive * i.idd3n +
          this.#selfUpPrecharge * i.idd2n);
    }
    sum.total = Object.values(sum).reduce((a, b) => a + b, 0);
    return sum;
  }
}
