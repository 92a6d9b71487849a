/** Compute-in-memory macros and layers on them: SRAM gate by gate (after ZigZag-IMC), analog arrays (after NeuroSim). */
export { type AdcFigures, type AdcQuery, adcFigures } from './adc/query.js';
export type { PreparedArrayMacro } from './array-level/macro.js';
export { energyParts } from './energy-parts.js';
export { type EnergyBar, energyPicture } from './energy-picture.js';
export { layerOnMacro, type PreparedMacro, prepareMacro } from './evaluate.js';
export type { PreparedGateMacro } from './gate-level/macro.js';
export { type MemoryFigures, memoryOf } from './memory.js';
export { accuracyDrop, type NoisyLayer } from './noise/accuracy-drop.js';
export { layerNoise, type NoiseFigures, type NoiseOptions } from './noise/layer-noise.js';
export type { MeasuredSums } from './noise/measured-sums.js';
export type { Operands } from './noise/operands.js';
export * from './types.js';
