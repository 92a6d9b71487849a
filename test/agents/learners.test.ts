import { learnerDefinition, learnerNames } from '../../agents/index.js';
import { learnerConformance } from '../conformance/learner.js';

/** How learners behave is tried here, with small networks and early learning; how well they learn is checked elsewhere. */
const light: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ppo: { hidden: [16], environments: 4, steps: 10, epochs: 8, learningRate: 0.01, anneal: false },
  sac: { hidden: [16], warmup: 40, batch: 32, replay: 500, learningRate: 0.01 },
};

for (const name of learnerNames()) {
  const definition = learnerDefinition(name);
  if (definition.plays === 'single') learnerConformance(definition, light[name]);
}
