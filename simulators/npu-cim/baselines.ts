/** Assignments by rule. */
import { canRun } from './cim-device.js';
import { handoverNs, type LayerTimes } from './layer-times.js';
import type { Assignment, DeviceName, System, Work } from './types.js';

export const onNpu = (work: readonly Work[]): Assignment => work.map(() => 0);

/** All that the macros can run. */
export const onCim = ({ cim }: System, work: readonly Work[]): Assignment =>
  work.map((layer) => (canRun(cim, layer) ? 1 : 0));

/** Pointwise convolutions and linear layers on the macros; windows, products of maps and vector work on the NPU. */
export const byKind = ({ cim }: System, work: readonly Work[]): Assignment =>
  work.map((layer) => (layer.pointwise && canRun(cim, layer) ? 1 : 0));

/** Layer by layer the cheaper device, with its handover, and its reload once the macros are full. */
export function greedily(system: System, work: readonly Work[], times: readonly LayerTimes[]): Assignment {
  const chosen: DeviceName[] = [];
  let free = system.cim?.macros ?? 0;
  for (const layer of work) {
    const time = times[layer.index] as LayerTimes;
    const handover = (device: DeviceName) => handoverNs(system, work, layer, device, (input) => chosen[input]);
    const fits = time.arrays <= free && time.residentNs < Number.POSITIVE_INFINITY;
    const cimNs = handover('cim') + (fits ? time.residentNs : time.reloadedNs(free));
    const onMacros = time.able && cimNs < handover('npu') + time.npuNs;
    chosen.push(onMacros ? 'cim' : 'npu');
    if (onMacros && fits) free -= time.arrays;
  }
  return chosen.map((device) => (device === 'cim' ? 1 : 0));
}
