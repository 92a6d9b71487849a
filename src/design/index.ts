export type { Agent, AgentContext, AgentDefinition, Json, Told } from './agent.js';
export { defineAgent } from './agent.js';
export { AgentSlice, type SliceAction } from './agent-slice.js';
export { type CostModel, registerCostModel, withCostModel } from './cost-model.js';
export {
  DesignEnv,
  type DesignEnvOptions,
  type DesignModeName,
  designEnvDefaults,
  designModes,
} from './design-env.js';
export { DesignRun, type DesignRunOptions } from './design-run.js';
export { DesignSpace } from './design-space.js';
export type { TupleSlice } from './encodings.js';
export type { Evaluation, Provenance, Verdict, Violation } from './evaluation.js';
export { exceed, refused, totalViolation, verdict } from './evaluation.js';
export { type EvaluationRecord, Evaluator, type EvaluatorOptions } from './evaluator.js';
export {
  type CompiledObjective,
  type Constraint,
  compileConstraint,
  compileExpression,
  compileObjective,
  type Expression,
} from './expression.js';
export { factorisations, partitionOf } from './factorisation.js';
export type { DesignDict, DictDesign } from './gym-spaces.js';
export { HypervolumeTracker, hypervolume } from './hypervolume.js';
export type { JsonSchema } from './json-schema.js';
export { latinHypercube } from './latin-hypercube.js';
export {
  type AnyLearnerDefinition,
  type DesignView,
  defineLearner,
  defineParallelLearner,
  type Learner,
  type LearnerBase,
  type LearnerContext,
  type LearnerDefinition,
  type ParallelDesignView,
  type ParallelLearner,
  type ParallelLearnerContext,
  type ParallelLearnerDefinition,
  type PlayerSpaces,
  type TrainReport,
} from './learner.js';
export type { Mask } from './mask.js';
export { fillOptions } from './options.js';
export { type ParallelObservationKind, parallelObservations } from './parallel-observation.js';
export type {
  CategoricalParameter,
  Condition,
  Design,
  IntegerParameter,
  OrdinalParameter,
  Parameter,
  ParameterValue,
  RealParameter,
} from './parameter.js';
export { categorical, integer, ordinal, real } from './parameter.js';
export { type ArchiveEntry, nonDominated, ParetoArchive } from './pareto.js';
export type { Partition } from './partition.js';
export { byGroup, checkPartition, perParameter } from './partition.js';
export type { Features, MetricSpec, Objective, Problem, ProblemDefinition } from './problem.js';
export { defineProblem } from './problem.js';
export { makeProblem, problemDefinition, problemIds, registerProblem } from './problem-registry.js';
export { restrict } from './restrict.js';
export { makeReward, type Reward, rewardNames } from './rewards.js';
export { MAX_SOBOL_DIMENSION, type SobolOptions, SobolSequence } from './sobol.js';
export {
  ParallelDesignEnv,
  type ParallelOptions,
  type ParallelReward,
  parallelRewards,
  toParallel,
} from './to-parallel.js';
export type { CrossoverOptions, MutationOptions, RealStep } from './variation.js';
export { localStep, reflect } from './variation.js';
export { type ObjectiveOptions, withObjectives } from './with-objectives.js';
