/**
 * Assignments for a stream of frames: the order of the network is cut into segments that alternate between the devices
 * so that neither gets too much. Pareto sets of (NPU load, CIM load) by layer and device, pruned.
 */
import { handoverNs, type LayerTimes } from './layer-times.js';
import type { Assignment, System, Work } from './types.js';

/** Loads kept per layer and device: those of lowest maximum. */
const KEPT = 256;

interface Load {
  readonly npuNs: number;
  readonly cimNs: number;
  readonly onCim: boolean;
  readonly before: Load | undefined;
}

/** @param resident whether each layer's weights stay in the macros when all layers that can are there */
export function balancedAssignment(
  system: System,
  work: readonly Work[],
  times: readonly LayerTimes[],
  resident: readonly boolean[],
): Assignment {
  const macros = system.cim?.macros ?? 0;
  let loads: Load[] = [];
  for (const layer of work) {
    const time = times[layer.index] as LayerTimes;
    const cimNs = resident[layer.index] ? time.residentNs : time.reloadedNs(macros);
    const choices = time.able && cimNs < Number.POSITIVE_INFINITY ? [false, true] : [false];
    loads = choices.flatMap((onCim) =>
      pruned(
        loads.length === 0
          ? [loaded(undefined, onCim, time.npuNs, cimNs, 0)]
          : loads.map((before) => {
              const device = onCim ? 'cim' : 'npu';
              const from = before.onCim ? 'cim' : 'npu';
              const handover = handoverNs(system, work, layer, device, (input) =>
                input === layer.index - 1 ? from : times[input]?.able ? undefined : 'npu',
              );
              return loaded(before, onCim, time.npuNs, cimNs, handover);
            }),
      ),
    );
  }
  return pathOf(loads.reduce((a, b) => (Math.max(b.npuNs, b.cimNs) < Math.max(a.npuNs, a.cimNs) ? b : a)));
}

/** A handover keeps both devices busy. */
const loaded = (before: Load | undefined, onCim: boolean, npuNs: number, cimNs: number, handover: number): Load => ({
  npuNs: (before?.npuNs ?? 0) + handover + (onCim ? 0 : npuNs),
  cimNs: (before?.cimNs ?? 0) + handover + (onCim ? cimNs : 0),
  onCim,
  before,
});

/** The loads that no other beats on both devices, at most {@link KEPT}. */
function pruned(loads: readonly Load[]): Load[] {
  const sorted = [...loads].sort((a, b) => a.npuNs - b.npuNs || a.cimNs - b.cimNs);
  let least = Number.POSITIVE_INFINITY;
  const front = sorted.filter(({ cimNs }) => {
    if (cimNs >= least) return false;
    least = cimNs;
    return true;
  });
  if (front.length <= KEPT) return front;
  return front.sort((a, b) => Math.max(a.npuNs, a.cimNs) - Math.max(b.npuNs, b.cimNs)).slice(0, KEPT);
}

function pathOf(last: Load): Assignment {
  const path: number[] = [];
  for (let load: Load | undefined = last; load !== undefined; load = load.before) path.push(load.onCim ? 1 : 0);
  return path.reverse();
}
