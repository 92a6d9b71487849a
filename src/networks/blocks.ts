/** Building blocks that several families share. */
import type { NetworkBuilder } from './builder.js';
import type { Activation } from './network.js';

/** Nearest multiple of `divisor`, at least `divisor`, and never below 90 % of `value` (MobileNet reference code). */
export function makeDivisible(value: number, divisor = 8): number {
  const nearest = Math.max(divisor, Math.floor((value + divisor / 2) / divisor) * divisor);
  return nearest < 0.9 * value ? nearest + divisor : nearest;
}

/** Activations of the two convolutions of a squeeze-and-excite. */
export interface Gate {
  readonly reduce: Activation;
  readonly expand: Activation;
}

const mobileGate: Gate = { reduce: 'relu', expand: 'h_sigmoid' };

/**
 * Squeeze-and-excite (Hu et al. 2018, as in MobileNetV3): the map scaled channel by channel by a gate computed from
 * its average. Both convolutions have biases. Returns the handle of the scaled map.
 */
export function squeezeExcite(
  network: NetworkBuilder,
  map: number,
  reduced = makeDivisible(network.shape(map)[2] / 4),
  { reduce, expand }: Gate = mobileGate,
): number {
  const channels = network.shape(map)[2];
  network.globalPool(map);
  network.conv({ out: reduced, kernel: 1, act: reduce, role: 'seReduce' });
  const gate = network.conv({ out: channels, kernel: 1, act: expand, role: 'seExpand' });
  return network.mul(map, gate);
}

export interface InvertedResidual {
  readonly kernel: number;
  /** Channels of the depthwise convolution. */
  readonly mid: number;
  readonly out: number;
  readonly stride: number;
  /** Add the block's input to its output. */
  readonly residual: boolean;
  /** Whether there is a convolution that expands to `mid`. */
  readonly expands: boolean;
  /** Channels inside the squeeze-and-excite, or false without one. */
  readonly squeeze: number | false;
  readonly act: Activation;
  readonly gate?: Gate;
}

/** Inverted residual block (MobileNetV2): expand, depthwise, squeeze-and-excite, project, add. Returns its output. */
export function invertedResidual(network: NetworkBuilder, block: InvertedResidual): number {
  const { act } = block;
  const start = network.last;
  if (block.expands) network.conv({ out: block.mid, kernel: 1, act, norm: 'batch', role: 'expand' });
  network.dwconv({ kernel: block.kernel, stride: block.stride, act, norm: 'batch', role: 'depthwise' });
  if (block.squeeze !== false) squeezeExcite(network, network.last, block.squeeze, block.gate);
  const projected = network.conv({ out: block.out, kernel: 1, norm: 'batch', role: 'project' });
  return block.residual ? network.add(start, projected) : projected;
}
