/** Layers written by an importer, without those that no output depends on. */
import { liveLayers } from './graph.js';
import type { LayerData } from './load-schema.js';
import type { Operator, Shape } from './network.js';

/** A layer as it goes to the loader, which checks it and counts it. */
export type LayerDraft = { -readonly [K in keyof LayerData]: LayerData[K] } & {
  op: Operator;
  inputs: number[];
  out: Shape;
};

/** Layers that no output depends on go (they computed shapes or masks), and the others are numbered anew. */
export function withoutDead(
  layers: readonly LayerDraft[],
  handles: readonly number[],
): { layers: LayerDraft[]; outputs: number[] } {
  const live = liveLayers(layers as unknown as Parameters<typeof liveLayers>[0], handles);
  const position = new Map<number, number>([[-1, -1]]);
  const kept: LayerDraft[] = [];
  for (const [index, layer] of layers.entries()) {
    if (!live.has(index)) continue;
    position.set(index, kept.length);
    kept.push({ ...layer, inputs: layer.inputs.map((source) => position.get(source) as number) });
  }
  return { layers: kept, outputs: handles.map((handle) => position.get(handle) as number) };
}
