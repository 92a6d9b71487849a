/** Layers with their defaults filled in, and their matrix product per group. */
import { badRequest } from '../../src/errors.js';
import { choice, integer, number, record, refuseUnknown } from './fields.js';
import type { CimLayer, LayerOptions } from './types.js';

/** Loops of a layer: `groups` products of a (kernelHeight x kernelWidth x channels) filter bank with `positions` patches. */
export interface Loops {
  readonly groups: number;
  /** Per group. */
  readonly outChannels: number;
  readonly channels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

export type CompleteOptions = Required<Omit<LayerOptions, 'weightsResident' | 'inputBitDensity'>> &
  Pick<LayerOptions, 'weightsResident' | 'inputBitDensity'>;

const layerFields = [
  'outChannels',
  'inChannels',
  'groups',
  'kernelHeight',
  'kernelWidth',
  'stride',
  'outHeight',
  'outWidth',
  'outPositions',
];
const LARGEST = 2 ** 20;
const MOST_POSITIONS = 2 ** 30;

/** Rows R of a group's matrix. */
export const rowsOf = ({ channels, kernelHeight, kernelWidth }: Loops) => channels * kernelHeight * kernelWidth;
/** Input vectors P. */
export const positionsOf = ({ outHeight, outWidth }: Loops) => outHeight * outWidth;
/** G R N P. */
export const macsOf = (loops: Loops) => loops.groups * rowsOf(loops) * loops.outChannels * positionsOf(loops);

/**
 * Checks `layer` and returns its loops.
 * @throws CogymError `badRequest` with the pointer of the first field that is wrong
 */
export function loopsOf(layer: CimLayer, path = '/layer'): Loops {
  refuseUnknown(record(layer, path), layerFields, path);
  const size = (name: keyof CimLayer, fallback?: number) =>
    integer(layer[name] ?? fallback, `${path}/${name}`, 1, LARGEST);
  const outChannels = size('outChannels');
  const inChannels = size('inChannels');
  const groups = size('groups', 1);
  for (const name of ['outChannels', 'inChannels'] as const) {
    if (layer[name] % groups !== 0) {
      throw badRequest(`${path}/${name}`, `${name} is a multiple of groups = ${groups}, not ${layer[name]}`);
    }
  }
  size('stride', 1);
  return {
    groups,
    outChannels: outChannels / groups,
    channels: inChannels / groups,
    kernelHeight: size('kernelHeight', 1),
    kernelWidth: size('kernelWidth', 1),
    ...outputSize(layer, path),
  };
}

function outputSize({ outHeight, outWidth, outPositions }: CimLayer, path: string) {
  if (outPositions === undefined) {
    return {
      outHeight: integer(outHeight, `${path}/outHeight`, 1, LARGEST),
      outWidth: integer(outWidth, `${path}/outWidth`, 1, LARGEST),
    };
  }
  if (outHeight !== undefined || outWidth !== undefined) {
    throw badRequest(`${path}/outPositions`, 'give outPositions, or outHeight and outWidth, not both');
  }
  return { outHeight: integer(outPositions, `${path}/outPositions`, 1, MOST_POSITIONS), outWidth: 1 };
}

/** Checks `options`, which stand beside the layer in the request, and fills in their defaults. */
export function completeOptions(options: LayerOptions, path = ''): CompleteOptions {
  const { rowMapping = 'dense', mapper = 'lowest-edp', packDepthwise = false } = options;
  choice(rowMapping, `${path}/rowMapping`, ['dense', 'loop-factors']);
  choice(mapper, `${path}/mapper`, ['lowest-edp', 'widest-two']);
  choice(packDepthwise, `${path}/packDepthwise`, [false, true]);
  if (packDepthwise && rowMapping !== 'dense') {
    throw badRequest(`${path}/packDepthwise`, `packDepthwise needs rowMapping dense, not ${rowMapping}`);
  }
  const { weightsResident, inputBitDensity } = options;
  return {
    rowMapping,
    mapper,
    packDepthwise,
    ...(weightsResident === undefined
      ? {}
      : { weightsResident: choice(weightsResident, `${path}/weightsResident`, [false, true]) }),
    ...(inputBitDensity === undefined
      ? {}
      : { inputBitDensity: number(inputBitDensity, `${path}/inputBitDensity`, 0, 1) }),
  };
}

/** Loops whose receptive field is one dimension, as the rows of an array see it. */
export function flattened(loops: Loops): Loops {
  return { ...loops, channels: rowsOf(loops), kernelHeight: 1, kernelWidth: 1 };
}

/**
 * Several groups on the diagonal of one array of `rows` x `columns` weights, the rest of its cells zero: fewer and
 * larger groups. Unchanged where not even two fit. The last array may hold fewer groups; it counts as full.
 */
export function packed(loops: Loops, rows: number, columns: number): Loops {
  const fit = Math.floor(Math.min(rows / rowsOf(loops), columns / loops.outChannels));
  const together = Math.min(fit, loops.groups);
  if (together < 2) return loops;
  return {
    ...flattened(loops),
    groups: Math.ceil(loops.groups / together),
    channels: rowsOf(loops) * together,
    outChannels: loops.outChannels * together,
  };
}
