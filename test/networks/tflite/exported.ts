/** A network of the shared format as a TFLite file of int8 values, the way a converter writes it. */

import type { LayerNetwork } from '../../../simulators/mcu/index.js';
import type { Layer } from '../../../src/networks/index.js';
import { ModelWriter } from './model.js';

const fused: Readonly<Record<string, number>> = { none: 0, relu: 1, relu6: 3 };

/** @param pads a PAD before every convolution, as released files of MCUNet have it, also where it adds nothing */
export function exported(
  { input, layers }: LayerNetwork,
  pads: 'none' | 'all' = 'none',
): { file: Uint8Array; writer: ModelWriter } {
  const writer = new ModelWriter();
  const tensors = new Map<number, number>([[-1, writer.input([1, input.h, input.w, input.c])]]);
  let last = -1;
  for (const layer of layers) {
    const sources = layer.inputs.map((source) => tensors.get(source) as number);
    last = operatorOf(writer, layer, sources, pads);
    tensors.set(layer.i, last);
  }
  return { file: writer.bytes(last), writer };
}

function operatorOf(
  writer: ModelWriter,
  layer: Layer,
  [x = -1, y = -1]: readonly number[],
  pads: 'none' | 'all',
): number {
  const { op, kernel = [1, 1], stride = [1, 1], act, padding, out } = layer;
  const settings = {
    kernel,
    stride: stride[0],
    act: fused[act] ?? 0,
    padding: padding === 'valid' ? 'valid' : 'same',
  } as const;
  if (op === 'conv2d' || op === 'dwconv2d') {
    const [map, more] = pads === 'all' ? padded(writer, layer, x) : [x, settings];
    const slid = { ...settings, ...more };
    return op === 'conv2d' ? writer.conv(map, out[2], slid) : writer.depthwise(map, slid);
  }
  if (op === 'avgpool' || op === 'maxpool')
    return writer.pool(op === 'avgpool' ? 'AVERAGE_POOL_2D' : 'MAX_POOL_2D', x, settings);
  if (op === 'add') return writer.add(x, y, settings.act);
  if (op === 'softmax') return writer.node('SOFTMAX', [x], writer.dims(x));
  if (op === 'fc') return writer.fc(flat(writer, x), out[2]);
  throw new Error(`no writer for ${op}`);
}

/** Symmetric zeros of half a kernel, and a convolution without padding: the sides stay those of padding `same`. */
function padded(writer: ModelWriter, { kernel = [1, 1] }: Layer, x: number): [number, { padding: 'valid' }] {
  const [rows, columns] = [Math.floor(kernel[0] / 2), Math.floor(kernel[1] / 2)];
  return [writer.pad(x, [rows, rows, columns, columns]), { padding: 'valid' }];
}

function flat(writer: ModelWriter, x: number): number {
  const dims = writer.dims(x);
  return dims.length === 4 ? writer.reshape(x, [1, dims.reduce((a, b) => a * b, 1)]) : x;
}
