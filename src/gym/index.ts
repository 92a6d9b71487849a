export { type CheckOptions, checkEnv } from './check-env.js';
export { checkParallelEnv } from './check-parallel-env.js';
export { discover } from './discover.js';
export {
  Env,
  type EnvMetadata,
  type Info,
  type ResetOptions,
  type ResetResult,
  type StepResult,
  type StepTuple,
  toTuple,
} from './env.js';
export { type Notice, notify, setNotice } from './notice.js';
export type { ParallelEnv, ParallelResetResult, ParallelStepResult, PerAgent } from './parallel-env.js';
export {
  defineEnv,
  type EnvDefinition,
  type EnvFactory,
  isEnvDefinition,
  type MakeOptions,
  make,
  makeVec,
  register,
  registersEnvironments,
  registry,
  spec,
  summary,
} from './registry.js';
export { checkRenderMode, onlyRenderMode } from './render-mode.js';
export { type EnvSpec, envSpecFromJSON, type ParsedId, parseId } from './spec.js';
export { SyncVectorEnv } from './vector/sync-vector-env.js';
export type { VectorOptions } from './vector/vector-base.js';
export type {
  AutoresetMode,
  VectorEnv,
  VectorResetOptions,
  VectorResetResult,
  VectorStepResult,
} from './vector/vector-env.js';
export { WorkerVectorEnv, type WorkerVectorOptions } from './vector/worker-vector-env.js';
export { DiscretizeAction } from './wrappers/discretize-action.js';
export { FlattenObservation } from './wrappers/flatten-observation.js';
export { NormalizeObservation } from './wrappers/normalize-observation.js';
export { NormalizeReward, type NormalizeRewardState } from './wrappers/normalize-reward.js';
export { OrderEnforcing } from './wrappers/order-enforcing.js';
export { PassiveEnvChecker } from './wrappers/passive-env-checker.js';
export {
  type EpisodeStatistics,
  RecordEpisodeStatistics,
  type StatisticsOptions,
} from './wrappers/record-episode-statistics.js';
export { RecordTrajectory, type TrajectoryRow, type TrajectorySink } from './wrappers/record-trajectory.js';
export { RescaleAction } from './wrappers/rescale-action.js';
export { TimeLimit } from './wrappers/time-limit.js';
export { TransformAction } from './wrappers/transform-action.js';
export { TransformObservation } from './wrappers/transform-observation.js';
export { TransformReward } from './wrappers/transform-reward.js';
export { Passthrough, Wrapper } from './wrappers/wrapper.js';
