/** Transformer blocks (Vaswani et al., NeurIPS 2017) of the layers of the network format. */
import { badRequest } from '../errors.js';
import type { NetworkBuilder } from './builder.js';
import type { Activation } from './network.js';
import { volume } from './shape.js';

export interface TransformerBlock {
  /** Attention heads; they divide the width and `keyWidth`. */
  readonly heads: number;
  /** Channels of queries and keys over all heads; default: the width. */
  readonly keyWidth?: number;
  /** Channels inside the MLP. */
  readonly hidden: number;
  readonly act: Activation;
  /** Where the normalisations are: before each half (ViT) or after its residual addition (BERT). */
  readonly norm: 'before' | 'after';
  /**
   * Linear attention (Katharopoulos et al., ICML 2020): keys times values first, so that the cost grows with the
   * number of tokens instead of its square. The softmax then goes over the queries.
   */
  readonly linear?: boolean;
}

/** Attention and MLP with their residual additions, reading the layer appended last. Returns the block's output. */
export function transformerBlock(network: NetworkBuilder, block: TransformerBlock): number {
  const start = network.last;
  const before = block.norm === 'before';
  const attended = network.add(start, attention(network, before ? network.layernorm() : start, block));
  const middle = before ? attended : network.layernorm();
  if (before) network.layernorm();
  network.fc({ out: block.hidden, perPosition: true, act: block.act, role: 'mlp1' });
  const mapped = network.fc({ out: network.shape(start)[2], perPosition: true, role: 'mlp2' });
  const sum = network.add(middle, mapped);
  return before ? sum : network.layernorm({}, sum);
}

function attention(
  network: NetworkBuilder,
  from: number,
  { heads, linear = false, ...block }: TransformerBlock,
): number {
  const shape = network.shape(from);
  const width = shape[2];
  const { keyWidth = width } = block;
  if (width % heads !== 0 || keyWidth % heads !== 0) {
    throw badRequest('', `${heads} heads must divide the width, ${width}, and that of the keys, ${keyWidth}`);
  }
  const tokens = volume(shape) / width;
  const [dk, dv] = [keyWidth / heads, width / heads];
  const query = network.fc({ out: keyWidth, perPosition: true, role: 'query' }, from);
  const key = network.fc({ out: keyWidth, perPosition: true, role: 'key' }, from);
  const value = network.fc({ out: width, perPosition: true, role: 'value' }, from);
  if (linear) {
    const state = network.matmul({ batch: heads, m: dk, k: tokens, n: dv, role: 'score' }, key, value);
    const weights = network.softmax(query);
    network.matmul({ batch: heads, m: tokens, k: dk, n: dv, out: shape, role: 'mix' }, weights, state);
  } else {
    network.matmul({ batch: heads, m: tokens, k: dk, n: tokens, transposeB: true, role: 'score' }, query, key);
    const weights = network.softmax();
    network.matmul({ batch: heads, m: tokens, k: tokens, n: dv, out: shape, role: 'mix' }, weights, value);
  }
  return network.fc({ out: width, perPosition: true, role: 'projection' });
}

/** The map as a sequence: a class token before its positions, and a learned table of positions added. */
export function embedPositions(network: NetworkBuilder, map: number): number {
  const width = network.shape(map)[2];
  const sequence = network.concatTokens([network.parameter([1, 1, width]), map]);
  return network.add(sequence, network.parameter(network.shape(sequence)));
}
