export type { Agent, AgentContext, AgentDefinition, Json, Told } from './agent.js';
export { defineAgent } from './agent.js';
export { DesignSpace } from './design-space.js';
export type { TupleSlice } from './encodings.js';
export type { Evaluation, Provenance, Violation } from './evaluation.js';
export { exceed, totalViolation } from './evaluation.js';
export type { DesignDict, DictDesign } from './gym-spaces.js';
export type { JsonSchema } from './json-schema.js';
export { latinHypercube } from './latin-hypercube.js';
export type { Mask } from './mask.js';
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
export type { Partition } from './partition.js';
export { byGroup, checkPartition, perParameter } from './partition.js';
export type { MetricSpec, Objective, Problem, ProblemDefinition } from './problem.js';
export { defineProblem } from './problem.js';
export { MAX_SOBOL_DIMENSION, type SobolOptions, SobolSequence } from './sobol.js';
export type { CrossoverOptions, MutationOptions, RealStep } from './variation.js';
export { localStep, reflect } from './variation.js';
