import { CogymError } from '../errors.js';
import { describe } from '../spaces/json.js';
import { Env, type Info } from './env.js';
import { outsideActions } from './outside-action.js';
import {
  checkFrame,
  checkResetResult,
  checkSpace,
  checkStepResult,
  incidental,
  invalidEnv,
  plainCopy,
} from './passive.js';
import { make } from './registry.js';
import { difference } from './same-value.js';

export interface CheckOptions {
  /** Steps of each run. Default 100. */
  readonly steps?: number;
  /** Default 123. */
  readonly seed?: number;
}

/**
 * Puts an environment through the contract of `Env`, in the order of Gymnasium's `check_env`; the first violation is a
 * CogymError `invalidEnv` that says what is wrong and what is expected. The environment is closed afterwards.
 */
export function checkEnv(env: Env<unknown, unknown>, { steps = 100, seed = 123 }: CheckOptions = {}): void {
  if (!(env instanceof Env)) throw invalidEnv(`an environment must extend Env, got ${describe(env)}`);
  checkSpaces(env);
  checkReset(env, seed);
  checkOptions(env, seed);
  const first = run(env, steps, seed);
  const second = run(env, steps, seed);
  if (env.spec?.nondeterministic !== true) checkSameRun(first, second);
  checkRefusals(env, seed);
  checkRender(env, seed);
  env.close();
  attempt('close() must be allowed twice', () => env.close());
}

function checkSpaces(env: Env<unknown, unknown>): void {
  for (const name of ['observationSpace', 'actionSpace'] as const) {
    const space = env[name];
    checkSpace(name, space);
    space.seed(1);
    const sample = space.sample();
    if (!space.contains(sample)) throw invalidEnv(`${name} must contain its own samples, but not ${describe(sample)}`);
    space.seed(1);
    if (difference(sample, space.sample()) !== undefined)
      throw invalidEnv(`${name} must sample the same value after the same seed`);
  }
}

function checkReset(env: Env<unknown, unknown>, seed: number): void {
  if (typeof env.reset !== 'function' || typeof env.step !== 'function')
    throw invalidEnv('an environment must have reset() and step()');
  const start = () => {
    const result = attempt(`reset({seed: ${seed}}) must not throw`, () => env.reset({ seed }));
    checkResetResult(env.observationSpace, result);
    return plainCopy(result.observation);
  };
  const first = start();
  if (env.seed !== seed) {
    throw invalidEnv(
      `reset({seed: ${seed}}) must start the environment's stream: call this.seedEpisode(options) in reset()`,
    );
  }
  const state = env.random.getState();
  attempt('reset() without a seed must not throw', () => env.reset());
  if (env.seed !== seed) throw invalidEnv('reset() without a seed must keep the present random stream');
  const where = difference(first, start());
  if (where !== undefined && env.spec?.nondeterministic !== true) {
    throw invalidEnv(
      `reset() with the same seed must give the same observation; they differ at ${where || 'the root'}`,
    );
  }
  if (difference(state, env.random.getState()) !== undefined) {
    throw invalidEnv('reset() with the same seed must leave the same state of the random stream');
  }
  let refused = false;
  try {
    env.reset({ seed: -1 });
  } catch {
    refused = true;
  }
  if (!refused) throw invalidEnv('reset({seed: -1}) must be refused: a seed is an integer >= 0');
}

function checkOptions(env: Env<unknown, unknown>, seed: number): void {
  const result = attempt('reset({options: {}}) must be accepted', () => env.reset({ seed, options: {} }));
  checkResetResult(env.observationSpace, result);
}

/** Everything that came out of `steps` steps with sampled actions (masked by `info.actionMask` where there is one). */
function run(env: Env<unknown, unknown>, steps: number, seed: number): unknown[] {
  env.actionSpace.seed(seed);
  const begin = (options?: { seed: number }) => {
    const result = env.reset(options);
    checkResetResult(env.observationSpace, result);
    record.push(plainCopy(result));
    return result.info;
  };
  const record: unknown[] = [];
  let info: Info = begin({ seed });
  for (let i = 0; i < steps; i++) {
    const action = env.actionSpace.sample(info['actionMask']);
    const result = attempt(`step(${describe(action)}) must accept a member of actionSpace`, () => env.step(action));
    checkStepResult(env.observationSpace, result);
    record.push(plainCopy(result));
    info = result.terminated || result.truncated ? begin() : result.info;
  }
  return record;
}

function checkSameRun(first: readonly unknown[], second: readonly unknown[]): void {
  for (let i = 0; i < first.length; i++) {
    const where = difference(first[i], second[i], incidental);
    if (where !== undefined) {
      throw invalidEnv(
        `two runs with the same seed and actions must give the same results; result ${i} differs at ${where}`,
      );
    }
  }
}

function checkRefusals(env: Env<unknown, unknown>, seed: number): void {
  for (const action of outsideActions(env.actionSpace)) {
    env.reset({ seed });
    let error: unknown;
    try {
      env.step(action);
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof CogymError)) {
      const got = error === undefined ? 'it was accepted' : `it threw ${String(error)}`;
      throw invalidEnv(
        `step() must refuse ${describe(action)}, which is outside actionSpace, with a CogymError (this.actionSpace.check(action, '/action')); ${got}`,
      );
    }
  }
}

function checkRender(env: Env<unknown, unknown>, seed: number): void {
  const modes = env.metadata?.renderModes;
  if (!Array.isArray(modes)) throw invalidEnv(`metadata.renderModes must be an array of names, got ${describe(modes)}`);
  if (env.renderMode !== undefined && !modes.includes(env.renderMode)) {
    throw invalidEnv(
      `renderMode ${describe(env.renderMode)} must be one of metadata.renderModes (${modes.join(', ')})`,
    );
  }
  if (env.renderMode !== undefined) {
    env.reset({ seed });
    checkFrame(env.renderMode, env.render());
  }
  // Other modes need another environment, which only the registry can make.
  if (env.spec === undefined) return;
  for (const mode of modes) {
    const other = make(env.spec, { renderMode: mode });
    other.reset({ seed });
    checkFrame(mode, other.render());
    other.close();
  }
}

/** Runs `action`; an error becomes an `invalidEnv` that starts with the `rule` it breaks. */
function attempt<T>(rule: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof CogymError && error.code === 'invalidEnv') throw error;
    throw invalidEnv(`${rule}; it threw ${error instanceof Error ? error.message : describe(error)}`);
  }
}
