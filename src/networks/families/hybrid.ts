/**
 * `hybrid`: mobile networks of five stages of which the last three may be convolutions or transformers, in the manner
 * of H4H-NAS (whose own space is not published in detail: this one is ours).
 */
import { DesignSpace } from '../../design/design-space.js';
import { defineFamily } from '../family.js';
import { buildHybrid } from '../hybrid/build.js';
import {
  completeHybrid,
  type HybridParameters,
  HybridSchema,
  HybridSpaceOptions,
  hybridParameters,
  repairedStages,
} from '../hybrid/parameters.js';

/** Depths 1,2,2,2,2, kernel 3, expansion 4, no squeeze-and-excite: the worked examples. */
const convolutions: HybridParameters = completeHybrid({});

export default defineFamily({
  id: 'hybrid',
  description: 'mobile networks whose later stages are convolutions or transformers (H4H-style)',
  parameters: HybridSchema,
  options: HybridSpaceOptions,
  examples: [
    { name: 'mbconv', parameters: convolutions },
    {
      name: 'transformer',
      parameters: completeHybrid({ stage4Type: 'transformer', stage4QkRatio: 0.5, stage5Type: 'transformer' }),
    },
  ],
  complete: completeHybrid,
  designSpace: (options) => new DesignSpace(hybridParameters(options)),
  fromDesign: (design) => completeHybrid(design),
  encode: (parameters, options) =>
    Object.fromEntries(hybridParameters(options).map(({ name }) => [name, parameters[name] as string | number])),
  build: buildHybrid,
  repaired: repairedStages,
});
