import { agentDefinition, agentNames } from '../../agents/index.js';
import type { AgentDefinition } from '../../src/design/agent.js';
import { agentConformance } from '../conformance/agent.js';

/** Hyperparameters that make costly agents cheap: how they behave is tried here, not how well they search. */
const lighter: Readonly<Record<string, object>> = {
  predictor: { pool: 40, perRound: 20 },
  bayesian: { candidates: 10, refitEvery: 30 },
  reinforce: { hidden: 8 },
};

const light = (definition: AgentDefinition): AgentDefinition => ({
  ...definition,
  create: (context) =>
    definition.create({
      ...context,
      hyperparameters: { ...(context.hyperparameters as object), ...lighter[definition.name] },
    }),
});

for (const name of agentNames()) {
  const definition = agentDefinition(name);
  agentConformance(name in lighter ? light(definition) : definition);
}
