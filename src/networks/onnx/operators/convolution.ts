/** Conv and ConvTranspose over one or two spatial dimensions. */
import { integerOf, textOf } from '../attributes.js';
import type { OnnxNode } from '../model.js';
import type { Translation } from '../translation.js';
import { unsupported } from '../unsupported.js';
import { type Computed, product, shapeOf } from '../value.js';
import type { Converters } from './convert.js';
import { paddingOf, spatial, type Window, windowOf } from './window.js';

export const convolutions: Converters = {
  Conv: (node, translation) => {
    const value = map(node, translation);
    const weights = weightsOf(node, translation, value);
    const groups = integerOf(node, 'group', 1);
    const [outChannels = 1, perGroup = 1, ...kernel] = weights;
    if (perGroup * groups !== value.dims[1] || outChannels % groups !== 0) {
      throw unsupported(`${groups} groups of ${perGroup} channels do not make the ${value.dims[1]} channels it reads`);
    }
    const window = windowOf(node, value, kernel);
    const depthwise = groups > 1 && groups === value.dims[1] && groups === outChannels;
    const dims = [1, outChannels, ...window.out];
    return translation.emit(
      {
        op: depthwise ? 'dwconv2d' : 'conv2d',
        in: shapeOf(window.value.dims, 1),
        out: shapeOf(dims, 1),
        kernel: spatial(window.kernel),
        stride: spatial(window.strides),
        dilation: spatial(window.dilations),
        ...(depthwise ? {} : { groups }),
        ...paddingOf(window),
        norm: 'none',
        useBias: isBiased(node, translation),
      },
      [window.value],
      dims,
      1,
    );
  },

  ConvTranspose: (node, translation) => {
    const value = map(node, translation);
    const [inChannels = 1, outChannels = 1, ...kernel] = weightsOf(node, translation, value);
    if (integerOf(node, 'group', 1) !== 1)
      throw unsupported('the network format has no groups in transposed convolutions');
    if (inChannels !== value.dims[1])
      throw unsupported(`its weights take ${inChannels} channels, not ${value.dims[1]}`);
    const window = transposedWindow(node, value, kernel);
    const full = value.dims
      .slice(2)
      .map((size, i) => (size - 1) * at(window.strides, i) + (at(kernel, i) - 1) * at(window.dilations, i) + 1);
    const multiplied = value.dims.slice(2).map((size, i) => size * at(window.strides, i));
    const same = window.out.every((size, i) => size === multiplied[i]);
    if (!same && window.out.some((size, i) => size > at(full, i))) {
      throw unsupported(`it makes ${window.out.join('x')}, more than the ${full.join('x')} that its kernel reaches`);
    }
    const written = [1, outChannels, ...(same ? multiplied : full)];
    const result = translation.emit(
      {
        op: 'deconv2d',
        in: shapeOf(value.dims, 1),
        out: shapeOf(written, 1),
        kernel: spatial(kernel),
        stride: spatial(window.strides),
        dilation: spatial(window.dilations),
        padding: same ? 'same' : 'valid',
        norm: 'none',
        useBias: isBiased(node, translation),
      },
      [value],
      written,
      1,
    );
    const dims = [1, outChannels, ...window.out];
    if (product(dims) === product(written)) return result;
    // Pads cut the border of what the kernel reaches.
    return {
      ...result,
      dims,
      storage: { layer: undefined, elements: product(dims), pending: { op: 'slice', from: result.storage } },
    };
  },
};

/** Whether there is a bias; zeros made on the spot stand for none. */
function isBiased(node: OnnxNode, translation: Translation): boolean {
  const bias = translation.operand(node, 2);
  const made = bias?.kind === 'constant' && bias.filled === true;
  return bias !== undefined && !(made && bias.data?.every((value) => value === 0));
}

const at = (list: readonly number[], index: number): number => list[index] as number;

/** What a convolution reads: [1, C, L] or [1, C, H, W]. */
function map(node: OnnxNode, translation: Translation): Computed {
  const value = translation.computed(node, 0);
  const { dims } = value;
  if (dims.length !== 3 && dims.length !== 4)
    throw unsupported(`it works on ${dims.length - 2} spatial dimensions, not 1 or 2`);
  if (dims[0] !== 1) throw unsupported(`it reads a batch of ${dims[0]}; networks have batch 1`);
  return value;
}

function weightsOf(node: OnnxNode, translation: Translation, value: Computed): readonly number[] {
  const weights = translation.constant(node, 1, 'weight');
  if (weights === undefined) throw unsupported('it has no weights');
  if (weights.dims.length !== value.dims.length || weights.dims.some((size) => size < 1)) {
    throw unsupported(`its weights [${weights.dims.join(', ')}] do not fit an input [${value.dims.join(', ')}]`);
  }
  return weights.dims;
}

/** ConvTranspose-11: output = stride * (input - 1) + output_padding + (kernel - 1) * dilation + 1 - pads. */
function transposedWindow(
  node: OnnxNode,
  value: Computed,
  kernel: readonly number[],
): Pick<Window, 'out' | 'strides' | 'dilations'> {
  const rank = kernel.length;
  const list = (name: string, count: number, otherwise: number): readonly number[] => {
    const given = node.attributes.get(name)?.integers ?? [];
    return Array.from({ length: count }, (_, i) => given[i] ?? otherwise);
  };
  const strides = list('strides', rank, 1);
  const dilations = list('dilations', rank, 1);
  const pads = list('pads', 2 * rank, 0);
  const extra = list('output_padding', rank, 0);
  const given = node.attributes.get('output_shape')?.integers ?? [];
  const automatic = textOf(node, 'auto_pad', 'NOTSET').startsWith('SAME');
  const out = value.dims.slice(2).map((size, i) => {
    if (given.length > 0) return at(given, given.length - rank + i);
    if (automatic) return size * at(strides, i);
    return (
      at(strides, i) * (size - 1) +
      at(extra, i) +
      (at(kernel, i) - 1) * at(dilations, i) +
      1 -
      at(pads, i) -
      at(pads, i + rank)
    );
  });
  if ([...strides, ...dilations, ...out].some((size) => !(size >= 1)))
    throw unsupported(`it makes a map of ${out.join('x')}`);
  return { out, strides, dilations };
}
