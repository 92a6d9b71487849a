/** Working memory of CMSIS-NN's int8 kernels (ARM-software/CMSIS-NN, the sizes its functions return, GCC build). */
import type { Layer } from '../../src/networks/index.js';
import { roundUp } from './round-up.js';
import type { KernelClass } from './types.js';

/** What the working memory of a layer depends on. */
export type ScratchLayer = Pick<Layer, 'op' | 'kernel' | 'in' | 'out' | 'padding' | 'padded_in' | 'dilation'>;

/** Bytes of scratch that `layer` needs. The figures of `helium` are read from the source and not verified. */
export function scratchBytes(layer: ScratchLayer, kernels: KernelClass): number {
  if (kernels === 'helium') return heliumBytes(layer);
  const { op, kernel = [1, 1], in: from, padding, padded_in: padded, dilation = [1, 1] } = layer;
  const [height, width] = kernel;
  // Rows and columns of padding on both sides together.
  const border =
    padding === 'explicit' && padded !== undefined ? Math.max(padded[0] - from[0], padded[1] - from[1]) : 0;
  switch (op) {
    case 'conv2d':
      return height === 1 && width === 1 && border === 0 ? 0 : 4 * roundUp(height * width * from[2], 4);
    case 'dwconv2d': {
      const fast = height === 3 && width === 3 && dilation[0] === 1 && dilation[1] === 1 && border <= 2;
      return kernels === 'none' || fast ? 0 : 2 * height * width * from[2];
    }
    case 'avgpool':
      return kernels === 'none' ? 0 : 4 * from[2];
    default:
      return 0;
  }
}

function heliumBytes({ op, kernel = [1, 1], in: from, out }: ScratchLayer): number {
  const window = kernel[0] * kernel[1];
  if (op === 'conv2d') return window === 1 ? 0 : 4 * 16 * Math.ceil((window * from[2]) / 16);
  if (op === 'dwconv2d') return 4 * 124 * window;
  return op === 'fc' ? 4 * out[2] : 0;
}
