/** Sliding windows of convolutions and pools: ONNX's pads, auto_pad and ceil_mode in the words of the network format. */
import type { LayerData } from '../../load-schema.js';
import type { Pair } from '../../network.js';
import { samePadding } from '../../shape.js';
import { integerOf, listOf, textOf } from '../attributes.js';
import type { OnnxNode } from '../model.js';
import { unsupported } from '../unsupported.js';
import { type Computed, shapeOf } from '../value.js';

export interface Window {
  /** What the window slides over, without pads that came as a node of their own. */
  readonly value: Computed;
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Rows and columns added before and after. */
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly out: readonly number[];
}

/** One spatial dimension is a map of height 1. */
export const spatial = ([first = 1, second]: readonly number[]): Pair =>
  second === undefined ? [1, first] : [first, second];

/** Window of a node over [1, C, spatial...] by the formulas of Conv-11 and MaxPool-12. */
export function windowOf(node: OnnxNode, map: Computed, kernel: readonly number[]): Window {
  const rank = map.dims.length - 2;
  const strides = listOf(node, 'strides', rank, 1);
  const dilations = listOf(node, 'dilations', rank, 1);
  if (kernel.length !== rank || [...kernel, ...strides, ...dilations].some((size) => size < 1)) {
    throw unsupported(
      `kernel [${kernel.join(', ')}] and strides [${strides.join(', ')}] do not fit [${map.dims.join(', ')}]`,
    );
  }
  const { value, begin: before, end: after } = withoutPad(map);
  const pads = listOf(node, 'pads', 2 * rank, 0);
  const automatic = textOf(node, 'auto_pad', 'NOTSET');
  const ceiled = integerOf(node, 'ceil_mode', 0) === 1;
  const begin: number[] = [];
  const end: number[] = [];
  const out: number[] = [];
  for (let i = 0; i < rank; i++) {
    const [size, side, stride, dilation] = [value.dims[i + 2], kernel[i], strides[i], dilations[i]] as [
      number,
      number,
      number,
      number,
    ];
    const padded = size + (before[i + 2] ?? 0) + (after[i + 2] ?? 0);
    let [low, high] = [pads[i] as number, pads[i + rank] as number];
    if (automatic === 'SAME_UPPER' || automatic === 'SAME_LOWER') {
      const total = samePadding(padded, side, stride, dilation);
      low = automatic === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
      high = total - low;
    } else if (automatic === 'VALID') [low, high] = [0, 0];
    const reach = (side - 1) * dilation + 1;
    const free = padded + low + high - reach;
    let count = Math.floor(free / stride) + 1;
    if (ceiled && free >= 0) {
      count = Math.ceil(free / stride) + 1;
      // A window that would start in the padding at the end is left out.
      if ((count - 1) * stride >= padded + low) count--;
      high += Math.max(0, (count - 1) * stride + reach - (padded + low + high));
    }
    if (!(count >= 1) || low < 0 || high < 0) {
      throw unsupported(`its window of ${reach} does not fit ${padded} positions with pads ${low} and ${high}`);
    }
    begin.push(low + (before[i + 2] ?? 0));
    end.push(high + (after[i + 2] ?? 0));
    out.push(count);
  }
  return { value, kernel, strides, dilations, begin, end, out };
}

/** The tensor inside a Pad that adds spatial positions only. */
function withoutPad(map: Computed): { value: Computed; begin: readonly number[]; end: readonly number[] } {
  const { pad } = map;
  const none = map.dims.map(() => 0);
  if (pad === undefined) return { value: map, begin: none, end: none };
  const inside = [pad.begin, pad.end].every(
    (side) => side[0] === 0 && side[1] === 0 && side.every((size) => size >= 0),
  );
  return inside ? pad : { value: map, begin: none, end: none };
}

/** `same` and `valid` where they say the same, else the padded shape. */
export function paddingOf({
  value,
  kernel,
  strides,
  dilations,
  begin,
  end,
}: Window): Pick<LayerData, 'padding' | 'padded_in'> {
  const sides = value.dims.slice(2);
  if ([...begin, ...end].every((size) => size === 0)) return { padding: 'valid' };
  const same = sides.every((size, i) => {
    const total = samePadding(size, kernel[i] as number, strides[i] as number, dilations[i] as number);
    return begin[i] === Math.floor(total / 2) && end[i] === total - Math.floor(total / 2);
  });
  if (same) return { padding: 'same' };
  const padded = sides.map((size, i) => size + (begin[i] as number) + (end[i] as number));
  return { padding: 'explicit', padded_in: shapeOf([1, value.dims[1] as number, ...padded], 1) };
}
