/** `resnet-50` (He et al., CVPR 2016; stride in the 3x3 convolution, as in torchvision's weights). */
import { NetworkBuilder } from '../builder.js';
import { defineImagenetNetwork, type ImagenetParameters } from '../imagenet-network.js';
import type { Network } from '../network.js';

/** Stages: channels inside the bottleneck, blocks, stride of the first block. */
const stages = [
  [64, 3, 1],
  [128, 4, 2],
  [256, 6, 2],
  [512, 3, 2],
] as const;
const EXPANSION = 4;

function build({ resolution, classes }: ImagenetParameters): Network {
  const network = new NetworkBuilder('resnet-50', { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  network.conv({ out: 64, kernel: 7, stride: 2, act: 'relu', norm: 'batch', role: 'stem' });
  network.maxpool({ kernel: 3, stride: 2 });
  for (const [channels, blocks, firstStride] of stages) {
    for (let block = 0; block < blocks; block++)
      bottleneck(network, channels, block === 0 ? firstStride : 1, block === 0);
  }
  network.globalPool();
  network.fc({ out: classes, role: 'classifier' });
  return network.build();
}

function bottleneck(network: NetworkBuilder, channels: number, stride: number, projects: boolean): void {
  const start = network.last;
  const out = channels * EXPANSION;
  const shortcut = projects ? network.conv({ out, kernel: 1, stride, norm: 'batch' }, start) : start;
  network.conv({ out: channels, kernel: 1, act: 'relu', norm: 'batch' }, start);
  network.conv({ out: channels, kernel: 3, stride, act: 'relu', norm: 'batch' });
  network.add(shortcut, network.conv({ out, kernel: 1, norm: 'batch' }), { act: 'relu' });
}

export default defineImagenetNetwork('resnet-50', 'ResNet-50', build);
