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

export function buildHybrid(parameters: HybridParameters): Network {
  const number = (name: string) => Number(parameters[name]);
  const resolution = number('resolution');
  const network = new NetworkBuilder('hybrid', { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  network.conv({ out: number('stemWidth'), kernel: 3, stride: 2, act: 'h_swish', norm: 'batch', role: 'stem' });
  const marks: Mark[] = [];
  for (const stage of stageNumbers) {
    if (transforms(parameters, stage)) transformerStage(network, parameters, stage, marks);
    else mbconvStage(network, parameters, stage, marks);
  }
  network.conv({ out: number('headWidth'), kernel: 1, act: 'h_swish', norm: 'batch', role: 'head' });
  network.globalPool();
  network.fc({ out: number('classes'), role: 'classifier' });
  return withBits(network.build(), parameters, marks);
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
function withBits(network: Network, parameters: HybridParameters, marks: readonly Mark[]): Network {
  let mark = -1;
  let changed = false;
  const layers = network.layers.map((layer): Layer => {
    while (marks[mark + 1] !== undefined && (marks[mark + 1] as Mark).from <= layer.i) mark++;
    const bits = parameters[bitsNameOf(layer, marks[mark])];
    if (bits === undefined || bits === 8 || layer.weights === 0) return layer;
    changed = true;
    return { ...layer, bits: Number(bits) };
  });
  return changed ? { ...network, layers } : network;
}

function bitsNameOf({ role = 'other' }: Layer, mark: Mark | undefined): string {
  if (mark === undefined || role === 'head' || role === 'classifier') return `${role}Bits`;
  return mark.block === 0 ? `stage${mark.stage}DownsampleBits` : bitsName(mark.stage, mark.block, role);
}
