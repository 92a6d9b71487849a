/**
 * MCUFormer (arXiv 2310.16898; formulas of the authors' code): peak memory under three accountings, parameters and MACs
 * of a vision transformer with low-rank attention and MLP layers, int8.
 */
import type { McuformerAccounting, TransformerNetwork } from './types.js';

/** Elements of one attention head. */
const HEAD = 64;
/** Relative position values per block. */
const RELATIVE_POSITIONS = 7680;

export interface McuformerFigures {
  readonly peakSramBytes: number;
  /** Of the block with the peak; null in an accounting that does not tell them apart. */
  readonly attentionBytes: number | null;
  readonly mlpBytes: number | null;
  /** The token matrix; null where the accounting leaves it out. */
  readonly tokenBytes: number | null;
  /** Index of the block with the peak; null where the patch embedding has it, or no block is told apart. */
  readonly block: number | null;
  readonly params: number;
  readonly paramsAsLogged: number;
  /** Bias and normalisation values, which are stored in 32 bits. */
  readonly wideParams: number;
  readonly macs: number;
}

export function mcuformerFigures(network: TransformerNetwork, accounting: McuformerAccounting): McuformerFigures {
  const { imageSize, patchSize, patchPadding, embed, heads, mlpRatios } = network;
  const tokens = Math.floor((imageSize + 2 * patchPadding) / patchSize) ** 2 + 1;
  const memory =
    accounting === 'release' ? releaseMemory(network) : blockMemory(network, tokens, accounting === 'honest');
  const patchValues = 3 * patchSize ** 2 * embed;
  let mlpParams = 0;
  let otherParams = patchValues + embed + embed * (2 + (tokens - 1)) + 2 * embed + network.classes * (embed + 1);
  let wideParams = embed + 2 * embed + network.classes;
  let macs = (tokens - 1) * patchValues + network.classes * embed;
  for (let b = 0; b < heads.length; b++) {
    const inner = HEAD * (heads[b] as number);
    const rank = Math.floor(inner * network.rankRatioAttention);
    const mlpRank = Math.floor(embed * network.rankRatioMlp);
    const hidden = Math.floor(embed * (mlpRatios[b] as number));
    mlpParams += embed * mlpRank + mlpRank * hidden + hidden + hidden * mlpRank + mlpRank * embed + embed;
    otherParams += 4 * embed + embed * rank + 3 * inner * rank + 3 * inner + inner * embed + embed + RELATIVE_POSITIONS;
    wideParams += 4 * embed + 3 * inner + embed + hidden + embed;
    const linear = embed * rank + 3 * inner * rank + inner * embed + 2 * (embed * mlpRank + mlpRank * hidden);
    macs += tokens * linear + 2 * tokens ** 2 * inner;
  }
  const params = otherParams + mlpParams;
  return { ...memory, params, paramsAsLogged: params + mlpParams, wideParams, macs };
}

type Memory = Pick<McuformerFigures, 'peakSramBytes' | 'attentionBytes' | 'mlpBytes' | 'tokenBytes' | 'block'>;

/** Hidden activation, rank activation and one weight factor; `honest` adds the tokens, an attention row and the image. */
function blockMemory(network: TransformerNetwork, tokens: number, honest: boolean): Memory {
  const { embed, rankRatioAttention, rankRatioMlp, heads, mlpRatios, imageSize, patchSize } = network;
  const tokenBytes = embed * tokens;
  const attentionRank = Math.floor(embed * rankRatioAttention);
  const mlpRank = Math.floor(embed * rankRatioMlp);
  let [peak, attentionBytes, mlpBytes, block] = [-1, 0, 0, 0];
  for (let b = 0; b < heads.length; b++) {
    const ratio = mlpRatios[b] as number;
    const queries = 3 * HEAD * (heads[b] as number);
    let mlp = embed * tokens * ratio + mlpRank * tokens + embed * ratio * mlpRank;
    let attention = queries * tokens + attentionRank * tokens + queries * attentionRank;
    if (honest) {
      mlp += tokenBytes;
      attention += tokenBytes + 4 * tokens;
    }
    if (Math.max(mlp, attention) <= peak) continue;
    peak = Math.max(mlp, attention);
    [attentionBytes, mlpBytes, block] = [attention, Math.floor(mlp), b];
  }
  const embedding = honest ? 3 * imageSize * patchSize + tokenBytes : 0;
  return {
    peakSramBytes: Math.floor(Math.max(peak, embedding)),
    attentionBytes,
    mlpBytes,
    tokenBytes: honest ? tokenBytes : null,
    block: embedding > peak ? null : block,
  };
}

/** The bound of the public code: real division, no padding. */
function releaseMemory(network: TransformerNetwork): Memory {
  const { embed, imageSize, patchSize, mlpRatios, rankRatio = network.rankRatioMlp } = network;
  const ratio = Math.max(...mlpRatios);
  const tokens = (imageSize / patchSize) ** 2 + 1;
  const peak = embed * tokens * (1 + ratio) + embed * embed * ratio * rankRatio;
  return { peakSramBytes: Math.floor(peak), attentionBytes: null, mlpBytes: null, tokenBytes: null, block: null };
}
