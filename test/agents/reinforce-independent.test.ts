import { agentDefinition } from '../../agents/index.js';
import { agentConformance } from '../conformance/agent.js';

const definition = agentDefinition('reinforce');

agentConformance({
  ...definition,
  create: (context) =>
    definition.create({
      ...context,
      hyperparameters: { ...(context.hyperparameters as object), controller: 'independent' },
    }),
});
