/** Counts of a mobile network straight from its blocks, without its layer list: for searches that need totals alone. */
import { badRequest } from '../../errors.js';
import type { NetworkSummary } from '../totals.js';
import { checkBlock, expands, type MbconvParameters, mixOf, squeezeOf } from './parameters.js';

/**
 * The totals of `buildMbconv(parameters)`, which the tests compare; throws as it does. Per convolution (the format's
 * table): weights k*k*inC*outC (depthwise k*k*C), macs = weights * outH * outW, an inference bias an output channel,
 * and two trained values a normalised channel.
 */
export function mbconvTotals(parameters: MbconvParameters): NetworkSummary {
  const { resolution, inputChannels = 3, stem, mbconv, finalExpand, classes } = parameters;
  const roles = { stem: 0, expand: 0, depthwise: 0, seReduce: 0, seExpand: 0, project: 0, head: 0, classifier: 0 };
  let side = Math.ceil(resolution / stem.stride);
  let channels = stem.out;
  const stemWeights = stem.kernel * stem.kernel * inputChannels * stem.out;
  roles.stem = stemWeights * side * side;
  let weights = stemWeights;
  // Channels with a folded normalisation, and channels with a bias alone.
  let normalised = stem.out;
  let biased = 0;
  let layers = 1;
  for (let index = 0; index < mbconv.length; index++) {
    const block = mbconv[index] as MbconvParameters['mbconv'][number];
    checkBlock(block, channels, index);
    const { kernel, mid, out, stride } = block;
    if (expands(block, channels)) {
      weights += channels * mid;
      roles.expand += channels * mid * side * side;
      normalised += mid;
      layers++;
    }
    side = Math.ceil(side / stride);
    weights += kernel * kernel * mid + mid * out;
    roles.depthwise += kernel * kernel * mid * side * side;
    roles.project += mid * out * side * side;
    normalised += mid + out;
    const squeeze = squeezeOf(block);
    if (squeeze > 0) {
      weights += 2 * mid * squeeze;
      roles.seReduce += mid * squeeze;
      roles.seExpand += mid * squeeze;
      biased += squeeze + mid;
      layers += 4;
    }
    layers += block.residual ? 3 : 2;
    channels = out;
  }
  const mix = mixOf(parameters);
  if (finalExpand) {
    weights += channels * finalExpand.out;
    roles.head += channels * finalExpand.out * side * side;
    normalised += finalExpand.out;
    channels = finalExpand.out;
    layers++;
  }
  if (mix) {
    const before = mix.position === 'before-pool';
    weights += channels * mix.out;
    roles.head += channels * mix.out * (before ? side * side : 1);
    if (before) normalised += mix.out;
    else if (mix.useBias) biased += mix.out;
    channels = mix.out;
    layers++;
  }
  weights += channels * classes;
  roles.classifier = channels * classes;
  biased += classes;
  const biases = normalised + biased;
  const macsByRole: Record<string, number> = {};
  let macs = 0;
  for (const role in roles) {
    const count = roles[role as keyof typeof roles];
    if (count > 0) macsByRole[role] = count;
    macs += count;
  }
  if (!Number.isSafeInteger(macs) || !Number.isSafeInteger(weights + biases)) {
    throw badRequest('', 'too large to count exactly (more than 2^53 - 1); use smaller maps or fewer channels');
  }
  return {
    input: { h: resolution, w: resolution, c: inputChannels, dtype: 'int8' },
    macs,
    params: weights + biases,
    trainableParams: weights + 2 * normalised + biased,
    weights,
    biases,
    macsByRole,
    layerCount: layers + 2,
    weightBytes: weights,
  };
}
