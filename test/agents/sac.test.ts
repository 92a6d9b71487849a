import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { learnerDefinition, prepareSearcher } from '../../agents/index.js';
import { makeVec } from '../../envs/index.js';
import { sacOn } from './learning/sac-on.js';

before(() => prepareSearcher('sac'));

/** Whether anything has been learnt after each of `counts` steps of a budget of 40. */
function learning(given: object, counts: readonly number[]): boolean[] {
  const env = makeVec('Pendulum-v1', 1, { autoreset: 'sameStep' });
  const learner = sacOn(env, 40, { hidden: [8], batch: 8, ...given });
  let done = 0;
  const learnt = counts.map((count) => {
    const { figures } = learner.train(env, count - done);
    done = count;
    return Object.keys(figures).length > 0;
  });
  learner.dispose();
  return learnt;
}

it('begins to learn after its warm-up, or after the share of the budget that the warm-up may take', () => {
  assert.deepEqual(learning({ warmup: 20 }, [10, 20, 21, 40]), [false, false, true, true]);
  assert.deepEqual(learning({ warmup: 20, warmupShare: 0.25 }, [10, 11, 20]), [false, true, true]);
  assert.deepEqual(learning({ warmup: 100 }, [40]), [false]);
});

it('learns within small budgets of evaluations', () => {
  const { designDefaults } = learnerDefinition('sac');
  assert.deepEqual(learning({ ...designDefaults }, [14, 15]), [false, true]);
});
