import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CheckOptions, checkParallelEnv, type ParallelEnv } from '../../src/gym/index.js';

/**
 * Registers tests that every multi-agent environment passes.
 * @param makeEnv makes a new environment at every call
 * @param check steps and seed of the runs; fewer steps for slow environments
 */
export function parallelEnvConformance(name: string, makeEnv: () => ParallelEnv, check: CheckOptions = {}): void {
  describe(`multi-agent environment ${name}`, () => {
    test('passes checkParallelEnv', () => checkParallelEnv(makeEnv(), check));

    test('has the same agents and spaces whenever it is made', () => {
      const [one, other] = [makeEnv(), makeEnv()];
      assert.deepEqual(one.possibleAgents, other.possibleAgents);
      for (const agent of one.possibleAgents) {
        assert.ok(one.observationSpace(agent).equals(other.observationSpace(agent)));
        assert.ok(one.actionSpace(agent).equals(other.actionSpace(agent)));
      }
    });

    test('refuses a seed that is no integer >= 0', () => {
      for (const seed of [-1, 0.5, Number.NaN]) assert.throws(() => makeEnv().reset({ seed }), { code: 'badRequest' });
    });
  });
}
