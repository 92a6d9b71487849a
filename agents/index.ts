/** The search algorithms: one file each, found by name. A new agent is a new file with `export default defineAgent`. */
import type { Agent, AgentContext, AgentDefinition } from '../src/design/agent.js';
import { fillOptions } from '../src/design/options.js';
import { CogymError } from '../src/errors.js';
import { discover } from '../src/gym/discover.js';
import { nearest } from '../src/stats/nearest.js';

function isDefinition(value: unknown): value is AgentDefinition {
  const candidate = value as Partial<AgentDefinition> | null;
  return typeof candidate === 'object' && typeof candidate?.create === 'function' && 'usesBudget' in candidate;
}

const definitions = new Map<string, AgentDefinition>(
  (await discover(new URL('./', import.meta.url), isDefinition)).map((definition) => [definition.name, definition]),
);

/** Names of all agents, sorted. */
export function agentNames(): string[] {
  return [...definitions.keys()].sort();
}

/** The declaration of an agent; an unknown name is an `unknownAgent` error that lists the nearest ones. */
export function agentDefinition(name: string): AgentDefinition {
  const definition = definitions.get(name);
  if (definition !== undefined) return definition;
  throw new CogymError('unknownAgent', `no agent '${name}'; nearest: ${nearest(name, definitions.keys()).join(', ')}`);
}

/**
 * `hyperparameters` with the defaults of the agent's schema filled in; the argument stays as it is.
 * @throws `badRequest` naming the hyperparameter, its value and its range
 */
export function completeHyperparameters(
  name: string,
  hyperparameters: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return fillOptions(agentDefinition(name).hyperparameters, hyperparameters, '/hyperparameters');
}

/** A new agent; missing hyperparameters take their defaults. */
export function makeAgent(
  name: string,
  context: Omit<AgentContext, 'hyperparameters'> & Partial<Pick<AgentContext, 'hyperparameters'>>,
): Agent {
  const hyperparameters = completeHyperparameters(name, context.hyperparameters);
  return agentDefinition(name).create({ ...context, hyperparameters });
}

export type { Agent, AgentContext, AgentDefinition, Json, Told } from '../src/design/agent.js';
export { defineAgent } from '../src/design/agent.js';
