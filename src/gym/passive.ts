/** Checks of single results, shared by PassiveEnvChecker and checkEnv. A violation has the code `invalidEnv`. */
import { CogymError } from '../errors.js';
import { refusalMessage, Space } from '../spaces/index.js';
import { describe, isRecord } from '../spaces/json.js';

export function invalidEnv(message: string): CogymError {
  return new CogymError('invalidEnv', message);
}

/** What may differ between two runs with the same seed: `info.cached` and the seconds of `info.episode.t`. */
export const incidental = /^\/infos?\/(?:[^/]+\/)?(?:cached|episode\/t)$/;

/** A copy that later steps cannot change. */
export function plainCopy<T>(result: T): T {
  try {
    return structuredClone(result);
  } catch (error) {
    throw invalidEnv(
      `observations and infos must be plain data: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** `space` must be a {@link Space}. */
export function checkSpace(name: string, space: unknown): asserts space is Space<unknown> {
  if (!(space instanceof Space)) throw invalidEnv(`${name} must be a Space, got ${describe(space)}`);
}

function checkObservation(source: string, space: Space<unknown>, observation: unknown): void {
  if (space.contains(observation)) return;
  const path = `the observation of ${source}`;
  const refusal = space.explain(observation, path) ?? {
    path,
    got: describe(observation),
    allowed: 'a member of the space',
  };
  throw invalidEnv(`${refusalMessage(refusal)} (observationSpace)`);
}

function checkInfo(source: string, info: unknown): void {
  if (!isRecord(info)) throw invalidEnv(`the info of ${source} must be an object, got ${describe(info)}`);
}

/** `{observation, info}` with the observation in `space`. */
export function checkResetResult(space: Space<unknown>, result: unknown): void {
  if (!isRecord(result) || !('observation' in result) || !('info' in result)) {
    throw invalidEnv(`reset() must return {observation, info}, got ${describe(result)}`);
  }
  checkObservation('reset()', space, result['observation']);
  checkInfo('reset()', result['info']);
}

/** `{observation, reward, terminated, truncated, info}`: observation in `space`, reward finite, flags boolean. */
export function checkStepResult(space: Space<unknown>, result: unknown): void {
  if (!isRecord(result)) {
    throw invalidEnv(`step() must return {observation, reward, terminated, truncated, info}, got ${describe(result)}`);
  }
  checkObservation('step()', space, result['observation']);
  const { reward, terminated, truncated } = result;
  if (typeof reward !== 'number' || !Number.isFinite(reward)) {
    throw invalidEnv(`the reward of step() must be a finite number, got ${describe(reward)}`);
  }
  if (typeof terminated !== 'boolean')
    throw invalidEnv(`terminated of step() must be a boolean, got ${describe(terminated)}`);
  if (typeof truncated !== 'boolean')
    throw invalidEnv(`truncated of step() must be a boolean, got ${describe(truncated)}`);
  checkInfo('step()', result['info']);
}

/** A rendered frame must be text, since all render modes are. */
export function checkFrame(mode: string, frame: unknown): void {
  if (typeof frame !== 'string') {
    throw invalidEnv(`render() in the mode ${JSON.stringify(mode)} must return a string, got ${describe(frame)}`);
  }
}
