/** The interface between search agents and the driver: ask for designs, tell their evaluations. */
import type { Static, TSchema } from '@sinclair/typebox';
import type { DesignSpace } from './design-space.js';
import type { Evaluation } from './evaluation.js';
import type { Design } from './parameter.js';
import type { Mask } from './problem.js';

/** A value of JSON: what an agent's state must consist of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Told {
  readonly design: Design;
  readonly evaluation: Evaluation;
}

/** A black-box agent. Objectives are minimised. */
export interface Agent {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** At most `count` designs, at least one. `ask(k)` for another k may lead to another path; a given k repeats. */
  ask(count: number): Design[];
  /** Results in any order, of any subset of what was asked, also of designs never asked (warm start). */
  tell(results: readonly Told[]): void;
  /** Complete: an agent restored from it continues bit for bit. */
  state(): Json;
  restore(state: Json): void;
}

/** All that an agent learns of the problem. It never sees an id. */
export interface AgentContext<H = Readonly<Record<string, unknown>>> {
  readonly space: DesignSpace;
  /** Number of objectives. */
  readonly objectives: number;
  readonly mask?: Mask;
  /** Evaluations that the run may spend. */
  readonly budget: number;
  readonly seed: number;
  readonly hyperparameters: H;
}

/** How a file in `agents/` declares an algorithm: `export default defineAgent({...})`. */
export interface AgentDefinition<Hyperparameters extends TSchema = TSchema> {
  readonly name: string;
  /** One sentence for lists. */
  readonly summary: string;
  /** JSON schema with ranges, defaults and descriptions: also the command line and the study's grid. */
  readonly hyperparameters: Hyperparameters;
  /** True when the schedule depends on the budget, so that a long run does not contain the shorter ones. */
  readonly usesBudget: boolean;
  /** Loads what `create` needs; drivers await it once before. */
  prepare?(): Promise<unknown>;
  create(context: AgentContext<Static<Hyperparameters>>): Agent;
}

export function defineAgent<Hyperparameters extends TSchema>(
  definition: AgentDefinition<Hyperparameters>,
): AgentDefinition<Hyperparameters> {
  return Object.freeze(definition);
}
