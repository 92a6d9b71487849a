/** `alexnet` (Krizhevsky et al., NeurIPS 2012): two groups, local response normalisation, overlapping pools. */
import { NetworkBuilder } from '../builder.js';
import { defineImagenetNetwork, type ImagenetParameters } from '../imagenet-network.js';
import type { Network } from '../network.js';

const HIDDEN = 4096;

function build({ resolution, classes }: ImagenetParameters): Network {
  const network = new NetworkBuilder('alexnet', { h: resolution, w: resolution, c: 3, dtype: 'int8' });
  const pool = () => network.maxpool({ kernel: 3, stride: 2, padding: 'valid' });
  // 224 with two rows on each side gives the 55x55 maps that the paper's figures need.
  network.conv({ out: 96, kernel: 11, stride: 4, pad: 2, act: 'relu', role: 'stem' });
  network.lrn();
  pool();
  network.conv({ out: 256, kernel: 5, groups: 2, act: 'relu' });
  network.lrn();
  pool();
  network.conv({ out: 384, kernel: 3, act: 'relu' });
  network.conv({ out: 384, kernel: 3, groups: 2, act: 'relu' });
  network.conv({ out: 256, kernel: 3, groups: 2, act: 'relu' });
  pool();
  network.fc({ out: HIDDEN, act: 'relu' });
  network.fc({ out: HIDDEN, act: 'relu' });
  network.fc({ out: classes, role: 'classifier' });
  return network.build();
}

export default defineImagenetNetwork('alexnet', 'AlexNet', build);
