/** Layers of a request with their defaults, checked for sizes that contradict each other. */
import { badRequest } from '../../src/errors.js';
import { hasEqualDepth, isElementwise } from './operator.js';
import type { NpuActivation, NpuLayer, NpuOperator, Pair, Shape } from './types.js';

/** A layer as a request gives it; its fields have the right types. */
export interface GivenLayer {
  readonly op: NpuOperator;
  readonly inShape: Shape;
  readonly outShape: Shape;
  readonly kernel?: Pair;
  readonly stride?: Pair;
  readonly activation?: NpuActivation;
}

/**
 * @param path JSON pointer of the layer
 * @throws CogymError `badRequest` where depths or shapes contradict the operator
 */
export function readNpuLayer(given: GivenLayer, path: string): NpuLayer {
  const layer: NpuLayer = { kernel: [1, 1], stride: [1, 1], activation: 'none', ...given };
  const { op, inShape, outShape } = layer;
  if (hasEqualDepth(layer) && inShape[2] !== outShape[2]) {
    const message = `${op} gives as many channels as it takes, ${inShape[2]}, not ${outShape[2]}`;
    throw badRequest(`${path}/outShape/2`, message);
  }
  if (isElementwise(layer) && (inShape[0] !== outShape[0] || inShape[1] !== outShape[1])) {
    throw badRequest(`${path}/outShape`, `${op} gives the shape it takes, ${inShape.join('x')}`);
  }
  const positions = inShape[0] * inShape[1] * outShape[0] * outShape[1];
  if (op === 'fullyConnected' && positions !== 1) {
    const hint = 'flatten its input, or give a map as a conv2d of kernel 1x1';
    throw badRequest(`${path}/inShape`, `shapes of fullyConnected are 1x1xD; ${hint}`);
  }
  return layer;
}
