/** The keyword arguments of `make(id, {...})` for a problem: those of the environment, all others the problem's. */
import { badRequest } from '../errors.js';
import { DesignEnv, type DesignEnvOptions } from './design-env.js';
import type { Problem, ProblemDefinition } from './problem.js';
import { type ObjectiveOptions, withObjectives } from './with-objectives.js';

/** Names that mean the environment; a problem's option of the same name is given in `options: {...}`. */
const environmentOptions = [
  'mode',
  'action',
  'observation',
  'run',
  'details',
  'maxSteps',
  'realLevels',
  'renderMode',
  'reward',
  'budget',
  'sink',
  'freeDuplicates',
  'cacheSize',
] as const satisfies readonly (keyof DesignEnvOptions)[];

/** Names that mean the problem where it has such options, else the environment or {@link withObjectives}. */
const sharedOptions = ['repair', 'objectives', 'constraints'];

/**
 * A DesignEnv of `definition`'s problem. `preset` names an option set of the problem; `repair` is the environment's,
 * `objectives` and `constraints` are those of {@link withObjectives}, unless the problem has options of these names.
 */
export function makeDesignEnv(
  definition: ProblemDefinition,
  kwargs: Readonly<Record<string, unknown>>,
  makeProblem: (options: Readonly<Record<string, unknown>>, preset?: string) => Problem,
): DesignEnv {
  const own = new Set(Object.keys((definition.options.properties ?? {}) as object));
  const environment: Record<string, unknown> = {};
  const objectives: Record<string, unknown> = {};
  const { preset, options = {}, ...rest } = kwargs;
  if (preset !== undefined && typeof preset !== 'string') {
    throw badRequest('/preset', `'preset' is a name, not ${JSON.stringify(preset)}`);
  }
  const problemOptions: Record<string, unknown> = { ...(options as object) };
  for (const [name, value] of Object.entries(rest)) {
    if (environmentOptions.some((known) => known === name)) environment[name] = value;
    else if (own.has(name) || !sharedOptions.includes(name)) problemOptions[name] = value;
    else if (name === 'repair') environment[name] = value;
    else objectives[name] = value;
  }
  const problem = makeProblem(problemOptions, preset);
  const seen = Object.keys(objectives).length === 0 ? problem : withObjectives(problem, objectives as ObjectiveOptions);
  return new DesignEnv(seen, environment as DesignEnvOptions);
}
