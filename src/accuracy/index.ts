/** Accuracy estimators for networks, behind one interface. */
export { capacityProvenance, capacityQuality } from './capacity.js';
export { better, type Comparison, compare, formatEstimate } from './compare.js';
export { DesignTableEstimator, designTable } from './design-table.js';
export type {
  AccuracyEstimate,
  AccuracyEstimator,
  AccuracyInput,
  AccuracyProvenance,
  AccuracyRange,
  Scale,
} from './estimator.js';
export { formatJson } from './json.js';
export * from './latency/index.js';
export { MbconvMacsEstimator, mbconvMacs } from './mbconv-macs.js';
export { McuformerSupernetEstimator, mcuformerSupernet } from './mcuformer-supernet.js';
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
export { OfaElasticEstimator, ofaElastic } from './ofa-elastic/estimator.js';
export type { ElasticSubnet } from './ofa-elastic/features.js';
export { fitOfaElastic } from './ofa-elastic/fit.js';
export { PublishedImagenetEstimator, publishedImagenet } from './published-imagenet/estimator.js';
export type { PublishedFigures } from './published-imagenet/features.js';
export { fitPublishedImagenet } from './published-imagenet/fit.js';
export { randomBaseline, relativeImprovement } from './random-baseline.js';
export { accuracyEstimator, type EstimatorOptions, estimatorNames } from './registry.js';
export { readTable, type Table } from './table.js';
export { TabularEstimator, tabular, tabularTasks } from './tabular.js';
