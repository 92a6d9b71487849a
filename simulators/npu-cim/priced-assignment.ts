/**
 * Assignments for one layer after the other: a dynamic program over (layer, device), exact for chains. The macros that
 * layers share enter as a price per macro, bisected until what is chosen fits (Lagrangian relaxation).
 */
import { handoverNs, type LayerTimes } from './layer-times.js';
import type { Assignment, DeviceName, System, Work } from './types.js';

const BISECTIONS = 30;

/** The distinct assignments met during the bisection, from free macros to the highest price. */
export function pricedAssignments(system: System, work: readonly Work[], times: readonly LayerTimes[]): Assignment[] {
  const macros = system.cim?.macros ?? 0;
  const found = new Map<string, Assignment>();
  const at = (price: number): boolean => {
    const { assignment, arrays } = cheapest(system, work, times, price);
    found.set(assignment.join(), assignment);
    return arrays <= macros;
  };
  if (at(0)) return [...found.values()];
  let low = 0;
  let high = times.reduce((most, { npuNs }) => Math.max(most, npuNs), 0);
  for (let i = 0; i < BISECTIONS; i++) {
    const price = (low + high) / 2;
    if (at(price)) high = price;
    else low = price;
  }
  at(high);
  return [...found.values()];
}

interface State {
  readonly ns: number;
  /** Macros that resident layers take. */
  readonly arrays: number;
  readonly device: DeviceName;
  readonly before: State | undefined;
}

/** The least time with `price` ns charged for each macro that holds weights for good. */
function cheapest(system: System, work: readonly Work[], times: readonly LayerTimes[], price: number) {
  const macros = system.cim?.macros ?? 0;
  let states: State[] = [];
  for (const layer of work) {
    const time = times[layer.index] as LayerTimes;
    const options: { device: DeviceName; ns: number; arrays: number }[] = [
      { device: 'npu', ns: time.npuNs, arrays: 0 },
    ];
    if (time.able) {
      const resident = time.residentNs + price * time.arrays;
      const reloaded = time.reloadedNs(macros);
      options.push({ device: 'cim', ns: Math.min(resident, reloaded), arrays: resident <= reloaded ? time.arrays : 0 });
    }
    const next = options.map(({ device, ns, arrays }): State => {
      const arriving = states.map((before) => {
        // Of inputs further back only those that cannot be on the macros are known.
        const deviceOf = (input: number): DeviceName | undefined =>
          input === layer.index - 1 ? before.device : times[input]?.able ? undefined : 'npu';
        return { before, ns: before.ns + handoverNs(system, work, layer, device, deviceOf) };
      });
      const best = arriving.reduce((a, b) => (b.ns < a.ns ? b : a), arriving[0] ?? { before: undefined, ns: 0 });
      return { ns: best.ns + ns, arrays: (best.before?.arrays ?? 0) + arrays, device, before: best.before };
    });
    states = next;
  }
  const best = states.reduce((a, b) => (b.ns < a.ns ? b : a));
  return { assignment: pathOf(best), arrays: best.arrays };
}

function pathOf(last: State): Assignment {
  const path: number[] = [];
  for (let state: State | undefined = last; state !== undefined; state = state.before) {
    path.push(state.device === 'cim' ? 1 : 0);
  }
  return path.reverse();
}
