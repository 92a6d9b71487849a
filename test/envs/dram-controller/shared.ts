/** What the tests of `DramController-v0` have in common. */
import assert from 'node:assert/strict';
import { makeProblem } from '../../../envs/index.js';
import type { Problem } from '../../../src/design/index.js';

export const id = 'DramController-v0';
/** Short runs: what is tested does not depend on their length. */
export const short = { requests: 300 };
export const presets = ['extended', 'archgym-rl', 'archgym-27m'];

export const problemOf = (options: Readonly<Record<string, unknown>> = {}, preset?: string): Problem =>
  makeProblem(id, { ...short, ...options }, preset);

/** What the problem tells of the runs of its default design. */
export const explained = ({ explain, space }: Problem) => {
  const { runs } = (explain?.(space.defaultDesign()) ?? {}) as {
    runs: { requests: number; energyJ: Record<string, number> }[];
  };
  return runs;
};

export const close = (value: number | undefined, expected: number, what = '') =>
  assert.ok(Math.abs((value as number) - expected) <= 1e-12 * Math.abs(expected), `${what} ${value}, not ${expected}`);
