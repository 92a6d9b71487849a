/** Assignment by list scheduling: layers by rank, each to the device on which it ends first (ties: the NPU). */
import { handoverNs, type LayerTimes } from './layer-times.js';
import { byRank, ranksOf } from './list-schedule.js';
import type { Assignment, DeviceName, System, Work } from './types.js';

export function byEarliestFinish(system: System, work: readonly Work[], times: readonly LayerTimes[]): Assignment {
  const mean = times.map(({ able, npuNs, residentNs, reloadedNs }) =>
    able ? (npuNs + Math.min(residentNs, reloadedNs(system.cim?.macros ?? 1))) / 2 : npuNs,
  );
  // Half of the handovers of two devices happen on average.
  const durations = work.map(
    (layer, i) => (mean[i] as number) + handoverNs(system, work, layer, 'cim', () => 'npu') / 2,
  );
  const ranks = ranksOf(
    work.map(({ index, inputs }) => ({ id: index, after: inputs })),
    durations,
  );
  const chosen = new Array<DeviceName | undefined>(work.length);
  const ends = new Float64Array(work.length);
  const freeAt: Record<DeviceName, number> = { npu: 0, cim: 0 };
  let free = system.cim?.macros ?? 0;
  for (const i of byRank(ranks)) {
    const layer = work[i] as Work;
    const time = times[i] as LayerTimes;
    const fits = time.arrays <= free;
    const endOn = (device: DeviceName, ns: number): number => {
      const ready = layer.inputs.reduce((latest, input) => Math.max(latest, ends[input] as number), freeAt[device]);
      return ready + handoverNs(system, work, layer, device, (input) => chosen[input]) + ns;
    };
    const npuEnd = endOn('npu', time.npuNs);
    const cimNs = fits ? Math.min(time.residentNs, time.reloadedNs(free)) : time.reloadedNs(free);
    const cimEnd = time.able ? endOn('cim', cimNs) : Number.POSITIVE_INFINITY;
    const device: DeviceName = cimEnd < npuEnd ? 'cim' : 'npu';
    if (device === 'cim' && fits) free -= time.arrays;
    chosen[i] = device;
    ends[i] = Math.min(npuEnd, cimEnd);
    freeAt[device] = ends[i] as number;
  }
  return chosen.map((device) => (device === 'cim' ? 1 : 0));
}
