/** Which layers' weights stay in the macros from one inference to the next, and what the others have left. */
import { type CimDevice, computeNs, reloadNs } from './cim-device.js';
import { byWorth, type Item, knapsack, mostValue } from './knapsack.js';
import type { Residency, SystemViolation, WeightTiles } from './types.js';

/** Relative difference of times that are one. */
const EQUAL = 1e-12;

/** A layer's weights as residency sees them. */
export interface Tenant {
  readonly tiles: WeightTiles;
  /** Weights that are another map: never resident, and written from SRAM. */
  readonly dynamic: boolean;
}

export interface Residence {
  readonly resident: readonly boolean[];
  /** Times that each tenant's weights lie in the macros. */
  readonly copies: readonly number[];
  /** Macros that the layers which are not resident compute in. */
  readonly workMacros: number;
  readonly macrosUsed: number;
  readonly violations: readonly SystemViolation[];
}

/** Bytes per ns of the memories that weights come from. */
export interface Sources {
  readonly offChip: number;
  readonly sram: number;
}

/** Macros that work at a time when `free` are not pinned: with ping-pong half of them are being written. */
export const workingMacros = (free: number, pingPong: boolean): number =>
  pingPong && free >= 2 ? Math.floor(free / 2) : free;

export function residenceOf(
  tenants: readonly Tenant[],
  device: CimDevice,
  policy: Residency,
  sources: Sources,
): Residence {
  const { macros } = device;
  const whole = tenants.reduce((sum, { tiles }) => sum + tiles.arrays, 0);
  const allFit = whole <= macros && tenants.every(({ dynamic }) => !dynamic);
  if (!device.rewritable) return fixedResidence(tenants, macros, whole, policy);
  if (tenants.length === 0) return residence(tenants, [], macros, device);
  if (allFit && policy !== 'none')
    return residence(
      tenants,
      tenants.map(() => true),
      0,
      device,
    );
  if (policy === 'none')
    return residence(
      tenants,
      tenants.map(() => false),
      macros,
      device,
    );
  const pinned = policy === 'greedy' ? pinGreedily(tenants, device, sources) : pinOptimally(tenants, device, sources);
  const used = tenants.reduce((sum, { tiles }, i) => sum + (pinned[i] ? tiles.arrays : 0), 0);
  return residence(tenants, pinned, macros - used, device);
}

/** Cells that cannot be rewritten hold everything, or the system cannot run. */
function fixedResidence(tenants: readonly Tenant[], macros: number, whole: number, policy: Residency): Residence {
  const reloaded = policy === 'none' ? whole : Math.max(0, whole - macros);
  const resident = tenants.map(() => true);
  const fits = reloaded === 0;
  const violation = { name: 'nvmReload', value: policy === 'none' ? macros + whole : whole, limit: macros } as const;
  return {
    resident,
    copies: fits ? copiesOf(tenants, macros - whole) : tenants.map(() => 1),
    workMacros: 0,
    macrosUsed: Math.min(macros, whole),
    violations: fits || whole === 0 ? [] : [violation],
  };
}

function residence(
  tenants: readonly Tenant[],
  resident: readonly boolean[],
  free: number,
  { macros, pingPong }: CimDevice,
): Residence {
  const all = resident.every((stays) => stays);
  const used = tenants.reduce((sum, { tiles }, i) => sum + (resident[i] ? tiles.arrays : 0), 0);
  const copies = all ? copiesOf(tenants, macros - used) : tenants.map(() => 1);
  const copied = tenants.reduce((sum, { tiles }, i) => sum + ((copies[i] as number) - 1) * tiles.arrays, 0);
  return {
    resident,
    copies,
    workMacros: all ? 0 : workingMacros(free, pingPong),
    macrosUsed: tenants.length === 0 ? 0 : all ? used + copied : macros,
    violations: [],
  };
}

