/** Neural processing units: cycles of int8 operators in blocks, with memories, energy and area. */
export { blockGeometry } from './block-search.js';
export type { Device } from './compute-cycles.js';
export { areaOf, computeEnergy, leakageOf, macsPerCycle, offChipPjPerByte, sramLeakage } from './energy.js';
export { evaluateNpu, type NpuRequest } from './evaluate.js';
export { macsOf, weightsOf } from './operator.js';
export { type BlockTable, OperatorCosts } from './operator-costs.js';
export { type GivenLayer, readNpuLayer } from './read-layer.js';
export { evaluateTwoParameter, type TwoParameterResult } from './two-parameter.js';
export * from './types.js';
