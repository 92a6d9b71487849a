/** Defaults and limits of the controller's options. */
import { badRequest, CogymError } from '../../src/errors.js';
import { nearest } from '../../src/stats/nearest.js';
import { type DramController, type DramMode, dramChoices, dramModes } from './types.js';

/** What every mode but `archgym` starts from. */
export const dramDefaults: DramController = {
  pagePolicy: 'Open',
  scheduler: 'FrFcfs',
  schedulerBuffer: 'Bankwise',
  requestBufferSize: 8,
  commandMux: 'Oldest',
  responseQueue: 'Fifo',
  refreshPolicy: 'AllBank',
  refreshMaxPostponed: 0,
  refreshMaxPulledIn: 0,
  powerDownPolicy: 'NoPowerDown',
  arbiter: 'Simple',
  maxActiveTransactions: 128,
  thinkDelayForwardCycles: 1,
  thinkDelayBackwardCycles: 0,
  arbitrationDelayForwardCycles: 0,
  arbitrationDelayBackwardCycles: 0,
  phyDelayForwardCycles: 0,
  phyDelayBackwardCycles: 0,
};

const delay = [0, 1024] as const;
/** Least and greatest value of each option that is a number. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  requestBufferSize: [1, 1024],
  refreshMaxPostponed: [0, 64],
  refreshMaxPulledIn: [0, 64],
  maxActiveTransactions: [1, 65536],
  thinkDelayForwardCycles: delay,
  thinkDelayBackwardCycles: delay,
  arbitrationDelayForwardCycles: delay,
  arbitrationDelayBackwardCycles: delay,
  phyDelayForwardCycles: delay,
  phyDelayBackwardCycles: delay,
};

/** What DRAMSys has and this simulator has not. */
const unsupported: Readonly<Record<string, readonly string[]>> = {
  scheduler: ['GrpFrFcfs', 'GrpFrFcfsWm'],
  refreshPolicy: ['SameBank', 'Per2Bank'],
};

/**
 * All options, with the defaults of the mode for those not given.
 * @throws CogymError `badRequest` for an unknown option or value, `unsupported` for one that DRAMSys alone has
 */
export function controllerOf(given: Readonly<Partial<DramController>> | undefined, mode: DramMode): DramController {
  if (!dramModes.includes(mode)) {
    throw badRequest('/mode', `mode is one of ${dramModes.join(', ')}, not ${JSON.stringify(mode)}`);
  }
  const start: DramController = mode === 'archgym' ? { ...dramDefaults, thinkDelayForwardCycles: 0 } : dramDefaults;
  if (given === undefined) return start;
  for (const [name, value] of Object.entries(given)) checkOption(name, value);
  return { ...start, ...given };
}

function checkOption(name: string, value: unknown): void {
  const path = `/controller/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (Object.hasOwn(dramChoices, name)) {
    const allowed: readonly unknown[] = dramChoices[name as keyof typeof dramChoices];
    if (allowed.includes(value)) return;
    const message = `${name} is one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`;
    if (unsupported[name]?.includes(value as string)) throw new CogymError('unsupported', message, path);
    throw badRequest(path, message);
  }
  const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
  if (range !== undefined) {
    const [least, most] = range;
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
    throw badRequest(path, `${name} is an integer from ${least} to ${most}, not ${JSON.stringify(value)}`);
  }
  if (name === 'refreshManagement') throw new CogymError('unsupported', 'refresh management is not simulated', path);
  const near = nearest(name, Object.keys(dramDefaults)).join(', ');
  throw badRequest(path, `unknown option ${JSON.stringify(name)}; did you mean ${near}?`);
}
