/** The search algorithms: one file each, found by name. A new agent is a new file with `export default defineAgent`. */
import type { Agent, AgentContext, AgentDefinition } from '../src/design/agent.js';
import type { AnyLearnerDefinition } from '../src/design/learner.js';
import { fillOptions } from '../src/design/options.js';
import { CogymError } from '../src/errors.js';
import { discover } from '../src/gym/discover.js';
import { nearest } from '../src/stats/nearest.js';

/** What {@link searcherDefinition} gives: an agent that asks and tells, or a learner that trains on environments. */
export type SearcherDefinition = AgentDefinition | AnyLearnerDefinition;

function isDefinition(value: unknown): value is SearcherDefinition {
  const candidate = value as Partial<AgentDefinition & AnyLearnerDefinition> | null;
  if (typeof candidate !== 'object' || candidate === null || !('usesBudget' in candidate)) return false;
  return typeof candidate.create === 'function' || typeof candidate.createLearner === 'function';
}

export function isLearner(definition: SearcherDefinition): definition is AnyLearnerDefinition {
  return 'createLearner' in definition;
}

const definitions = new Map<string, SearcherDefinition>(
  (await discover(new URL('./', import.meta.url), isDefinition)).map((definition) => [definition.name, definition]),
);

const namesOf = (learners: boolean): string[] =>
  [...definitions.values()]
    .filter((definition) => isLearner(definition) === learners)
    .map(({ name }) => name)
    .sort();

/** Names of all agents that ask and tell, sorted. */
export const agentNames = (): string[] => namesOf(false);

/** Names of all learners, sorted. */
export const learnerNames = (): string[] => namesOf(true);

/**
 * The declaration of an agent or learner; an unknown name is an `unknownAgent` error that lists the nearest ones.
 */
export function searcherDefinition(name: string): SearcherDefinition {
  const definition = definitions.get(name);
  if (definition !== undefined) return definition;
  throw new CogymError('unknownAgent', `no agent '${name}'; nearest: ${nearest(name, definitions.keys()).join(', ')}`);
}

/** The declaration of an agent; an unknown name is an `unknownAgent` error that lists the nearest ones. */
export function agentDefinition(name: string): AgentDefinition {
  const definition = searcherDefinition(name);
  if (!isLearner(definition)) return definition;
  throw new CogymError('unknownAgent', `'${name}' learns on environments and does not ask; see learnerDefinition`);
}

/** The declaration of a learner; an unknown name is an `unknownAgent` error that lists the nearest ones. */
export function learnerDefinition(name: string): AnyLearnerDefinition {
  const definition = searcherDefinition(name);
  if (isLearner(definition)) return definition;
  throw new CogymError(
    'unknownAgent',
    `'${name}' does not learn on environments; learners: ${learnerNames().join(', ')}`,
  );
}

/** Loads what the agent or learner needs (a tensor backend, where it has networks); await it once before a run. */
export async function prepareSearcher(name: string): Promise<void> {
  await searcherDefinition(name).prepare?.();
}

/**
 * `hyperparameters` with the defaults of the schema filled in (of a learner, those for design problems); the argument
 * stays as it is.
 * @throws `badRequest` naming the hyperparameter, its value and its range
 */
export function completeHyperparameters(
  name: string,
  hyperparameters: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const definition = searcherDefinition(name);
  const own = isLearner(definition) ? { ...definition.designDefaults, ...hyperparameters } : hyperparameters;
  return fillOptions(definition.hyperparameters, own, '/hyperparameters');
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
