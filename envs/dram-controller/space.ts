/** The parameters of a memory controller, declared once: presets are subsets of their values. */
import type { DramAddressMaps, DramDevice } from '../../hwtemplates/index.js';
import { dramDefaults } from '../../simulators/dram/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { categorical, integer, ordinal, type Parameter } from '../../src/design/parameter.js';
import type { Partition } from '../../src/design/partition.js';

export const parameterSets = ['extended', 'archgym-rl', 'archgym-27m'] as const;
export type ParameterSet = (typeof parameterSets)[number];

/** Parameters of a design that are options of the controller; the address map is another field of a request. */
export const controllerParameters = [
  'pagePolicy',
  'scheduler',
  'schedulerBuffer',
  'requestBufferSize',
  'responseQueue',
  'refreshPolicy',
  'refreshMaxPostponed',
  'refreshMaxPulledIn',
  'arbiter',
  'maxActiveTransactions',
  'commandMux',
  'powerDownPolicy',
] as const;
type ControllerParameter = (typeof controllerParameters)[number];

const group = 'controller';
const powersTo128 = [1, 2, 4, 8, 16, 32, 64, 128];

const descriptions: Readonly<Record<ControllerParameter, string>> = {
  pagePolicy: 'when a row is closed',
  scheduler: 'which request of a bank is served next',
  schedulerBuffer: 'what the buffer size counts: requests of a bank, reads and writes apart, or all',
  requestBufferSize: 'requests; with ReadWrite for each of the two',
  responseQueue: 'answers in order of issue or of the requests',
  refreshPolicy: 'all banks of a rank together, one bank at a time, or never',
  refreshMaxPostponed: 'refresh intervals that a refresh may be late',
  refreshMaxPulledIn: 'refresh intervals that a refresh may be early',
  arbiter: 'how requests wait for the controller, and in which order answers leave',
  maxActiveTransactions: 'requests between arbiter and answer; the arbiter Simple ignores it',
  commandMux: 'the command of the oldest request first, or columns strictly in order',
  powerDownPolicy: 'an idle rank stays awake, or powers down by and by',
};

/**
 * The design space: ArchGym's ten parameters, in `extended` three more. Agents and vector actions follow its order. Its
 * default design, the baseline, is the simulator's default controller with refresh limits at the least value there is.
 */
export function controllerSpace(set: ParameterSet, device: DramDevice, maps: DramAddressMaps['maps']): DesignSpace {
  const common = commonParameters(set, set === 'extended' && device.refresh_interval_cycles.perBank !== null);
  if (set !== 'extended') return new DesignSpace(common);
  return new DesignSpace([
    ...common,
    choice('commandMux', ['Oldest', 'Strict']),
    choice('powerDownPolicy', ['NoPowerDown', 'Staggered']),
    categorical('addressMap', Object.keys(maps), {
      group,
      default: 'rbc',
      description: 'which address bits are row, bank and column',
    }),
  ]);
}

function commonParameters(set: ParameterSet, perBank: boolean): Parameter[] {
  const isLarge = set === 'archgym-27m';
  const refreshLimit = (name: 'refreshMaxPostponed' | 'refreshMaxPulledIn') =>
    isLarge ? range(name, 1, 8) : steps(name, set === 'extended' ? [0, 1, 2, 4, 8] : [1, 2, 4, 8]);
  return [
    choice('pagePolicy', ['Open', 'OpenAdaptive', 'Closed', 'ClosedAdaptive']),
    choice('scheduler', ['Fifo', 'FrFcfsGrp', 'FrFcfs']),
    choice('schedulerBuffer', ['Bankwise', 'ReadWrite', 'Shared']),
    isLarge ? range('requestBufferSize', 1, 8) : steps('requestBufferSize', powersTo128),
    choice('responseQueue', ['Fifo', 'Reorder']),
    choice('refreshPolicy', ['NoRefresh', 'AllBank', ...(perBank ? ['PerBank'] : [])]),
    refreshLimit('refreshMaxPostponed'),
    refreshLimit('refreshMaxPulledIn'),
    choice('arbiter', ['Simple', 'Fifo', 'Reorder']),
    isLarge ? range('maxActiveTransactions', 1, 128) : steps('maxActiveTransactions', powersTo128),
  ];
}

function choice(name: ControllerParameter, values: readonly string[]): Parameter {
  return categorical(name, values, { group, default: dramDefaults[name], description: descriptions[name] });
}

function steps(name: ControllerParameter, values: readonly number[]): Parameter {
  return ordinal(name, values, { group, default: numberDefault(name, values[0]), description: descriptions[name] });
}

function range(name: ControllerParameter, low: number, high: number): Parameter {
  return integer(name, low, high, { group, default: numberDefault(name, low), description: descriptions[name] });
}

function numberDefault(name: ControllerParameter, least = 0): number {
  return Math.max(least, dramDefaults[name] as number);
}

/** The controller's parts, one agent each: page policy, scheduler, queues, refresh and, in `extended`, the rest. */
export function perSubsystem(space: DesignSpace): Partition {
  const parts: Partition = {
    pagePolicy: ['pagePolicy'],
    scheduler: ['scheduler', 'commandMux'],
    queues: ['schedulerBuffer', 'requestBufferSize', 'responseQueue', 'arbiter', 'maxActiveTransactions'],
    refresh: ['refreshPolicy', 'refreshMaxPostponed', 'refreshMaxPulledIn'],
    powerDown: ['powerDownPolicy'],
    addressMap: ['addressMap'],
  };
  const present = Object.entries(parts).map(([agent, names]) => [
    agent,
    names.filter((name) => space.names.includes(name)),
  ]);
  return Object.fromEntries(present.filter(([, names]) => names?.length !== 0)) as Partition;
}
