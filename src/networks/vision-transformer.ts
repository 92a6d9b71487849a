/** Vision transformers (Dosovitskiy et al., ICLR 2021) as fixed networks. */
import { badRequest } from '../errors.js';
import { NetworkBuilder } from './builder.js';
import type { Family } from './family.js';
import { defineImagenetNetwork, type ImagenetParameters } from './imagenet-network.js';
import type { Network } from './network.js';
import { embedPositions, transformerBlock } from './transformer.js';

export interface VisionTransformer {
  readonly patch: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
}

const MLP_RATIO = 4;

function buildVisionTransformer(
  id: string,
  { patch, width, depth, heads }: VisionTransformer,
  { resolution, classes }: ImagenetParameters,
): Network {
  if (resolution % patch !== 0) {
    throw badRequest('/resolution', `${id} cuts patches of ${patch}: ${resolution} is no multiple of it`);
  }
  const network = new NetworkBuilder(id, { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  network.conv({ out: width, kernel: patch, stride: patch, padding: 'valid', role: 'stem' });
  embedPositions(network, network.last);
  for (let block = 0; block < depth; block++) {
    transformerBlock(network, { heads, hidden: MLP_RATIO * width, act: 'gelu', norm: 'before' });
  }
  network.layernorm();
  network.slice([1, 1, width]);
  network.fc({ out: classes, role: 'classifier' });
  return network.build();
}

/** Family of one published vision transformer; the class token is what the classifier reads. */
export const defineVisionTransformer = (
  id: string,
  description: string,
  network: VisionTransformer,
): Family<ImagenetParameters, object> =>
  defineImagenetNetwork(id, description, (parameters) => buildVisionTransformer(id, network, parameters));
