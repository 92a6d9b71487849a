/** Accuracy surrogates of the two families; their scales are not comparable. Fractions. */
import { patchSizes, rankRatios, supernets } from './transformers.js';

/** Highest accuracy that the mbconv surrogate gives. */
export const MBCONV_BEST = 0.75;

/**
 * ImageNet top-1 from MACs alone: least squares on seven published MCUNet, MobileNetV2 and ProxylessNAS rows (errors
 * -1.3 to +2.4 per cent), for 6 to 470 million MACs. It knows nothing of depth or kernels.
 */
export function accuracyFromMacs(macs: number): number {
  return Math.min(Math.max(104.665 - 85.543 * (macs / 1e6) ** -0.15, 0.1), 100 * MBCONV_BEST) / 100;
}

/**
 * Supernet top-1, not final accuracy: a plane through the scores of MCUFormer's search (mean error 1.6, largest 7.4 per
 * cent) and a fit to 120 scored subnets.
 */
export function supernetAccuracy(rank: number, patch: number, embed: number, depth: number): number {
  const base = 36.47 + 66.04 * rank - 0.435 * patch - 38.71 * rank ** 2 + 1.174 * rank * patch - 0.0338 * patch ** 2;
  return Math.min(Math.max(base + 0.078 * (embed - 192) + 0.22 * (depth - 13), 0.1), 100) / 100;
}

/** Highest supernet accuracy of a search space. */
export function supernetBest(name: keyof typeof supernets): number {
  const { embed, depth } = supernets[name];
  const points = rankRatios.flatMap((rank) => patchSizes.map((patch) => [rank, patch] as const));
  return Math.max(
    ...points.map(([rank, patch]) => supernetAccuracy(rank, patch, Math.max(...embed), Math.max(...depth))),
  );
}
