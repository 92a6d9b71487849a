/** Data-centric cost model of layers on clustered PE arrays (after MAESTRO), and several arrays running networks. */
export { type ArraySize, areaOf, powerOf } from './area.js';
export { coverage, evaluateLayer, layerCost } from './evaluate.js';
export { MAX_CLUSTERS } from './mapping.js';
export { defaultNocArea, defaults } from './request.js';
export type * from './types.js';
