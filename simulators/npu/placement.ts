/** Where the maps of a chain of operators lie: in SRAM while they fit it together, else the smaller one off chip. */
import { mapBytes } from './memory.js';
import { isElementwise } from './operator.js';
import type { NpuLayer, NpuMemorySystem, Place, Placement } from './types.js';

/** Bytes in SRAM while `layer` runs, were its maps there. */
export function liveBytes(layer: NpuLayer): number {
  return mapBytes(layer.inShape) * (isElementwise(layer) ? 2 : 1) + mapBytes(layer.outShape);
}

/**
 * Each operator reads what the one before it wrote; they agree on the place. The network's own input is off chip where
 * SRAM is limited.
 */
export function placements(layers: readonly NpuLayer[], { sramLimitBytes }: NpuMemorySystem): Placement[] {
  const maps = new Array<Place>(layers.length + 1).fill('sram');
  if (sramLimitBytes !== undefined) {
    maps[0] = 'offChip';
    for (const [i, layer] of layers.entries()) {
      if (liveBytes(layer) <= sramLimitBytes) continue;
      maps[mapBytes(layer.inShape) <= mapBytes(layer.outShape) ? i : i + 1] = 'offChip';
    }
  }
  return layers.map((_, i) => ({ input: maps[i] as Place, output: maps[i + 1] as Place, firstInput: i === 0 }));
}
