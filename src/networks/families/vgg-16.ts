/** `vgg-16` (Simonyan & Zisserman, ICLR 2015, configuration D). */
import { NetworkBuilder } from '../builder.js';
import { defineImagenetNetwork, type ImagenetParameters } from '../imagenet-network.js';
import type { Network } from '../network.js';

/** Channels and number of the 3x3 convolutions before each pooling. */
const stages = [
  [64, 2],
  [128, 2],
  [256, 3],
  [512, 3],
  [512, 3],
] as const;
const HIDDEN = 4096;

function build({ resolution, classes }: ImagenetParameters): Network {
  const network = new NetworkBuilder('vgg-16', { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  for (const [channels, convolutions] of stages) {
    for (let i = 0; i < convolutions; i++) network.conv({ out: channels, kernel: 3, act: 'relu' });
    network.maxpool({ kernel: 2, stride: 2, padding: 'valid' });
  }
  network.fc({ out: HIDDEN, act: 'relu' });
  network.fc({ out: HIDDEN, act: 'relu' });
  network.fc({ out: classes, role: 'classifier' });
  return network.build();
}

export default defineImagenetNetwork('vgg-16', 'VGG-16', build);