/** Spare macros hold further copies of the layer of largest compute time per macro, one copy at a time. */
function copiesOf(tenants: readonly Tenant[], spare: number): number[] {
  const copies = tenants.map(() => 1);
  const times = tenants.map(({ tiles }) => computeNs(tiles, tiles.arrays));
  for (;;) {
    let best = -1;
    let most = 0;
    for (const [i, { tiles }] of tenants.entries()) {
      const rate = (times[i] as number) / (copies[i] as number) / tiles.arrays;
      if (tiles.arrays > spare || rate <= most) continue;
      best = i;
      most = rate;
    }
    if (best < 0) return copies;
    copies[best] = (copies[best] as number) + 1;
    spare -= (tenants[best] as Tenant).tiles.arrays;
  }
}

const sourceOf = ({ dynamic }: Tenant, sources: Sources): number => (dynamic ? sources.sram : sources.offChip);

/** By reload time per macro, highest first, while they fit; one macro stays free for the others. */
function pinGreedily(tenants: readonly Tenant[], device: CimDevice, sources: Sources): boolean[] {
  const rate = tenants.map(
    (tenant) => reloadNs(tenant.tiles, device.macros, sourceOf(tenant, sources)) / tenant.tiles.arrays,
  );
  const order = tenants.map((_, i) => i).sort((a, b) => (rate[b] as number) - (rate[a] as number) || a - b);
  const pinned = tenants.map(() => false);
  let free = device.macros - 1;
  for (const i of order) {
    const { tiles, dynamic } = tenants[i] as Tenant;
    if (dynamic || tiles.arrays > free) continue;
    pinned[i] = true;
    free -= tiles.arrays;
  }
  return pinned;
}

/**
 * For every number of macros left free: the set whose residence saves the most time (a knapsack over the other macros).
 * Of these the one with the least total time: many free macros let what is not resident compute in fewer rounds. Ranges
 * of numbers that cannot beat the best of 1, 2, 4, ... are passed over whole.
 */
function pinOptimally(tenants: readonly Tenant[], device: CimDevice, sources: Sources): boolean[] {
  const { macros, pingPong } = device;
  const residentNs = tenants.map(({ tiles }) => computeNs(tiles, tiles.arrays));
  const known: Unpinned[] = [];
  const unpinned = (free: number): Unpinned => {
    const working = workingMacros(free, pingPong);
    const found = known[working] ?? withoutPins(tenants, residentNs, working, sources);
    known[working] = found;
    return found;
  };
  let pinned = tenants.map(() => false);
  let least = Number.POSITIVE_INFINITY;
  const attempt = (free: number): void => {
    const { totalNs, items } = unpinned(free);
    const chosen = knapsack(items, macros - free);
    const total = totalNs - items.reduce((sum, { value }, i) => sum + (chosen[i] ? value : 0), 0);
    if (total >= least * (1 - EQUAL)) return;
    least = total;
    pinned = chosen;
  };
  // More free macros never slow what is not pinned, and fewer leave more room: a bound for all between.
  const search = (low: number, high: number): void => {
    const { totalNs, dearest } = unpinned(high);
    if (totalNs - mostValue(dearest, macros - low) >= least * (1 - EQUAL)) return;
    if (low === high || totalNs === unpinned(low).totalNs) {
      attempt(low);
      return;
    }
    const middle = Math.floor((low + high) / 2);
    search(low, middle);
    search(middle + 1, high);
  };
  for (let free = 1; free < macros; free *= 2) attempt(free);
  attempt(macros);
  search(1, macros);
  return pinned;
}

/** All tenants written for each frame. */
interface Unpinned {
  readonly totalNs: number;
  /** Of each tenant: macros that it needs to be resident, and time that this saves. */
  readonly items: readonly Item[];
  /** By time saved per macro, highest first. */
  readonly dearest: readonly Item[];
}

function withoutPins(
  tenants: readonly Tenant[],
  residentNs: readonly number[],
  working: number,
  sources: Sources,
): Unpinned {
  let totalNs = 0;
  const items = tenants.map((tenant, i) => {
    const { tiles, dynamic } = tenant;
    const ns = computeNs(tiles, working) + reloadNs(tiles, working, sourceOf(tenant, sources));
    totalNs += ns;
    return { size: tiles.arrays, value: dynamic ? 0 : ns - (residentNs[i] as number) };
  });
  return { totalNs, items, dearest: byWorth(items) };
}
