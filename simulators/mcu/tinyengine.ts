/**
 * TinyEngine's memory scheduler (mit-han-lab/tinyengine, commit 47bb283): tensors, in-place depthwise convolutions and
 * working buffers.
 */
import type { Layer } from '../../src/networks/index.js';
import { Arena, type BufferKind } from './arena.js';
import { type Operations, outputBytes } from './operations.js';
import { roundUp } from './round-up.js';
import type { Reason } from './types.js';

/** A tensor before aliasing. */
export interface Tensor {
  readonly kind: BufferKind;
  /** Layer that writes it, or -1. */
  readonly owner: number;
  readonly sizeBytes: number;
  readonly first: number;
  last: number;
}

/** Tensors in creation order, and who reads and writes them; op k is `layers[k]`. */
export interface TensorGraph {
  readonly layers: readonly Layer[];
  readonly tensors: readonly Tensor[];
  /** Tensors read by each op. */
  readonly reads: readonly (readonly number[])[];
  /** Tensor written by each op. */
  readonly writes: readonly number[];
  /** Sides of each op's input, for its working buffer. */
  readonly inputSides: (op: number) => readonly [height: number, width: number];
  /** Ops of depthwise convolutions whose input is allocated only there, so that the tool gives both a buffer. */
  readonly separate: (op: number) => boolean;
}

export interface TinyEnginePlan {
  readonly arena: Arena;
  readonly arenaBytes: number;
  readonly im2colBytes: number;
  readonly kernelBufferBytes: number;
  readonly reasons: readonly Reason[];
}

/** Layer by layer. */
export function planLayers(operations: Operations, inPlace: boolean): TinyEnginePlan {
  const { layers, inputs, outputs, inputBytes } = operations;
  const end = layers.length - 1;
  const tensors: Tensor[] = [{ kind: 'input', owner: -1, sizeBytes: inputBytes, first: 0, last: 0 }];
  for (let k = 0; k <= end; k++) {
    const layer = layers[k] as Layer;
    const last = outputs.has(k) ? end : k;
    tensors.push({ kind: 'layer', owner: layer.i, sizeBytes: outputBytes(layer), first: k, last });
  }
  const reads = inputs.map((sources) => sources.map((source) => source + 1));
  extendToReaders(tensors, reads);
  return planGraph(
    {
      layers,
      tensors,
      reads,
      writes: layers.map((_, k) => k + 1),
      inputSides: (op) => (layers[op] as Layer).in as unknown as readonly [number, number],
      separate: (op) => op === 0,
    },
    inPlace,
  );
}

/** Lets every tensor live until its last reader. */
export function extendToReaders(tensors: readonly Tensor[], reads: readonly (readonly number[])[]): void {
  for (let op = 0; op < reads.length; op++) {
    for (const tensor of reads[op] as readonly number[]) {
      const read = tensors[tensor] as Tensor;
      if (op > read.last) read.last = op;
    }
  }
}

/** Aliases, places and adds the working buffers. */
export function planGraph(graph: TensorGraph, inPlace: boolean): TinyEnginePlan {
  const { tensors } = graph;
  const reasons: Reason[] = [];
  const roots = tensors.map((_, i) => i);
  const last = tensors.map((tensor) => tensor.last);
  const shrinkOps = new Array<number>(tensors.length).fill(-1);
  if (inPlace) alias(graph, roots, last, shrinkOps, reasons);
  const arena = new Arena();
  for (let i = 0; i < tensors.length; i++) {
    if (roots[i] !== i) continue;
    const { kind, owner, sizeBytes, first } = tensors[i] as Tensor;
    arena.add(kind, owner, roundUp(sizeBytes, 4), first, last[i] as number, shrinkOps[i] as number);
  }
  return { arena, arenaBytes: arena.place('earlierFirst'), ...workingBuffers(graph), reasons };
}

function alias(graph: TensorGraph, roots: number[], last: number[], shrinkOps: number[], reasons: Reason[]): void {
  const { layers, tensors, reads, writes } = graph;
  for (let op = 0; op < layers.length; op++) {
    const layer = layers[op] as Layer;
    if (layer.op !== 'dwconv2d') continue;
    const source = (reads[op] as readonly number[])[0] as number;
    const output = writes[op] as number;
    const root = roots[source] as number;
    if (graph.separate(op)) {
      const shared = Math.max(last[source] as number, last[output] as number);
      last[source] = shared;
      last[output] = shared;
      continue;
    }
    const fits = (tensors[output] as Tensor).sizeBytes <= (tensors[root] as Tensor).sizeBytes;
    if ((tensors[source] as Tensor).last > op || !fits) {
      reasons.push({ code: 'inPlaceRefused', layer: layer.i });
      continue;
    }
    roots[output] = root;
    last[root] = Math.max(last[root] as number, last[output] as number);
    if (layer.stride?.[0] === 2 && layer.stride[1] === 2) shrinkOps[root] = op;
  }
}

/** Largest im2col buffer, and largest re-ordered kernel, of any op. */
function workingBuffers({ layers, inputSides }: TensorGraph): { im2colBytes: number; kernelBufferBytes: number } {
  let im2colBytes = 0;
  let kernelBufferBytes = 0;
  for (let op = 0; op < layers.length; op++) {
    const { op: kind, kernel = [1, 1], in: from, weights } = layers[op] as Layer;
    let bytes = 0;
    if (kind === 'conv2d') {
      bytes = 4 * kernel[0] * kernel[1] * from[2];
      if (kernel[0] > 1 && 2 * weights > kernelBufferBytes) kernelBufferBytes = 2 * weights;
    } else if (kind === 'fc') bytes = 4 * from[0] * from[1] * from[2];
    else if (kind === 'dwconv2d') {
      const [height, width] = inputSides(op);
      const border = 2 * Math.floor(kernel[0] / 2);
      bytes = 2 * (height + border) * (width + border);
    }
    if (bytes > im2colBytes) im2colBytes = bytes;
  }
  return { im2colBytes, kernelBufferBytes };
}
