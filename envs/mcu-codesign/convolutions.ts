/** The mbconv skeleton: stem, a fixed first block, six stages. */
import type { Design } from '../../src/design/parameter.js';
import { buildNetwork, makeDivisible, type Network } from '../../src/networks/index.js';
import { STAGES } from './space.js';

const STEM = 32;
const FIRST = 16;
const outs = [24, 40, 80, 96, 192, 320];
const strides = [2, 2, 2, 1, 2, 1];

export interface Convolutions {
  readonly network: Network;
  /** Layers up to the end of each block, the first block included. */
  readonly blockEnds: readonly number[];
}

export function convolutionsOfDesign(design: Design): Convolutions {
  const number = (name: string): number => Number(design[name]);
  const width = (channels: number) => makeDivisible(channels * number('widthMultiplier'));
  let channels = width(STEM);
  const stem = { kernel: 3, stride: 2, out: channels };
  const mbconv: { kernel: number; expand: number; mid: number; out: number; stride: number; residual: boolean }[] = [];
  const append = (kernel: number, expand: number, out: number, stride: number) => {
    mbconv.push({ kernel, expand, mid: channels * expand, out, stride, residual: stride === 1 && out === channels });
    channels = out;
  };
  append(3, 1, width(FIRST), 1);
  for (let stage = 1; stage <= STAGES; stage++) {
    for (let block = 0; block < number(`stage${stage}Depth`); block++) {
      const stride = block === 0 ? (strides[stage - 1] as number) : 1;
      append(number(`stage${stage}Kernel`), number(`stage${stage}Expand`), width(outs[stage - 1] as number), stride);
    }
  }
  const network = buildNetwork('mbconv', { resolution: number('resolution'), stem, mbconv, mix: null, classes: 1000 });
  let layers = 1;
  const blockEnds = mbconv.map(({ expand, residual }) => {
    layers += 2 + (expand === 1 ? 0 : 1) + (residual ? 1 : 0);
    return layers;
  });
  return { network, blockEnds };
}
