/** The problems that can be made by id. Files in `envs/` are registered by `envs/index.ts`, others by their users. */
import { badRequest, CogymError } from '../errors.js';
import { register } from '../gym/index.js';
import { nearest } from '../stats/nearest.js';
import { withCostModel } from './cost-model.js';
import { makeDesignEnv } from './make-design-env.js';
import { fillOptions } from './options.js';
import type { Problem, ProblemDefinition } from './problem.js';

const definitions = new Map<string, ProblemDefinition>();

/**
 * Makes `definition` known by its id, to {@link makeProblem} and, as a DesignEnv, to the gym's `make`.
 * @throws CogymError `badRequest` when another definition has the id
 */
export function registerProblem(definition: ProblemDefinition): void {
  const known = definitions.get(definition.id);
  if (known === definition) return;
  if (known !== undefined) throw badRequest('/id', `a problem '${definition.id}' is registered already`);
  definitions.set(definition.id, definition);
  register({
    id: definition.id,
    summary: definition.summary,
    create: (kwargs) =>
      makeDesignEnv(definition, kwargs, (options, preset) => makeProblem(definition.id, options, preset)),
  });
}

/** @throws CogymError `unknownProblem`, listing the nearest ids */
export function problemDefinition(id: string): ProblemDefinition {
  const definition = definitions.get(id);
  if (definition === undefined) {
    const near = nearest(id, definitions.keys());
    const hint =
      near.length === 0 ? 'no problem is registered; import codesign-gym/envs' : `nearest: ${near.join(', ')}`;
    throw new CogymError('unknownProblem', `no problem '${id}'; ${hint}`, '/problem');
  }
  return definition;
}

/**
 * The problem `id` with `options` over those of `preset`, the rest at their defaults. Every problem has the option
 * `costModel` beside its own: see {@link withCostModel}.
 * @throws CogymError `unknownProblem`, `unknownPreset`, `badRequest` for an option, `tableMissing` where a table is needed
 */
export function makeProblem(id: string, options: Readonly<Record<string, unknown>> = {}, preset?: string): Problem {
  const definition = problemDefinition(id);
  let base: object = {};
  if (preset !== undefined) {
    if (!Object.hasOwn(definition.presets, preset)) {
      const known = Object.keys(definition.presets);
      const message = `'${id}' has no preset '${preset}'; it has ${known.join(', ') || 'none'}`;
      throw new CogymError('unknownPreset', message, '/preset');
    }
    base = definition.presets[preset] as object;
  }
  const { costModel, ...own } = { ...base, ...options } as Record<string, unknown>;
  return withCostModel(definition.create(fillOptions(definition.options, own, '/options')), costModel);
}

/** Ids of all registered problems, sorted. */
export function problemIds(): readonly string[] {
  return [...definitions.keys()].sort();
}
