import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CheckOptions,
  checkEnv,
  envSpecFromJSON,
  type Info,
  type MakeOptions,
  make,
  makeVec,
} from '../../src/gym/index.js';
import { createBatch, readBatch, writeBatch } from '../../src/spaces/index.js';

const COPIES = 3;

/**
 * Registers tests that every registered environment passes: `checkEnv` with and without the wrappers of `make`, a spec
 * that gives the environment back, and a vector that gives the same results as its environments alone.
 * @param options what `make` takes
 * @param check steps and seed of the runs; fewer steps for slow environments
 */
export function envConformance(id: string, options: MakeOptions = {}, check: CheckOptions = {}): void {
  const steps = check.steps ?? 100;

  describe(`environment ${id} ${JSON.stringify(options)}`, () => {
    test('passes checkEnv as made', () => checkEnv(make(id, options), check));

    test('passes checkEnv without the checking wrapper', () => {
      checkEnv(make(id, { ...options, disableEnvChecker: true }), check);
    });

    test('is given back by its spec as JSON', () => {
      const env = make(id, options);
      const copy = make(envSpecFromJSON(JSON.parse(JSON.stringify(env.spec))));
      assert.deepEqual(copy.spec, env.spec);
      assert.ok(copy.observationSpace.equals(env.observationSpace));
      assert.deepEqual(copy.reset({ seed: 1 }).observation, env.reset({ seed: 1 }).observation);
    });

    test('gives the same results in a vector as alone', () => {
      const vector = makeVec(id, COPIES, { ...options, autoreset: 'sameStep' });
      const alone = Array.from({ length: COPIES }, () => make(id, options));
      const first = vector.reset({ seed: 11 });
      let infos: Info[] = alone.map((env, i) => {
        const { observation, info } = env.reset({ seed: 11 + i });
        assert.deepEqual(readBatch(vector.singleObservationSpace, first.observations, i), observation);
        env.actionSpace.seed(i);
        return info;
      });
      for (let step = 0; step < steps; step++) {
        const actions = createBatch(vector.singleActionSpace, COPIES);
        const chosen = alone.map((env, i) => env.actionSpace.sample(infos[i]?.['actionMask']));
        chosen.forEach((action, i) => {
          writeBatch(vector.singleActionSpace, actions, i, action);
        });
        const batch = vector.step(actions);
        infos = alone.map((env, i) => {
          const result = env.step(chosen[i]);
          const ended = result.terminated || result.truncated;
          const { observation, info } = ended ? env.reset() : result;
          assert.deepEqual(readBatch(vector.singleObservationSpace, batch.observations, i), observation);
          if (ended) assert.deepEqual(batch.infos[i]?.['finalObservation'], result.observation);
          assert.equal(batch.rewards[i], result.reward);
          assert.equal(batch.terminations[i], Number(result.terminated));
          assert.equal(batch.truncations[i], Number(result.truncated));
          return info;
        });
      }
    });
  });
}
