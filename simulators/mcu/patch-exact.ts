/**
 * Tiled inference, our own schedule: the stage runs once per tile with borders clipped, each tile's result is copied
 * into the stage output, and the rest runs layer by layer.
 */
import { CogymError } from '../../src/errors.js';
import type { Layer } from '../../src/networks/index.js';
import type { Halo } from './halo.js';
import { type Operations, outputBytes, sizedBytes } from './operations.js';
import { extendToReaders, planGraph, type Tensor, type TinyEnginePlan } from './tinyengine.js';

/** @throws CogymError `splitCrossesResidual` where a later layer needs a tensor of which only tiles exist */
export function checkSplit({ layers, inputs, outputs }: Operations, split: number): void {
  for (let k = split; k < layers.length; k++) {
    for (const source of inputs[k] as readonly number[]) {
      if (source >= split - 1) continue;
      const what = source < 0 ? "the network's input" : `layer ${(layers[source] as Layer).i}`;
      throw crossing(`layer ${(layers[k] as Layer).i} after the split reads ${what}, of which only tiles exist`);
    }
  }
  for (const output of outputs)
    if (output < split - 1) throw crossing(`output ${output} of the network exists in tiles only`);
}

const crossing = (what: string): CogymError =>
  new CogymError('splitCrossesResidual', `${what}; split after the end of a residual block`, '/schedule/splitIndex');

/** The stage is ops 0 to split - 1; `halo` are its tiles. */
export function planPatches(
  operations: Operations,
  split: number,
  halo: Halo,
  inPlace: boolean,
  inputChannels: number,
  inputSource: 'external' | 'sram',
): TinyEnginePlan {
  const { layers, inputs, outputs, inputBytes } = operations;
  const { heights, widths } = halo;
  const end = layers.length - 1;
  const side = (tensor: number) => [heights[tensor] as number, widths[tensor] as number] as const;
  const stageEnd = outputs.has(split - 1) ? end : 0;
  const tensors: Tensor[] = [
    { kind: 'stage output', owner: -1, sizeBytes: outputBytes(layers[split - 1] as Layer), first: 0, last: stageEnd },
  ];
  if (inputSource === 'sram') {
    tensors.push({ kind: 'image', owner: -1, sizeBytes: inputBytes, first: 0, last: split - 1 });
  }
  const [tileHeight, tileWidth] = side(0);
  const tileBytes = Math.ceil((tileHeight * tileWidth * inputChannels * (layers[0]?.bits ?? 8)) / 8);
  const tile = tensors.push({ kind: 'tile input', owner: -1, sizeBytes: tileBytes, first: 0, last: 0 }) - 1;
  const writes: number[] = [];
  for (let k = 0; k <= end; k++) {
    const layer = layers[k] as Layer;
    const [height, width] = k < split ? side(k + 1) : [layer.out[0], layer.out[1]];
    const last = k >= split && outputs.has(k) ? end : k;
    writes.push(
      tensors.push({ kind: 'layer', owner: layer.i, sizeBytes: sizedBytes(layer, height, width), first: k, last }) - 1,
    );
  }
  const reads = inputs.map((sources, k) =>
    sources.map((source) => (k >= split && source === split - 1 ? 0 : source < 0 ? tile : (writes[source] as number))),
  );
  extendToReaders(tensors, reads);
  return planGraph(
    {
      layers,
      tensors,
      reads,
      writes,
      inputSides: (op) => {
        const layer = layers[op] as Layer;
        return op < split ? side(((inputs[op] as readonly number[])[0] as number) + 1) : [layer.in[0], layer.in[1]];
      },
      separate: () => false,
    },
    inPlace,
  );
}
