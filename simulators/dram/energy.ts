/** The energy of a rank after DRAMPower (commit ebd9ff70), from what was counted while its commands were issued. */
import type { DramDevice } from '../../hwtemplates/dram/schema.js';
import { badRequest } from '../../src/errors.js';
import { ACT, COMMAND_STRIDE, PREAB, PREPB, RD, WR } from './commands.js';
import {
  ACTIVE,
  ACTIVE_POWER_DOWN,
  ACTS,
  PRECHARGE_POWER_DOWN,
  PRECHARGED,
  PRES,
  READS,
  REFRESHES,
  SELF_ACTIVE,
  SELF_PRECHARGE,
  SELF_REFRESH,
  SELF_UP_ACTIVE,
  SELF_UP_PRECHARGE,
  WRITES,
} from './kernel/account-fields.js';
import type { DramEnergy } from './types.js';

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

/** By command the clocks that it still takes when it is the last. */
export function completionsOf({ t, burst, dqsck }: EnergyModel): Float64Array {
  const completions = new Float64Array(COMMAND_STRIDE);
  completions[RD] = t.RL + dqsck + 1 + burst;
  completions[WR] = t.WL + burst + t.WR;
  completions[ACT] = t.RCD;
  completions[PREPB] = t.RP;
  completions[PREAB] = t.RP;
  return completions;
}

/** Clocks that were counted in the account of a rank. */
export function countedCycles(account: Float64Array): number {
  return account.slice(ACTIVE, SELF_UP_PRECHARGE + 1).reduce((sum, clocks) => sum + clocks, 0);
}

/**
 * pJ of a rank.
 * @param account its row as the kernel leaves it, see `kernel/account-fields.ts`
 */
export function energyOf({ t, burst, tCKns, devices, supplies }: EnergyModel, account: Float64Array): DramEnergy {
  const of = (field: number): number => account[field] as number;
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
    sum.activate += f * of(ACTS) * t.RAS * (i.idd0 - i.idd3n);
    sum.precharge += f * of(PRES) * (t.RC - t.RAS) * (i.idd0 - i.idd2n);
    sum.read += f * of(READS) * burst * (i.idd4r - i.idd3n);
    sum.write += f * of(WRITES) * burst * (i.idd4w - i.idd3n);
    sum.refresh += f * of(REFRESHES) * t.RFC * (i.idd5 - i.idd3n);
    sum.activeStandby += f * of(ACTIVE) * i.idd3n;
    sum.prechargeStandby += f * of(PRECHARGED) * i.idd2n;
    sum.activePowerDown += f * of(ACTIVE_POWER_DOWN) * i.idd3p0;
    sum.prechargePowerDown += f * of(PRECHARGE_POWER_DOWN) * i.idd2p0;
    const refreshing = of(SELF_ACTIVE) + of(SELF_PRECHARGE) + of(SELF_UP_ACTIVE) + of(SELF_UP_PRECHARGE);
    sum.selfRefresh +=
      f *
      (of(SELF_REFRESH) * i.idd6 +
        (i.idd5 - i.idd3n) * refreshing +
        of(SELF_ACTIVE) * i.idd3p0 +
        of(SELF_PRECHARGE) * i.idd2p0 +
        of(SELF_UP_ACTIVE) * i.idd3n +
        of(SELF_UP_PRECHARGE) * i.idd2n);
  }
  sum.total = Object.values(sum).reduce((a, b) => a + b, 0);
  return sum;
}
