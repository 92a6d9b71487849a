/** `mobilenet-v1` (Howard et al. 2017, arXiv 1704.04861, table 1, width 1.0). */
import { NetworkBuilder } from '../builder.js';
import { defineImagenetNetwork, type ImagenetParameters } from '../imagenet-network.js';
import type { Network } from '../network.js';

/** Output channels and stride of each depthwise separable convolution. */
const blocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

function build({ resolution, classes }: ImagenetParameters): Network {
  const network = new NetworkBuilder('mobilenet-v1', { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  const layer = { act: 'relu', norm: 'batch' } as const;
  network.conv({ out: 32, kernel: 3, stride: 2, ...layer, role: 'stem' });
  for (const [out, stride] of blocks) {
    network.dwconv({ kernel: 3, stride, ...layer, role: 'depthwise' });
    network.conv({ out, kernel: 1, ...layer, role: 'project' });
  }
  network.globalPool();
  network.fc({ out: classes, role: 'classifier' });
  return network.build();
}

export default defineImagenetNetwork('mobilenet-v1', 'MobileNetV1', build);
