/** What is placed together: single layers, or groups of layers that share a label. */
import { type Instance, layerCount } from './schedule.js';

/** Layers of each unit, ascending; units in the order of their first layers. */
export function unitsOf(instance: Instance): readonly (readonly number[])[] {
  const { groups } = instance;
  const layers = layerCount(instance);
  if (groups === undefined) return Array.from({ length: layers }, (_, layer) => [layer]);
  const units = new Map<number, number[]>();
  for (let layer = 0; layer < layers; layer++) {
    const label = groups[layer] as number;
    const members = units.get(label);
    if (members === undefined) units.set(label, [layer]);
    else members.push(layer);
  }
  return [...units.values()];
}

/** Puts the layers of a unit on a machine. */
export function placeUnit(assignment: Int32Array, members: readonly number[], machine: number): void {
  for (let i = 0; i < members.length; i++) assignment[members[i] as number] = machine;
}
