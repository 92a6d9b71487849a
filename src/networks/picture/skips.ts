/** Edges of a network that pass over layers, each in a lane of its own where they run side by side. */
import type { Layer } from '../network.js';

export interface Skip {
  /** Index of the layer read; -1 is the network's input. */
  readonly from: number;
  readonly to: number;
  /** 0 is the lane beside the layers; edges of one lane do not overlap. */
  readonly lane: number;
}

/** Edges other than the one from the layer before, shorter ones in lanes nearer to the layers. */
export function skipsOf(layers: readonly Layer[]): Skip[] {
  const edges = layers.flatMap(({ i, inputs }) =>
    [...new Set(inputs)].filter((source) => source !== i - 1).map((from) => ({ from, to: i })),
  );
  edges.sort((a, b) => a.to - a.from - (b.to - b.from) || a.from - b.from);
  const lanes: { from: number; to: number }[][] = [];
  return edges.map((edge) => {
    // Ends may touch: a layer that one edge reaches may be where the next one starts.
    const free = lanes.findIndex((lane) => lane.every(({ from, to }) => edge.to <= from || edge.from >= to));
    const lane = free < 0 ? lanes.push([]) - 1 : free;
    lanes[lane]?.push(edge);
    return { ...edge, lane };
  });
}
