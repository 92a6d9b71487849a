import { CogymError } from '../errors.js';
import { describe, isRecord } from '../spaces/json.js';
import type { CheckOptions } from './check-env.js';
import type { Info } from './env.js';
import { outsideActions } from './outside-action.js';
import type { ParallelEnv } from './parallel-env.js';
import { checkResetResult, checkSpace, checkStepResult, incidental, invalidEnv, plainCopy } from './passive.js';
import { difference } from './same-value.js';

/**
 * Puts a multi-agent environment through PettingZoo's parallel contract; the first violation is a CogymError
 * `invalidEnv` that says what is wrong and what is expected. The environment is closed afterwards.
 */
export function checkParallelEnv(env: ParallelEnv, { steps = 100, seed = 123 }: CheckOptions = {}): void {
  checkAgents(env);
  const first = run(env, steps, seed);
  const second = run(env, steps, seed);
  for (let i = 0; i < first.length; i++) {
    const where = difference(first[i], second[i], incidental);
    if (where !== undefined) {
      throw invalidEnv(
        `two runs with the same seed and actions must give the same results; result ${i} differs at ${where}`,
      );
    }
  }
  checkRefusals(env, seed);
  env.close();
  env.close();
}

function checkAgents(env: ParallelEnv): void {
  const { possibleAgents } = env;
  if (
    !Array.isArray(possibleAgents) ||
    possibleAgents.length === 0 ||
    !possibleAgents.every((name) => typeof name === 'string')
  ) {
    throw invalidEnv(`possibleAgents must be a non-empty array of names, got ${describe(possibleAgents)}`);
  }
  if (new Set(possibleAgents).size !== possibleAgents.length)
    throw invalidEnv('the names of possibleAgents must differ');
  for (const agent of possibleAgents) {
    for (const name of ['observationSpace', 'actionSpace'] as const) {
      const space = env[name](agent);
      checkSpace(`${name}(${describe(agent)})`, space);
      if (env[name](agent) !== space)
        throw invalidEnv(`${name}(${describe(agent)}) must return the same object at every call`);
    }
  }
}

/** Resets and checks the result; returns the infos. */
function begin(env: ParallelEnv, record: unknown[], options?: { seed: number }): Record<string, Info> {
  const result = env.reset(options);
  const { agents } = env;
  if (!Array.isArray(agents) || agents.length === 0) throw invalidEnv('after reset() some agents must be live');
  const strange = agents.find((agent) => !env.possibleAgents.includes(agent));
  if (strange !== undefined) throw invalidEnv(`agent ${describe(strange)} must be one of possibleAgents`);
  checkKeys('reset()', result, ['observations', 'infos'], agents);
  for (const agent of agents) {
    within(agent, () =>
      checkResetResult(env.observationSpace(agent), {
        observation: result.observations[agent],
        info: result.infos[agent],
      }),
    );
  }
  record.push(plainCopy(result), checkState(env).slice());
  return result.infos;
}

function run(env: ParallelEnv, steps: number, seed: number): unknown[] {
  const record: unknown[] = [];
  for (const agent of env.possibleAgents) env.actionSpace(agent).seed(seed);
  begin(env, record, { seed });
  // A second reset in a row starts a full episode again.
  let infos = begin(env, record, { seed });
  const size = checkState(env).length;
  for (let i = 0; i < steps; i++) {
    const live = [...env.agents];
    const actions = sampleActions(env, live, infos);
    const result = env.step(actions);
    checkKeys('step()', result, ['observations', 'rewards', 'terminations', 'truncations', 'infos'], live);
    for (const agent of live) {
      within(agent, () =>
        checkStepResult(env.observationSpace(agent), {
          observation: result.observations[agent],
          reward: result.rewards[agent],
          terminated: result.terminations[agent],
          truncated: result.truncations[agent],
          info: result.infos[agent],
        }),
      );
    }
    const left = live.filter((agent) => !result.terminations[agent] && !result.truncations[agent]);
    const back = env.agents.find((agent) => !left.includes(agent));
    if (back !== undefined) {
      throw invalidEnv(
        `agent ${describe(back)} ended or was not live, and must not be in agents before the next reset()`,
      );
    }
    const lost = left.find((agent) => !env.agents.includes(agent));
    if (lost !== undefined) throw invalidEnv(`agent ${describe(lost)} did not end and must still be in agents`);
    record.push(plainCopy(result), checkState(env).slice());
    if (checkState(env).length !== size) throw invalidEnv(`state() must keep its length of ${size}`);
    infos = env.agents.length === 0 ? begin(env, record) : result.infos;
  }
  return record;
}

function sampleActions(
  env: ParallelEnv,
  live: readonly string[],
  infos: Record<string, Info>,
): Record<string, unknown> {
  return Object.fromEntries(live.map((agent) => [agent, env.actionSpace(agent).sample(infos[agent]?.['actionMask'])]));
}

function checkState(env: ParallelEnv): Float32Array | Float64Array {
  const state: unknown = env.state();
  if (!(state instanceof Float32Array || state instanceof Float64Array)) {
    throw invalidEnv(`state() must return a Float32Array or Float64Array, got ${describe(state)}`);
  }
  if (!state.every(Number.isFinite)) throw invalidEnv('state() must hold finite numbers');
  return state;
}

function checkKeys(source: string, result: unknown, fields: readonly string[], agents: readonly string[]): void {
  if (!isRecord(result)) throw invalidEnv(`${source} must return {${fields.join(', ')}}, got ${describe(result)}`);
  for (const field of fields) {
    const keys = isRecord(result[field]) ? Object.keys(result[field] as object) : undefined;
    if (keys === undefined || difference([...keys].sort(), [...agents].sort()) !== undefined) {
      throw invalidEnv(
        `${field} of ${source} must have exactly the live agents ${agents.join(', ')}, got ${keys?.join(', ') ?? describe(result[field])}`,
      );
    }
  }
}

function checkRefusals(env: ParallelEnv, seed: number): void {
  const [agent] = env.possibleAgents as [string];
  for (const action of outsideActions(env.actionSpace(agent))) {
    const { infos } = env.reset({ seed });
    const actions = { ...sampleActions(env, env.agents, infos), [agent]: action };
    let error: unknown;
    try {
      env.step(actions);
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof CogymError)) {
      throw invalidEnv(
        `step() must refuse the action ${describe(action)} of ${describe(agent)}, which is outside its space, with a CogymError`,
      );
    }
  }
}

/** Names the agent in what `check` throws. */
function within(agent: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw invalidEnv(`agent ${describe(agent)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
