/** Experiments: run them into a folder, read the folder back, summarize it. */
export { type BenchLine, type BenchRequest, benchAgent } from './bench-agent.js';
export { comparisonTable } from './comparison-table.js';
export { type Coded, type Dataset, openDataset, type ReadOptions, type Rows, readRows } from './dataset/index.js';
export { designCard } from './design-card.js';
export { type Executor, inline } from './executor.js';
export {
  type GainRow,
  gainRows,
  type HeterogeneityRequest,
  runHeterogeneity,
  writeHeterogeneity,
} from './heterogeneity/index.js';
export { analyse, type Lottery, type LotteryEntry } from './lottery/analyse.js';
export { readFigures } from './lottery/table.js';
export { writeLottery } from './lottery/write.js';
export { type Manifest, type ManifestRun, readManifest } from './manifest.js';
export { type BenchOptions, benchDefaults, benchProxy, type ProxyBench } from './proxy/bench.js';
export { proxyProblem } from './proxy/cost-model.js';
export { type ModelName, modelNames, type Recipe, recipeOf } from './proxy/model-kinds.js';
export { protocolDefaults, type TestReport } from './proxy/protocol.js';
export { ProxyModel, readProxy } from './proxy/proxy.js';
export { type CheckedDesign, type Recheck, readRecheck, recheck } from './proxy/recheck.js';
export { writeProxyReport } from './proxy/report.js';
export { type Trained, type TrainOptions, trainProxy } from './proxy/train.js';
export { type QueryResult, query } from './query.js';
export { queueExecutor } from './queue/queue-executor.js';
export { serveQueue } from './queue/serve.js';
export { type Outcome, type Part, type PartsOutcome, type RunOptions, runExperiment, runParts } from './run.js';
export { type Experiment, ExperimentSpec, parseSpec, readSpec, resolve } from './spec.js';
export { checkComparable, type Row, readStore, type Store, type StoredRun } from './store.js';
export { Strategy } from './strategy.js';
export { type ArmSummary, type Summary, summarize, type Winner } from './summary.js';
export { mergeShards, runSweep, type SweepOptions } from './sweep/run-sweep.js';
export { expandSweep, parseSweep, readSweep, SweepSpec } from './sweep/spec.js';
export { threadPool } from './thread-pool.js';
export type { BestSoFar, RunProgress } from './tracker.js';
