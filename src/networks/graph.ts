/** Checks of a network's edges. */
import { badRequest } from '../errors.js';
import type { Layer } from './network.js';

/**
 * Refuses a network with several sinks (unless `outputs` names them) or with layers that no output depends on (unless
 * `allowDead`). Without `outputs` the last layer is the output.
 */
export function checkGraph(
  layers: readonly Layer[],
  outputs: readonly number[] | undefined,
  allowDead: boolean,
  path: string,
): void {
  for (const [position, output] of (outputs ?? []).entries()) {
    if (output >= layers.length) {
      throw badRequest(`${path}/outputs/${position}`, `no layer ${output}; the network has ${layers.length} layers`);
    }
  }
  if (allowDead) return;
  if (outputs === undefined) {
    const sinks = sinksOf(layers);
    if (sinks.length > 1) {
      const named = sinks.length > 8 ? `${sinks.slice(0, 8).join(', ')}, ...` : sinks.join(', ');
      throw badRequest(
        `${path}/layers/${sinks[0]}`,
        `${sinks.length} layers are read by no other (${named}), but a network has one output; connect them, name them in 'outputs', or set 'allowDead'`,
      );
    }
    return;
  }
  const live = liveLayers(layers, outputs);
  const dead = layers.findIndex((_, index) => !live.has(index));
  if (dead >= 0) {
    throw badRequest(
      `${path}/layers/${dead}`,
      `no output depends on layer ${dead}; remove it, add it to 'outputs', or set 'allowDead'`,
    );
  }
}

/** Layers that no layer reads, ascending. */
export function sinksOf(layers: readonly Layer[]): number[] {
  const read = new Set(layers.flatMap((layer) => layer.inputs));
  return layers.flatMap((_, index) => (read.has(index) ? [] : [index]));
}

/** Layers that some output depends on (the last layer, where `outputs` is not given). */
export function liveLayers(layers: readonly Layer[], outputs: readonly number[] = [layers.length - 1]): Set<number> {
  const live = new Set(outputs);
  for (let index = layers.length - 1; index >= 0; index--) {
    if (!live.has(index)) continue;
    for (const source of layers[index]?.inputs ?? []) if (source >= 0) live.add(source);
  }
  return live;
}
