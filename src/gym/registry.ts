/** Environments by id: one registry per process. */
import { badRequest, CogymError } from '../errors.js';
import { describe, isRecord } from '../spaces/json.js';
import { nearest } from '../stats/nearest.js';
import { Env } from './env.js';
import { notify } from './notice.js';
import { baseOf, checkLimit, type EnvSpec, envSpec, parseId } from './spec.js';
import { SyncVectorEnv } from './vector/sync-vector-env.js';
import type { VectorOptions } from './vector/vector-base.js';
import type { VectorEnv } from './vector/vector-env.js';
import { WorkerVectorEnv, type WorkerVectorOptions } from './vector/worker-vector-env.js';
import { OrderEnforcing } from './wrappers/order-enforcing.js';
import { PassiveEnvChecker } from './wrappers/passive-env-checker.js';
import { TimeLimit } from './wrappers/time-limit.js';

/** Makes an environment of its keyword arguments, which it validates itself. */
export type EnvFactory = (kwargs: Readonly<Record<string, unknown>>) => Env<unknown, unknown>;

/** How a file in `envs/` declares an environment: `export default defineEnv({...})`. */
export interface EnvDefinition extends Partial<EnvSpec> {
  readonly id: string;
  /** One sentence for lists. */
  readonly summary?: string;
  /** Absent when `entryPoint` names an environment that is registered already. */
  readonly create?: EnvFactory;
}

/** What `make` itself reads; every other field is a keyword argument of the environment. */
export interface MakeOptions {
  /** Instead of the registered limit; null: none. */
  readonly maxEpisodeSteps?: number | null;
  /** Leaves out PassiveEnvChecker. */
  readonly disableEnvChecker?: boolean;
  readonly [kwarg: string]: unknown;
}

const specs = new Map<string, EnvSpec>();
const factories = new Map<string, EnvFactory>();
const summaries = new Map<string, string>();

const modules = new Set<string>();

/** Names a module (its `import.meta.url`) that registers environments when it is imported: worker threads import it too. */
export function registersEnvironments(url: string): void {
  modules.add(url);
}

/** All registered specs by id, in the order of registration. */
export const registry: ReadonlyMap<string, EnvSpec> = specs;

const definitions = new WeakSet<object>();

export function defineEnv(definition: EnvDefinition): EnvDefinition {
  definitions.add(definition);
  return Object.freeze(definition);
}

/** True for what {@link defineEnv} returned. */
export function isEnvDefinition(value: unknown): value is EnvDefinition {
  return typeof value === 'object' && value !== null && definitions.has(value);
}

/** Adds an environment; the same id again takes the place of the first, with a notice. */
export function register(definition: EnvDefinition): EnvSpec {
  if (!isRecord(definition))
    throw badRequest('', `expected the definition of an environment, got ${describe(definition)}`);
  const { create, summary, ...fields } = definition;
  const made = envSpec(fields);
  if (create === undefined && !factories.has(made.entryPoint)) throw unknownEnv(made.entryPoint, factories.keys());
  if (create !== undefined && typeof create !== 'function') {
    throw badRequest('/create', `create makes an environment of its keyword arguments, got ${describe(create)}`);
  }
  if (specs.has(made.id)) notify(`environment ${made.id} is registered again; the new one takes its place`);
  if (create !== undefined) factories.set(made.entryPoint, create);
  if (summary !== undefined) summaries.set(made.id, summary);
  specs.set(made.id, made);
  return made;
}

/** One sentence on the environment, where its definition has one. */
export function summary(id: string): string | undefined {
  return summaries.get(spec(id).id);
}

/**
 * The spec of `id`; without a version the newest one, with a notice. An unknown id is a CogymError `unknownEnv` that
 * lists the nearest ones.
 */
export function spec(id: string): EnvSpec {
  const { version } = parseId(id);
  const exact = specs.get(id);
  if (exact !== undefined) return exact;
  if (version === undefined) {
    const versions = [...specs.values()].filter((other) => baseOf(other.id) === id);
    const newest = versions.sort((a, b) => (parseId(b.id).version ?? 0) - (parseId(a.id).version ?? 0))[0];
    if (newest !== undefined) {
      notify(`environment ${id} has no version; the newest one, ${newest.id}, is used`);
      return newest;
    }
  }
  throw unknownEnv(id, specs.keys());
}

