/** The layers of an MCUFormer network (Liang et al., NeurIPS 2023): a vision transformer with low-rank maps. */
import { badRequest } from '../../errors.js';
import { NetworkBuilder } from '../builder.js';
import type { Network } from '../network.js';
import { embedPositions } from '../transformer.js';

export interface McuformerParameters {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly patchPadding: number;
  readonly rankRatioAttention: number;
  readonly rankRatioMlp: number;
  /** The one ratio that the release's memory bound takes. */
  readonly rankRatio: number;
  readonly embed: number;
  readonly depth: number;
  /** One entry a block. */
  readonly heads: readonly number[];
  /** One entry a block. */
  readonly mlpRatios: readonly number[];
  readonly classes: number;
}

const HEAD_CHANNELS = 64;
/** Relative positions of AutoFormer: 30 distances on 2 axes for keys and values, 64 channels each. */
const RELATIVE_POSITIONS = 120;

export function buildMcuformer(parameters: McuformerParameters): Network {
  const { imageSize, patchSize, patchPadding, embed, depth, classes } = parameters;
  const network = new NetworkBuilder('mcuformer', { h: imageSize, w: imageSize, c: 3, dtype: 'int8' });
  const patches = { out: embed, kernel: patchSize, stride: patchSize, role: 'stem' } as const;
  if (patchSize > imageSize + 2 * patchPadding) {
    throw badRequest(
      '/patchSize',
      `a patch of ${patchSize} is larger than the padded image, ${imageSize + 2 * patchPadding}`,
    );
  }
  const map = network.conv({ ...patches, ...(patchPadding > 0 ? { pad: patchPadding } : { padding: 'valid' }) });
  embedPositions(network, map);
  for (let block = 0; block < depth; block++) lowRankBlock(network, parameters, block);
  network.layernorm();
  network.slice([1, 1, embed]);
  network.fc({ out: classes, role: 'classifier' });
  return network.build();
}

function lowRankBlock(network: NetworkBuilder, parameters: McuformerParameters, block: number): void {
  const { embed, rankRatioAttention, rankRatioMlp } = parameters;
  const heads = parameters.heads[block] as number;
  const channels = HEAD_CHANNELS * heads;
  const rank = Math.floor(channels * rankRatioAttention);
  const mlpRank = Math.floor(embed * rankRatioMlp);
  const start = network.last;
  const tokens = network.shape(start)[1];
  const product = { batch: heads, m: tokens } as const;
  const linear = (out: number, role: 'query' | 'mlp1' | 'mlp2' | 'projection', more: object = {}) =>
    network.fc({ out, perPosition: true, role, ...more });
  const factor = { useBias: false };

  network.layernorm();
  linear(rank, 'query', factor);
  // Queries, keys and values are one tensor.
  const qkv = linear(3 * channels, 'query');
  const scores = network.matmul({ ...product, k: HEAD_CHANNELS, n: tokens, transposeB: true, role: 'score' }, qkv, qkv);
  const positions = network.gather(network.shape(scores), network.parameter([1, RELATIVE_POSITIONS, HEAD_CHANNELS]));
  network.softmax(network.add(scores, positions));
  network.matmul({ ...product, k: tokens, n: HEAD_CHANNELS, role: 'mix' }, network.last, qkv);
  const attended = network.add(start, linear(embed, 'projection'));

  network.layernorm();
  linear(mlpRank, 'mlp1', factor);
  linear(Math.floor(embed * (parameters.mlpRatios[block] as number)), 'mlp1', { act: 'gelu' });
  linear(mlpRank, 'mlp2', factor);
  network.add(attended, linear(embed, 'mlp2'));
}
