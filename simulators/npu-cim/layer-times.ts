/** How long each layer takes on each device alone: what assignment policies compare. */
import { canRun, cimCost, onMacros, reloadNs } from './cim-device.js';
import { npuCost } from './npu-device.js';
import { switchNs } from './plan.js';
import { workingMacros } from './residency.js';
import type { Cost, DeviceName, System, Work } from './types.js';

export interface LayerTimes {
  /** The macros can run it. */
  readonly able: boolean;
  readonly npuNs: number;
  /** On macros that hold its weights; Infinity where they cannot run it. */
  readonly residentNs: number;
  /** Macros that its weights take. */
  readonly arrays: number;
  /** With its weights written first, when `free` macros are not pinned; Infinity where that may not be. */
  readonly reloadedNs: (free: number) => number;
}

export function layerTimes(system: System, work: readonly Work[], spilled: readonly number[]): LayerTimes[] {
  const { cim, sram, offChip } = system;
  const alone = (cost: Cost, spill: number): number =>
    Math.max(
      cost.computeNs,
      (cost.sramReadBytes + cost.sramWriteBytes) / sram.bytesPerNs,
      (cost.offChipBytes + spill) / offChip.bytesPerNs,
    );
  return work.map((layer) => {
    const spill = spilled[layer.index] as number;
    const npuNs = alone(npuCost(system.npu, layer), spill);
    const never = () => Number.POSITIVE_INFINITY;
    if (cim === undefined || !canRun(cim, layer)) {
      return { able: false, npuNs, residentNs: Number.POSITIVE_INFINITY, arrays: 0, reloadedNs: never };
    }
    const on = onMacros(cim, layer);
    const dynamic = layer.product?.needs === 'dynamicWeights';
    const source = dynamic ? sram.bytesPerNs : offChip.bytesPerNs;
    const reloaded = (free: number): number => {
      const macros = workingMacros(Math.max(1, free), cim.pingPong);
      return alone(cimCost(on, macros, 1), spill) + reloadNs(on.tiles, macros, source);
    };
    return {
      able: true,
      npuNs,
      residentNs: dynamic ? Number.POSITIVE_INFINITY : alone(cimCost(on, on.tiles.arrays, 1), spill),
      arrays: on.tiles.arrays,
      reloadedNs: cim.rewritable ? reloaded : never,
    };
  });
}

/** Handover of `layer` on `device` when each input comes from the device that `deviceOf` says; undefined: not known. */
export function handoverNs(
  system: System,
  work: readonly Work[],
  { inputs }: Work,
  device: DeviceName,
  deviceOf: (layer: number) => DeviceName | undefined,
): number {
  let bytes = 0;
  for (const input of inputs) {
    const from = deviceOf(input);
    if (from !== undefined && from !== device) bytes += (work[input] as Work).outBytes;
  }
  return bytes === 0 ? 0 : switchNs(system) + bytes / system.sram.bytesPerNs;
}
