/** Switches of a schedule: defaults and allowed values. */
import { badRequest } from '../../src/errors.js';
import { nearest } from '../../src/stats/nearest.js';
import type { Schedule } from './types.js';

export const scheduleDefaults: Schedule = {
  inPlace: true,
  patches: 1,
  splitIndex: 0,
  patchAccounting: 'exact',
  inputSource: 'external',
  padMaterialised: 'none',
  tieOrder: 'laterFirst',
  pointerBytes: 4,
  classifierPerChannel: false,
  mcuformerAccounting: 'honest',
};

/** Most tiles along one axis. */
const MOST_PATCHES = 64;

const choices: Readonly<Partial<Record<keyof Schedule, readonly unknown[]>>> = {
  inPlace: [true, false],
  patchAccounting: ['exact', 'tinyengine'],
  inputSource: ['external', 'sram'],
  padMaterialised: ['none', 'explicit', 'all'],
  tieOrder: ['laterFirst', 'earlierFirst'],
  pointerBytes: [4, 8],
  classifierPerChannel: [true, false],
  coreClass: ['dsp', 'helium', 'none'],
  mcuformerAccounting: ['paper', 'release', 'honest'],
};
const numbers: readonly string[] = ['patches', 'splitIndex'];

/** @throws CogymError `badRequest` for an unknown switch or value, naming the allowed ones */
export function scheduleOf(given: Partial<Schedule> = {}): Schedule {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw badRequest('/schedule', 'schedule is an object of switches');
  }
  for (const name of Object.keys(given)) {
    const value = given[name as keyof Schedule];
    const allowed = Object.hasOwn(choices, name) ? choices[name as keyof Schedule] : undefined;
    if (allowed !== undefined) {
      if (value !== undefined && !allowed.includes(value)) refuse(name, value, allowed.map(quoted).join(', '));
    } else if (!numbers.includes(name)) {
      const known = [...Object.keys(choices), ...numbers];
      throw badRequest(
        `/schedule/${name}`,
        `unknown switch ${quoted(name)}; did you mean ${nearest(name, known).join(', ')}? Allowed: ${known.join(', ')}`,
      );
    }
  }
  const schedule = { ...scheduleDefaults, ...given };
  const { patches, splitIndex, patchAccounting, inputSource } = schedule;
  if (!Number.isInteger(patches) || patches < 1 || patches > MOST_PATCHES) {
    refuse('patches', patches, `whole numbers from 1 to ${MOST_PATCHES}`);
  }
  if (!Number.isInteger(splitIndex) || splitIndex < 0) refuse('splitIndex', splitIndex, 'whole numbers from 0');
  if (inputSource === 'sram' && patchAccounting === 'tinyengine') {
    throw badRequest(
      '/schedule/inputSource',
      "inputSource 'sram' needs patchAccounting 'exact'; the tool has no such case",
    );
  }
  return schedule;
}

const quoted = (value: unknown): string => JSON.stringify(value) ?? String(value);

function refuse(name: string, value: unknown, allowed: string): never {
  throw badRequest(`/schedule/${name}`, `${name} is ${quoted(value)}; allowed: ${allowed}`);
}
