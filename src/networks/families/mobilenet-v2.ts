/** `mobilenet-v2` (Sandler et al., CVPR 2018): width multiplier and resolution. */
import { Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { ordinal } from '../../design/parameter.js';
import { makeDivisible } from '../blocks.js';
import { defineFamily } from '../family.js';
import { buildMbconv } from '../mbconv/build.js';
import type { MbconvParameters } from '../mbconv/parameters.js';
import { mbconvTotals } from '../mbconv/totals.js';

export interface MobilenetV2Parameters {
  readonly width: number;
  readonly resolution: number;
  readonly classes: number;
  /** Narrow networks get a narrow head too, as TinyML builds have it; otherwise it has at least 1280 channels. */
  readonly scaleHead: boolean;
}

/** Table 2 of the paper: expansion t, channels c, repetitions n, stride s of the first. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** The network as an explicit list of blocks. */
export function mobilenetV2Blocks({ width, resolution, classes, scaleHead }: MobilenetV2Parameters): MbconvParameters {
  const stem = makeDivisible(32 * width);
  const mbconv: MbconvParameters['mbconv'] = [];
  let input = stem;
  for (const [expand, channels, repetitions, firstStride] of stages) {
    const out = makeDivisible(channels * width);
    for (let i = 0; i < repetitions; i++) {
      const stride = i === 0 ? firstStride : 1;
      mbconv.push({ kernel: 3, expand, mid: input * expand, out, stride, residual: stride === 1 && input === out });
      input = out;
    }
  }
  const head = makeDivisible(1280 * width);
  return {
    resolution,
    classes,
    stem: { kernel: 3, stride: 2, out: stem },
    mbconv,
    mix: scaleHead ? head : Math.max(1280, head),
  };
}

export default defineFamily({
  id: 'mobilenet-v2',
  description: 'MobileNetV2 by width multiplier and resolution',
  parameters: Type.Object(
    {
      width: Type.Number({
        exclusiveMinimum: 0,
        maximum: 16,
        description: "a width multiplier, 1 for the paper's network",
      }),
      resolution: Type.Integer({ minimum: 1, maximum: 4096 }),
      classes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1 << 20 })),
      scaleHead: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  examples: [
    { name: '1.0-224', parameters: { width: 1, resolution: 224, classes: 1000, scaleHead: false } },
    { name: '0.35-96', parameters: { width: 0.35, resolution: 96, classes: 1000, scaleHead: false } },
  ],
  complete: ({ width, resolution, classes = 1000, scaleHead = false }): MobilenetV2Parameters => ({
    width,
    resolution,
    classes,
    scaleHead,
  }),
  designSpace: () =>
    new DesignSpace([
      ordinal('width', [0.35, 0.5, 0.75, 1, 1.3, 1.4], { group: 'network', default: 1 }),
      ordinal('resolution', [96, 128, 160, 192, 224], { group: 'network', unit: 'px', default: 224 }),
    ]),
  fromDesign: (design) => ({
    width: Number(design['width']),
    resolution: Number(design['resolution']),
    classes: 1000,
    scaleHead: false,
  }),
  encode: ({ width, resolution }) => ({ width, resolution }),
  build: (parameters) =>
    buildMbconv(mobilenetV2Blocks(parameters), `mobilenet-v2-${parameters.width}-${parameters.resolution}`),
  totals: (parameters) => mbconvTotals(mobilenetV2Blocks(parameters)),
});
