/** The sweep file: problems x agents with their hyperparameter sets x seeds x budgets. */
import { existsSync } from 'node:fs';
import { dirname, resolve as resolvePath } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Static, Type } from '@sinclair/typebox';
import { searcherDefinition } from '../../../agents/index.js';
import { makeProblem } from '../../../envs/index.js';
import { fillOptions } from '../../design/options.js';
import { badRequest } from '../../errors.js';
import { canonicalJson } from '../canonical.js';
import { parsedFrom, readJson } from '../read-json.js';
import {
  checkSeeds,
  type Experiment,
  type ExperimentSpec,
  FreeDuplicates,
  MOST_EVALUATIONS,
  parseSpec,
  resolve,
  Seeds,
} from '../spec.js';
import { hyperparameterSets, SweepAgent } from './hyperparameter-sets.js';

const closed = { additionalProperties: false } as const;
const nameOf = (description: string) => Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$', description });

const SweepProblem = Type.Object(
  {
    problem: Type.String({ description: 'id of a problem (`cogym envs`)' }),
    options: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: 'options of the problem' }),
    preset: Type.Optional(Type.String({ description: 'named option set of the problem; `options` override it' })),
    name: Type.Optional(nameOf('name of its folder and in reports; default: id and preset')),
    agents: Type.Optional(Type.Array(SweepAgent, { description: 'agents for this problem alone, after those of all' })),
  },
  closed,
);

export const SweepSpec = Type.Object(
  {
    name: nameOf('letters, digits, dot, dash and underscore'),
    description: Type.Optional(Type.String({ description: 'what the sweep asks; printed in reports' })),
    modules: Type.Array(Type.String(), {
      default: [],
      description: 'modules that register problems of your own, from the folder of this file',
    }),
    problems: Type.Array(SweepProblem, { minItems: 1 }),
    agents: Type.Array(SweepAgent, { minItems: 1 }),
    seeds: Seeds,
    budgets: Type.Array(Type.Integer({ minimum: 1, maximum: MOST_EVALUATIONS }), {
      minItems: 1,
      uniqueItems: true,
      description:
        'evaluations of each run; agents whose schedule does not look at the budget run the largest one alone',
    }),
    batch: Type.Integer({ minimum: 1, default: 1, description: 'designs asked of the agent at once' }),
    freeDuplicates: Type.Optional(FreeDuplicates),
    out: Type.Optional(Type.String({ description: 'folder of the results; default runs/<name>' })),
  },
  closed,
);
export type SweepSpec = Static<typeof SweepSpec>;

/** One problem of a sweep with all of its runs. */
export interface SweepPart {
  /** Unique in the sweep; also the name of its folder. */
  readonly name: string;
  readonly experiment: Experiment;
}

/**
 * Reads a sweep file; `modules` become URLs, so that threads find them.
 * @throws CogymError `specUnreadable` naming the file, `badRequest` naming the field
 */
export function readSweep(file: string): SweepSpec {
  const json = readJson(file, 'sweep file');
  return parsedFrom(file, () => parseSweep(json, dirname(resolvePath(file))));
}

/** The sweep in `json` with its defaults filled in; modules are resolved from `folder`. */
export function parseSweep(json: unknown, folder = process.cwd()): SweepSpec {
  checkSeeds(json);
  const spec = fillOptions(SweepSpec, json) as SweepSpec;
  return { ...spec, modules: spec.modules.map((name, i) => moduleUrl(name, folder, `/modules/${i}`)) };
}

function moduleUrl(name: string, folder: string, path: string): string {
  const url = name.startsWith('file:') ? name : pathToFileURL(resolvePath(folder, name)).href;
  if (!existsSync(fileURLToPath(url))) throw badRequest(path, `there is no module ${fileURLToPath(url)}`);
  return url;
}

/**
 * The experiments of a sweep, one for each problem, every set of hyperparameters written out.
 * @throws CogymError `badRequest` with a pointer, `unknownProblem`, `unknownAgent`
 */
export async function expandSweep(spec: SweepSpec): Promise<SweepPart[]> {
  for (const module of spec.modules) await import(module);
  const names = new Set<string>();
  return spec.problems.map((entry, i) => {
    const name = entry.name ?? [entry.problem, entry.preset].filter(Boolean).join('-').replaceAll('/', '-');
    if (names.has(name)) {
      throw badRequest(`/problems/${i}/name`, `two problems of the sweep are called '${name}': give one another name`);
    }
    names.add(name);
    return { name, experiment: resolve(experimentSpec(spec, entry, i, name)) };
  });
}

function experimentSpec(
  spec: SweepSpec,
  entry: SweepSpec['problems'][number],
  index: number,
  name: string,
): ExperimentSpec {
  const { problem, options, preset } = entry;
  const { dimension } = makeProblem(problem, options, preset).space;
  const listed = [
    ...spec.agents.map((agent, i) => ({ agent, path: `/agents/${i}` })),
    ...(entry.agents ?? []).map((agent, i) => ({ agent, path: `/problems/${index}/agents/${i}` })),
  ];
  const agents = listed.flatMap(({ agent, path }) =>
    hyperparameterSets(agent, dimension, path).flatMap((set) =>
      budgetsOf(agent.name, set.budget, spec.budgets).map((budget) => ({
        name: agent.name,
        hyperparameters: set.hyperparameters,
        budget,
      })),
    ),
  );
  return parseSpec({
    name: `${spec.name}-${name}`,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    problem,
    options,
    ...(preset === undefined ? {} : { preset }),
    agents: [...new Map(agents.map((agent) => [canonicalJson(agent), agent])).values()],
    seeds: spec.seeds,
    budget: Math.max(...spec.budgets),
    batch: spec.batch,
    ...(spec.freeDuplicates === undefined ? {} : { freeDuplicates: spec.freeDuplicates }),
  });
}

/** Budgets of the runs of one set: one of the largest holds all smaller ones unless the agent plans by its budget. */
function budgetsOf(agent: string, own: number | undefined, budgets: readonly number[]): number[] {
  const capped = budgets.map((budget) => Math.min(budget, own ?? budget));
  return searcherDefinition(agent).usesBudget ? [...new Set(capped)].sort((a, b) => a - b) : [Math.max(...capped)];
}
