/**
 * Tiled inference as TinyEngine's patch tool counts it (commit 47bb283), mistakes included: tiles that ignore the
 * borders, additions that keep their full size, a stage output that nothing reads, MACs of one tile only.
 */
import type { Layer } from '../../src/networks/index.js';
import { type Operations, outputBytes, sizedBytes } from './operations.js';
import { extendToReaders, planGraph, type Tensor, type TinyEnginePlan } from './tinyengine.js';

export interface ToolPatchPlan extends TinyEnginePlan {
  readonly tileInputHeight: number;
  readonly tileInputWidth: number;
  readonly macsOnePatchPlusRest: number;
}

/** The stage is ops 0 to split - 1. */
export function planPatchesAsTool(
  operations: Operations,
  split: number,
  patches: number,
  inPlace: boolean,
  inputChannels: number,
): ToolPatchPlan {
  const { layers, inputs } = operations;
  const end = layers.length - 1;
  const sides = tileSides(layers, split, patches);
  const [tileInputHeight, tileInputWidth] = sides[0] as Sides;
  const tileBytes = Math.ceil((tileInputHeight * tileInputWidth * inputChannels * (layers[0]?.bits ?? 8)) / 8);
  const tensors: Tensor[] = [{ kind: 'tile input', owner: -1, sizeBytes: tileBytes, first: 0, last: 0 }];
  const writes: number[] = [];
  let cut = 0;
  for (let k = 0; k <= end; k++) {
    const layer = layers[k] as Layer;
    if (k === split) {
      // The tool loses the link to the reader, and finds it again only for an in-place depthwise convolution.
      const last = inPlace && layer.op === 'dwconv2d' ? k : end;
      cut = tensors.push({ kind: 'stage output', owner: -1, sizeBytes: fullInput(operations, k), first: 0, last }) - 1;
    }
    const [height, width] = k < split ? (sides[k + 1] as Sides) : [layer.out[0], layer.out[1]];
    const sizeBytes = layer.op === 'add' ? outputBytes(layer) : sizedBytes(layer, height, width);
    writes.push(tensors.push({ kind: 'layer', owner: layer.i, sizeBytes, first: k, last: k }) - 1);
  }
  const reads = inputs.map((sources, k) =>
    sources.map((source, position) =>
      k === split && position === 0 ? cut : source < 0 ? 0 : (writes[source] as number),
    ),
  );
  const read = new Set(reads.flat());
  writes.forEach((tensor, k) => {
    const aliased = inPlace && layers[k]?.op === 'dwconv2d';
    if (k > 0 && !aliased && !read.has(tensor)) (tensors[tensor] as Tensor).last = end;
  });
  extendToReaders(tensors, reads);
  const plan = planGraph(
    {
      layers,
      tensors,
      reads,
      writes,
      inputSides: (op) => (op < split ? (sides[op] as Sides) : ((layers[op] as Layer).in as unknown as Sides)),
      separate: (op) => op === 0 || op === split,
    },
    inPlace,
  );
  return { ...plan, tileInputHeight, tileInputWidth, macsOnePatchPlusRest: onePatch(layers, split, sides) };
}

type Sides = readonly [height: number, width: number];

/** Sides of the tile before op 0, and after each op of the stage: backwards without borders, then forwards. */
function tileSides(layers: readonly Layer[], split: number, patches: number): Sides[] {
  const [h, w] = (layers[split] as Layer).in;
  let height = Math.floor(h / patches);
  let width = Math.floor(Math.max(h, w) / patches);
  for (let k = split - 1; k >= 0; k--) {
    const { op, kernel = [1, 1], stride = [1, 1] } = layers[k] as Layer;
    if (op !== 'conv2d' && op !== 'dwconv2d') continue;
    const window = Math.max(kernel[0], kernel[1]);
    height = (height - 1) * stride[0] + window;
    width = (width - 1) * stride[1] + window;
  }
  const sides: Sides[] = [[height, width]];
  for (let k = 0; k < split; k++) {
    const { op, kernel = [1, 1], stride = [1, 1] } = layers[k] as Layer;
    if (op === 'conv2d' || op === 'dwconv2d') {
      height = Math.ceil((height - kernel[0] + 1) / stride[0]);
      width = Math.ceil((width - kernel[1] + 1) / stride[1]);
    }
    sides.push([height, width]);
  }
  return sides;
}

/** Bytes of the first input of op k, untiled. */
function fullInput({ layers, inputs, inputBytes }: Operations, k: number): number {
  const source = (inputs[k] as readonly number[])[0] as number;
  return source < 0 ? inputBytes : outputBytes(layers[source] as Layer);
}

/** MACs of one tile of the stage and of the rest, additions counted per element. */
function onePatch(layers: readonly Layer[], split: number, sides: readonly Sides[]): number {
  let macs = 0;
  for (let k = 0; k < layers.length; k++) {
    const { op, macs: own, out } = layers[k] as Layer;
    const area = out[0] * out[1];
    const [height, width] = k < split ? (sides[k + 1] as Sides) : [out[0], out[1]];
    macs += op === 'add' ? height * width * out[2] : (own / area) * (height * width);
  }
  return macs;
}
