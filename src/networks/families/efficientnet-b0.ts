/** `efficientnet-b0` (Tan & Le, ICML 2019, table 1). */
import { defineImagenetNetwork, type ImagenetParameters } from '../imagenet-network.js';
import { buildMbconv } from '../mbconv/build.js';
import type { MbconvParameters } from '../mbconv/parameters.js';
import { mbconvTotals } from '../mbconv/totals.js';

/** Expansion, channels, repetitions, stride of the first, kernel. */
const stages = [
  [1, 16, 1, 1, 3],
  [6, 24, 2, 2, 3],
  [6, 40, 2, 2, 5],
  [6, 80, 3, 2, 3],
  [6, 112, 3, 1, 5],
  [6, 192, 4, 2, 5],
  [6, 320, 1, 1, 3],
] as const;
const STEM = 32;

/** Squeeze-and-excite narrows to a quarter of the block's input, not of its expanded channels. */
function blocks({ resolution, classes }: ImagenetParameters): MbconvParameters {
  const act = 'silu' as const;
  const mbconv: MbconvParameters['mbconv'] = [];
  let input = STEM;
  for (const [expand, out, repetitions, firstStride, kernel] of stages) {
    for (let i = 0; i < repetitions; i++) {
      const stride = i === 0 ? firstStride : 1;
      const residual = stride === 1 && input === out;
      const squeeze = { se: true, seReduced: Math.floor(input / 4) };
      mbconv.push({ kernel, expand, mid: input * expand, out, stride, residual, ...squeeze, act });
      input = out;
    }
  }
  return {
    resolution,
    classes,
    stem: { kernel: 3, stride: 2, out: STEM, act },
    mbconv,
    gate: { reduce: act, expand: 'sigmoid' },
    finalExpand: { out: 1280, act },
  };
}

export default defineImagenetNetwork(
  'efficientnet-b0',
  'EfficientNet-B0',
  (parameters) => buildMbconv(blocks(parameters), 'efficientnet-b0'),
  (parameters) => mbconvTotals(blocks(parameters)),
);
