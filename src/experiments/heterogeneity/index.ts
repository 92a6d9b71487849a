/** What heterogeneity buys: an NPU with compute-in-memory macros against an NPU alone. */
export { type Ablation, ablations, ablationsOf } from './ablation.js';
export { runHeterogeneity } from './study.js';
export { type Gain, type GainRow, gainRows } from './table.js';
export * from './types.js';
export { GAIN_HEAD, gainCells, heterogeneityNote } from './words.js';
export { type HeterogeneityResults, writeHeterogeneity } from './write.js';
