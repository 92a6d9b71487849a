/** The experiment file: which problem, which agents and strategies, which seeds, how much budget. */
import { type Static, Type } from '@sinclair/typebox';
import { Ajv } from 'ajv';
import { completeHyperparameters, isLearner, searcherDefinition } from '../../agents/index.js';
import { makeProblem } from '../../envs/index.js';
import { fillOptions } from '../design/options.js';
import type { Problem } from '../design/problem.js';
import { badRequest, CogymError } from '../errors.js';
import { canonicalJson } from './canonical.js';
import { phaseProblem } from './phase-problem.js';
import './proxy/cost-model.js';
import { parsedFrom, readJson } from './read-json.js';
import { checkStrategy, joint, phasesOf, Strategy } from './strategy.js';

const Seed = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const closed = { additionalProperties: false } as const;

const AgentEntry = Type.Object(
  {
    name: Type.String({ description: 'name of an agent (`cogym agents`)' }),
    hyperparameters: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description: 'values of its hyperparameters; those left out take their defaults',
    }),
    budget: Type.Optional(
      Type.Integer({ minimum: 1, description: "evaluations of each of its runs, in place of the experiment's" }),
    ),
  },
  closed,
);

/** More evaluations of a run, or seeds, than these would take months: a slip of the pen. */
export const MOST_EVALUATIONS = 100_000_000;
export const MOST_SEEDS = 1_000_000;

export const Seeds = Type.Union(
  [
    Type.Array(Seed, { minItems: 1, uniqueItems: true }),
    Type.Object({ first: Type.Optional(Seed), count: Type.Integer({ minimum: 1, maximum: MOST_SEEDS }) }, closed),
  ],
  { description: 'list of seeds, or `first` (default 0) and `count`' },
);
export const FreeDuplicates = Type.Boolean({
  description:
    'a design asked again costs nothing and gives no row; default false: agents are compared by what they ask',
});
const validSeeds = new Ajv().compile(Seeds);

export const ExperimentSpec = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
      description: 'name of the experiment: letters, digits, dot, dash and underscore',
    }),
    description: Type.Optional(Type.String({ description: 'what the experiment asks; printed in the report' })),
    problem: Type.String({ description: 'id of a problem (`cogym envs`)' }),
    options: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: 'options of the problem' }),
    preset: Type.Optional(Type.String({ description: 'named option set of the problem; `options` override it' })),
    agents: Type.Array(AgentEntry, { minItems: 1, description: 'the search agents, each with its hyperparameters' }),
    strategies: Type.Optional(
      Type.Array(Strategy, { minItems: 1, description: 'how the budget is divided; default: one joint search' }),
    ),
    seeds: Seeds,
    budget: Type.Integer({ minimum: 1, maximum: MOST_EVALUATIONS, description: 'evaluations that each run may spend' }),
    batch: Type.Integer({ minimum: 1, default: 1, description: 'designs asked of the agent at once' }),
    freeDuplicates: Type.Optional(FreeDuplicates),
    out: Type.Optional(Type.String({ description: 'folder of the results; default runs/<name>' })),
  },
  closed,
);
export type ExperimentSpec = Static<typeof ExperimentSpec>;

/** An agent as it runs: hyperparameters with their defaults filled in, and the budget of each run. */
export interface Arm {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly budget: number;
}

/** A checked spec with all that the runner needs resolved. */
export interface Experiment {
  readonly spec: ExperimentSpec;
  readonly problem: Problem;
  readonly agents: readonly Arm[];
  readonly strategies: readonly Strategy[];
  readonly seeds: readonly number[];
}

/**
 * Reads an experiment file.
 * @throws CogymError `specUnreadable` naming the file, `badRequest` naming the field
 */
export function readSpec(file: string): ExperimentSpec {
  const json = readJson(file, 'experiment file');
  return parsedFrom(file, () => parseSpec(json));
}

/** The spec in `json` with its defaults filled in; `badRequest` with a JSON pointer when something is not allowed. */
export function parseSpec(json: unknown): ExperimentSpec {
  checkSeeds(json);
  return fillOptions(ExperimentSpec, json) as ExperimentSpec;
}

/** Refuses the `seeds` of a spec in words that say both of their forms. */
export function checkSeeds(json: unknown): void {
  const { seeds } = (json ?? {}) as { seeds?: unknown };
  if (seeds !== undefined && !validSeeds(seeds)) {
    throw badRequest(
      '/seeds',
      `seeds are a list of different whole numbers >= 0, or {"first": 0, "count": 10} with a count up to ${MOST_SEEDS}, not ${JSON.stringify(seeds)}`,
    );
  }
}

/**
 * Resolves the names of a spec: makes the problem, fills in hyperparameters, checks strategies and seeds.
 * @throws CogymError `unknownProblem`, `unknownAgent`, `badRequest`
 */
export function resolve(spec: ExperimentSpec): Experiment {
  const problem = makeProblem(spec.problem, spec.options, spec.preset);
  const agents = spec.agents.map(({ name, hyperparameters, budget = spec.budget }, i): Arm => {
    searcherDefinition(name);
    const complete = at(`/agents/${i}`, () => completeHyperparameters(name, hyperparameters));
    return { name, hyperparameters: complete, budget };
  });
  const strategies = spec.strategies ?? [joint];
  if (spec.freeDuplicates === true) checkFreeDuplicates(agents, strategies);
  const least = Math.min(...agents.map(({ budget }) => budget));
  for (const [i, strategy] of strategies.entries()) {
    checkStrategy(strategy, problem, least, `/strategies/${i}`);
    for (const [k, phase] of phasesOf(strategy).entries()) {
      at(`/strategies/${i}/phases/${k}`, () => phaseProblem(problem, phase));
    }
  }
  unique(agents.map(canonicalJson), '/agents', 'an agent with the same hyperparameters and budget');
  unique(
    strategies.map(({ name }) => name),
    '/strategies',
    'the name of a strategy',
  );
  return { spec, problem, agents, strategies, seeds: seedsOf(spec) };
}

/** Free are designs that an agent asks for: a learner pays for each step, and an inner search for each of its designs. */
function checkFreeDuplicates(agents: readonly Arm[], strategies: readonly Strategy[]): void {
  const learner = agents.find(({ name }) => isLearner(searcherDefinition(name)));
  const nested = strategies.find(({ inner }) => inner !== undefined);
  if (learner === undefined && nested === undefined) return;
  const what =
    learner === undefined ? `strategy '${nested?.name}', which has an inner search` : `learner ${learner.name}`;
  throw badRequest(
    '/freeDuplicates',
    `designs asked again cannot be free for ${what}; leave them in another experiment`,
  );
}

/** The seeds of `spec`, in order. */
export function seedsOf({ seeds }: Pick<ExperimentSpec, 'seeds'>): number[] {
  return Array.isArray(seeds) ? [...seeds] : Array.from({ length: seeds.count }, (_, i) => (seeds.first ?? 0) + i);
}

function unique(keys: readonly string[], path: string, what: string): void {
  const seen = new Set<string>();
  for (const [i, key] of keys.entries()) {
    if (seen.has(key)) throw badRequest(`${path}/${i}`, `${what} stands twice: ${key}`);
    seen.add(key);
  }
}

/** Runs `work`, putting `path` before the pointer of its error. */
function at<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CogymError) throw new CogymError(error.code, error.message, `${path}${error.path ?? ''}`);
    throw error;
  }
}
