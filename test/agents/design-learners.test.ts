import { learnerDefinition, learnerNames } from '../../agents/index.js';
import { designLearnerConformance } from '../conformance/design-learner.js';

/** Small networks and small updates: how learners behave is tried here, not how well they learn. */
const small = { hidden: [8], environments: 4, learningRate: 0.01 };
/** What they see decides between constants and networks. */
const light: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  ppo: [small, { ...small, observation: 'full' }],
  sac: [
    { ...small, warmup: 5, batch: 8 },
    { ...small, warmup: 5, batch: 8, observation: 'full', actions: 'discrete' },
  ],
  ippo: [small, { ...small, observation: 'global+own' }],
  mappo: [small, { ...small, observation: 'global+own', factorisation: 'single' }],
};

for (const name of learnerNames()) {
  for (const hyperparameters of light[name] ?? [{}]) designLearnerConformance(learnerDefinition(name), hyperparameters);
}
