/** Experiments: run them into a folder, read the folder back, summarize it. */
export { type BenchLine, type BenchRequest, benchAgent } from './bench-agent.js';
export { comparisonTable } from './comparison-table.js';
export { designCard } from './design-card.js';
export { type Manifest, type ManifestRun, readManifest } from './manifest.js';
export { type Outcome, type Part, type PartsOutcome, type RunOptions, runExperiment, runParts } from './run.js';
export { type Experiment, ExperimentSpec, parseSpec, readSpec, resolve } from './spec.js';
export { checkComparable, type Row, readStore, type Store, type StoredRun } from './store.js';
export { Strategy } from './strategy.js';
export { type ArmSummary, type Summary, summarize, type Winner } from './summary.js';
export type { BestSoFar, RunProgress } from './tracker.js';
