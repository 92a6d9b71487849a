/** Suites that register node:test tests for what others build on the package: import them in a test file. */
export { type AgentCase, agentCases, agentConformance } from './agent.js';
export { designLearnerConformance } from './design-learner.js';
export { designSpaceConformance } from './design-space.js';
export { envConformance } from './env.js';
export { learnerConformance } from './learner.js';
export { parallelEnvConformance } from './parallel-env.js';
export { type ProblemConformanceOptions, problemConformance } from './problem.js';
export { spaceConformance } from './space.js';
export { dataflowConformance, templateConformance } from './template.js';
export { checkVectorsAgree, type VectorCheck } from './vector-env.js';
