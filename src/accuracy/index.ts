/** Accuracy estimators for networks, behind one interface. */
export { capacityProvenance, capacityQuality } from './capacity.js';
export { better, type Comparison, compare, formatEstimate } from './compare.js';
export type {
  AccuracyEstimate,
  AccuracyEstimator,
  AccuracyInput,
  AccuracyProvenance,
  AccuracyRange,
  Scale,
} from './estimator.js';
export { formatJson } from './json.js';
export {
  bestCell,
  bestCellAccuracy,
  NasBench201Estimator,
  nasBench201,
  nasBench201From,
} from './nas-bench-201/estimator.js';
export { fitNasBench201 } from './nas-bench-201/fit.js';
export { type CellTask, cellTask, cellTasks, chance } from './nas-bench-201/tasks.js';
export { noisy } from './noisy.js';
export { accuracyEstimator, type EstimatorOptions, estimatorNames } from './registry.js';
export { readTable, type Table } from './table.js';
export { TabularEstimator, tabular, tabularTasks } from './tabular.js';
