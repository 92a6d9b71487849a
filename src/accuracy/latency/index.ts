/** Latency predictors for networks, behind one interface. */
export { AdditivePredictor } from './additive.js';
export { CellTable, devicesOf } from './cell-table.js';
export { LookupTablePredictor, lookupTable } from './lookup-table.js';
export { type DevicePair, type Monotonicity, monotonicity } from './monotonicity.js';
export { adapt, proxyModel, VALIDATION_SAMPLES } from './one-proxy.js';
export {
  oneProxyStudy,
  type PairResult,
  type ProxyPair,
  type StudyOptions,
  studyDefaults,
  usualPairs,
} from './one-proxy-study.js';
export type {
  LatencyEstimate,
  LatencyInput,
  LatencyPredictor,
  LatencyProvenance,
  LatencyScale,
} from './predictor.js';
export { latencyPredictor, type PredictorOptions, predictorNames } from './registry.js';
export { RegressionPredictor, regressionDefaults } from './regression.js';
