/** A network in the operators of microcontroller runtimes, which know neither activations nor normalisations alone. */
import type { mcu } from '../../simulators/index.js';
import { countLayer, type Layer, type Network } from '../../src/networks/index.js';

const window = { kernel: [1, 1], stride: [1, 1], padding: 'valid' } as const;

/**
 * The same network with an activation of its own as a pool over one value, which occupies memory as it does, and a
 * normalisation of its own as the depthwise 1x1 convolution of its scales and shifts, which is the same function. What
 * else the runtimes do not know stays, for them to refuse.
 */
export function microcontrollerLayers({ input, layers, outputs }: Network): mcu.LayerNetwork {
  return { input, layers: layers.map(lowered), ...(outputs === undefined ? {} : { outputs }) };
}

function lowered(layer: Layer): Layer {
  if (layer.op === 'act') return { ...layer, ...window, op: 'maxpool' };
  if (layer.op !== 'batchnorm') return layer;
  const convolution: Layer = { ...layer, ...window, dilation: [1, 1], op: 'dwconv2d', useBias: true };
  return { ...convolution, ...countLayer(convolution) };
}