function unknownEnv(id: string, known: Iterable<string>): CogymError {
  const near = nearest(id, known);
  const hint = near.length === 0 ? 'no environment is registered' : `the nearest ids are ${near.join(', ')}`;
  return new CogymError('unknownEnv', `there is no environment ${describe(id)}; ${hint}`, '/id');
}

/**
 * The environment of `id` (or of a spec), wrapped from the inside out in PassiveEnvChecker, OrderEnforcing and, with a
 * limit, TimeLimit.
 */
export function make<O = unknown, A = unknown>(id: string | EnvSpec, options: MakeOptions = {}): Env<O, A> {
  const { maxEpisodeSteps, disableEnvChecker = false, ...kwargs } = options;
  const base = typeof id === 'string' ? spec(id) : envSpec(id);
  const factory = factories.get(base.entryPoint);
  if (factory === undefined) throw unknownEnv(base.entryPoint, factories.keys());
  const limit = maxEpisodeSteps === null ? undefined : checkedLimit(maxEpisodeSteps ?? base.maxEpisodeSteps);
  const { maxEpisodeSteps: _, ...rest } = base;
  const made = envSpec({
    ...rest,
    ...(limit === undefined ? {} : { maxEpisodeSteps: limit }),
    kwargs: { ...base.kwargs, ...kwargs },
  });

  let env = factory(made.kwargs);
  if (!(env instanceof Env))
    throw new CogymError('invalidEnv', `the factory of ${base.id} must return an Env, got ${describe(env)}`);
  env.unwrapped.spec = made;
  env.spec = made;
  if (!disableEnvChecker) env = new PassiveEnvChecker(env);
  env = new OrderEnforcing(env);
  if (limit !== undefined) env = new TimeLimit(env, limit);
  return env as Env<O, A>;
}

function checkedLimit(limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : checkLimit(limit);
}

/** `sync`: one environment after the other in this thread; `worker`: on worker threads at the same time. */
const vectorizations = ['sync', 'worker'] as const;

/**
 * `n` environments of `id` in one vector; `options` are those of {@link make} and of the vector. Both vectorizations give
 * the same results.
 */
export function makeVec<O = unknown, A = unknown>(
  id: string | EnvSpec,
  n: number,
  options: MakeOptions & WorkerVectorOptions & { readonly vectorization: 'worker' },
): WorkerVectorEnv<O, A>;
export function makeVec<O = unknown, A = unknown>(
  id: string | EnvSpec,
  n: number,
  options?: MakeOptions & VectorOptions & { readonly vectorization?: 'sync' },
): SyncVectorEnv<O, A>;
export function makeVec<O, A>(
  id: string | EnvSpec,
  n: number,
  options: MakeOptions & WorkerVectorOptions & { readonly vectorization?: (typeof vectorizations)[number] } = {},
): VectorEnv<O, A> {
  if (!Number.isInteger(n) || n < 1)
    throw badRequest('/n', `a vector has an integer number of environments >= 1, not ${describe(n)}`);
  const { vectorization = 'sync', autoreset, copy, workers, modules: own = [], ...rest } = options;
  if (!vectorizations.includes(vectorization)) {
    throw badRequest(
      '/vectorization',
      `vectorization is ${vectorizations.join(' or ')}, not ${describe(vectorization)}`,
    );
  }
  const known = typeof id === 'string' ? spec(id) : envSpec(id);
  if (vectorization === 'sync') {
    if (workers !== undefined) throw badRequest('/workers', "workers goes with the vectorization 'worker' alone");
    const factories = Array.from({ length: n }, () => () => make<O, A>(known, rest));
    return new SyncVectorEnv<O, A>(factories, { autoreset, copy });
  }
  const first = make<O, A>(known, rest);
  const { observationSpace, actionSpace } = first;
  first.close();
  return new WorkerVectorEnv<O, A>(
    { spec: known, options: rest, numEnvs: n, observationSpace, actionSpace },
    { autoreset, copy, workers, modules: [...modules, ...own] },
  );
}
