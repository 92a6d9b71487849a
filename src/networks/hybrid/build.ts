/** The layers of a hybrid network (specified by ../hybrid/parameters). */
import { invertedResidual, makeDivisible } from '../blocks.js';
import { NetworkBuilder } from '../builder.js';
import type { Layer, Network } from '../network.js';
import { transformerBlock } from '../transformer.js';
import {
  bitsName,
  blockWidth,
  type HybridParameters,
  halvesLast,
  stageNumbers,
  stageStrides,
  transforms,
} from './parameters.js';

/** Channels that a head has at least, where the width allows. */
const HEAD_CHANNELS = 32;

/** Layers from here on belong to `block` of `stage`; block 0 is a transformer stage's down-sampling. */
interface Mark {
  readonly from: number;
  readonly stage: number;
  readonly block: number;
}

/** Where a layer stands: stage 0 is the stem, 6 the head; block 0 is a transformer stage's down-sampling. */
export interface HybridPlace {
  readonly stage: number;
  readonly block: number;
}

export const buildHybrid = (parameters: HybridParameters): Network => buildPlaced(parameters).network;

/** The network, and the place of each of its layers. */
export function buildPlaced(parameters: HybridParameters): { network: Network; places: readonly HybridPlace[] } {
  const number = (name: string) => Number(parameters[name]);
  const resolution = number('resolution');
  const network = new NetworkBuilder('hybrid', { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  network.conv({ out: number('stemWidth'), kernel: 3, stride: 2, act: 'h_swish', norm: 'batch', role: 'stem' });
  const marks: Mark[] = [];
  for (const stage of stageNumbers) {
    if (transforms(parameters, stage)) transformerStage(network, parameters, stage, marks);
    else mbconvStage(network, parameters, stage, marks);
  }
  marks.push({ from: network.last + 1, stage: stageNumbers.length + 1, block: 0 });
  network.conv({ out: number('headWidth'), kernel: 1, act: 'h_swish', norm: 'batch', role: 'head' });
  network.globalPool();
  network.fc({ out: number('classes'), role: 'classifier' });
  const built = network.build();
  const places = placesOf(built, marks);
  return { network: withBits(built, parameters, places), places };
}

function placesOf({ layers }: Network, marks: readonly Mark[]): HybridPlace[] {
  let mark = -1;
  return layers.map(({ i }) => {
    while (marks[mark + 1] !== undefined && (marks[mark + 1] as Mark).from <= i) mark++;
    const { stage = 0, block = 0 } = marks[mark] ?? {};
    return { stage, block };
  });
}

function mbconvStage(network: NetworkBuilder, parameters: HybridParameters, stage: number, marks: Mark[]): void {
  const number = (name: string) => Number(parameters[`stage${stage}${name}`]);
  const [depth, out, expansion] = [number('Depth'), number('Width'), number('Expansion')];
  const strided = halvesLast(parameters, stage) ? depth : 1;
  for (let block = 1; block <= depth; block++) {
    const input = network.shape(network.last)[2];
    const stride = block === strided ? (stageStrides[stage - 1] as number) : 1;
    const mid = input * expansion;
    marks.push({ from: network.last + 1, stage, block });
    invertedResidual(network, {
      kernel: number('Kernel'),
      mid,
      out,
      stride,
      residual: stride === 1 && input === out,
      expands: expansion !== 1,
      squeeze: number('Se') === 1 && makeDivisible(mid / 4),
      act: 'h_swish',
    });
  }
}

function transformerStage(network: NetworkBuilder, parameters: HybridParameters, stage: number, marks: Mark[]): void {
  const number = (name: string) => Number(parameters[`stage${stage}${name}`]);
  const halve = () => {
    marks.push({ from: network.last + 1, stage, block: 0 });
    const stride = stageStrides[stage - 1] as number;
    network.conv({ out: number('Width'), kernel: 3, stride, act: 'h_swish', norm: 'batch', role: 'reduction' });
  };
  const late = halvesLast(parameters, stage);
  if (!late) halve();
  const width = blockWidth(parameters, stage);
  const keyWidth = width * number('QkRatio');
  for (let block = 1; block <= number('Depth'); block++) {
    marks.push({ from: network.last + 1, stage, block });
    transformerBlock(network, {
      heads: headsOf(width, keyWidth),
      keyWidth,
      hidden: width * number('MlpRatio'),
      act: 'h_swish',
      norm: 'before',
      linear: number(`Block${block}Linear`) === 1,
    });
  }
  if (late) halve();
}

/** The largest number of heads, of 32 channels or more, that divides the width and that of the keys. */
export function headsOf(width: number, keyWidth: number): number {
  let heads = Math.max(1, Math.floor(width / HEAD_CHANNELS));
  while (width % heads !== 0 || keyWidth % heads !== 0) heads--;
  return heads;
}

/** The network with the bits that its layers with weights were given, where these are not 8. */
function withBits(network: Network, parameters: HybridParameters, places: readonly HybridPlace[]): Network {
  let changed = false;
  const layers = network.layers.map((layer, i): Layer => {
    const bits = parameters[bitsNameOf(layer, places[i] as HybridPlace)];
    if (bits === undefined || bits === 8 || layer.weights === 0) return layer;
    changed = true;
    return { ...layer, bits: Number(bits) };
  });
  return changed ? { ...network, layers } : network;
}

function bitsNameOf({ role = 'other' }: Layer, { stage, block }: HybridPlace): string {
  if (role === 'stem' || role === 'head' || role === 'classifier') return `${role}Bits`;
  return block === 0 ? `stage${stage}DownsampleBits` : bitsName(stage, block, role);
}
