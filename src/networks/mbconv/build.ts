/** The layers of a mobile network given as a list of blocks. */
import { invertedResidual } from '../blocks.js';
import { NetworkBuilder } from '../builder.js';
import type { Network } from '../network.js';
import { checkBlock, expands, type MbconvParameters, mixOf, squeezeOf } from './parameters.js';

/** Layers of an mbconv network. Throws badRequest for a block that cannot be built. */
export function buildMbconv(parameters: MbconvParameters, id = 'mbconv'): Network {
  const { resolution, inputChannels = 3, stem } = parameters;
  const network = new NetworkBuilder(id, { h: resolution, w: resolution, c: inputChannels, dtype: 'int8' });
  network.conv({
    kernel: stem.kernel,
    stride: stem.stride,
    out: stem.out,
    act: stem.act ?? 'relu6',
    norm: 'batch',
    role: 'stem',
  });
  for (const [index, block] of parameters.mbconv.entries()) {
    const input = network.shape(network.last)[2];
    checkBlock(block, input, index);
    invertedResidual(network, {
      kernel: block.kernel,
      mid: block.mid,
      out: block.out,
      stride: block.stride,
      residual: block.residual,
      expands: expands(block, input),
      squeeze: squeezeOf(block) || false,
      act: block.act ?? 'relu6',
      ...(parameters.gate && { gate: parameters.gate }),
    });
  }
  buildHead(network, parameters);
  return network.build();
}

function buildHead(network: NetworkBuilder, parameters: MbconvParameters): void {
  const { finalExpand, classes } = parameters;
  const mix = mixOf(parameters);
  if (finalExpand) network.conv({ out: finalExpand.out, kernel: 1, act: finalExpand.act, norm: 'batch', role: 'head' });
  if (mix?.position === 'before-pool') {
    network.conv({ out: mix.out, kernel: 1, act: mix.act, norm: 'batch', role: 'head' });
  }
  network.globalPool();
  if (mix?.position === 'after-pool') {
    network.conv({ out: mix.out, kernel: 1, act: mix.act, useBias: mix.useBias, role: 'head' });
  }
  network.fc({ out: classes, role: 'classifier' });
}
