/**
 * The MCUNet networks as published (mit-han-lab/mcunet, MIT): block lists and int8 ImageNet top-1 of its README. Their
 * channels are their own, so they are no points of the searched skeleton; they are what a search is compared with.
 */
import { buildNetwork, type Network } from '../../src/networks/index.js';

type Block = readonly [kernel: number, expand: number, out: number, stride: number];

export interface PublishedNetwork {
  readonly id: string;
  readonly resolution: number;
  /** Channels of the stem, a 3x3 convolution of stride 2. */
  readonly stem: number;
  /** Published int8 ImageNet top-1, a fraction. */
  readonly accuracy: number;
  readonly blocks: readonly Block[];
}

export const publishedNetworks: readonly PublishedNetwork[] = [
  {
    id: 'mcunet-in0',
    resolution: 48,
    stem: 24,
    accuracy: 0.404,
    blocks: [
      [3, 1, 16, 1],
      [5, 4, 16, 2],
      [3, 3, 16, 1],
      [3, 4, 16, 1],
      [7, 5, 24, 2],
      [5, 4, 24, 1],
      [5, 5, 24, 1],
      [7, 5, 48, 2],
      [5, 4, 48, 1],
      [3, 5, 56, 1],
      [5, 4, 56, 1],
      [3, 5, 56, 1],
      [3, 6, 112, 2],
      [5, 4, 112, 1],
      [3, 6, 192, 1],
    ],
  },
  {
    id: 'mcunet-in2',
    resolution: 160,
    stem: 16,
    accuracy: 0.603,
    blocks: [
      [3, 1, 8, 1],
      [5, 3, 16, 2],
      [7, 6, 16, 1],
      [3, 5, 16, 1],
      [5, 5, 16, 1],
      [3, 5, 24, 2],
      [7, 6, 24, 1],
      [5, 6, 24, 1],
      [7, 4, 40, 2],
      [5, 5, 40, 1],
      [3, 5, 48, 1],
      [5, 5, 48, 1],
      [3, 4, 48, 1],
      [5, 6, 96, 2],
      [5, 4, 96, 1],
      [5, 3, 96, 1],
      [3, 4, 96, 1],
      [5, 5, 160, 1],
    ],
  },
  {
    id: 'mcunet-in3',
    resolution: 176,
    stem: 16,
    accuracy: 0.618,
    blocks: [
      [3, 1, 8, 1],
      [7, 3, 16, 2],
      [3, 5, 16, 1],
      [7, 5, 16, 1],
      [5, 4, 16, 1],
      [5, 5, 24, 2],
      [5, 5, 24, 1],
      [5, 5, 24, 1],
      [3, 5, 40, 2],
      [7, 6, 40, 1],
      [5, 4, 40, 1],
      [5, 5, 48, 1],
      [7, 5, 48, 1],
      [3, 5, 48, 1],
      [3, 6, 96, 2],
      [7, 5, 96, 1],
      [3, 4, 96, 1],
      [7, 5, 160, 1],
    ],
  },
];

/** The layers of a published network. */
export function buildPublished({ resolution, stem, blocks }: PublishedNetwork): Network {
  let channels = stem;
  const mbconv = blocks.map(([kernel, expand, out, stride]) => {
    const residual = stride === 1 && out === channels;
    const block = { kernel, expand, mid: channels * expand, out, stride, residual };
    channels = out;
    return block;
  });
  return buildNetwork('mbconv', {
    resolution,
    stem: { kernel: 3, stride: 2, out: stem },
    mbconv,
    mix: null,
    classes: 1000,
  });
}
