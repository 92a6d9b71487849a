/** `resnet-18` (He et al., CVPR 2016). */
import { NetworkBuilder } from '../builder.js';
import { defineImagenetNetwork, type ImagenetParameters } from '../imagenet-network.js';
import type { Network } from '../network.js';

/** Channels and stride of the first block of each stage of two blocks. */
const stages = [
  [64, 1],
  [128, 2],
  [256, 2],
  [512, 2],
] as const;

function build({ resolution, classes }: ImagenetParameters): Network {
  const network = new NetworkBuilder('resnet-18', { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  network.conv({ out: 64, kernel: 7, stride: 2, act: 'relu', norm: 'batch', role: 'stem' });
  network.maxpool({ kernel: 3, stride: 2 });
  for (const [channels, stride] of stages) {
    basicBlock(network, channels, stride);
    basicBlock(network, channels, 1);
  }
  network.globalPool();
  network.fc({ out: classes, role: 'classifier' });
  return network.build();
}

function basicBlock(network: NetworkBuilder, out: number, stride: number): void {
  const start = network.last;
  const shortcut = stride === 1 ? start : network.conv({ out, kernel: 1, stride, norm: 'batch' }, start);
  network.conv({ out, kernel: 3, stride, act: 'relu', norm: 'batch' }, start);
  network.add(shortcut, network.conv({ out, kernel: 3, norm: 'batch' }), { act: 'relu' });
}

export default defineImagenetNetwork('resnet-18', 'ResNet-18', build);
