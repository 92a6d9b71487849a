import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTuple } from '../../src/gym/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { Counter } from './support.js';

test('the same seed gives the same episode, another seed another one', () => {
  const env = new Counter();
  const start = (seed: number) => env.reset({ seed }).observation;
  assert.deepEqual(start(1), start(1));
  assert.notDeepEqual(start(1), start(2));
});

test('reset without a seed goes on with the present stream', () => {
  const [env, other] = [new Counter(), new Counter()];
  const first = env.reset({ seed: 1 }).observation;
  const second = env.reset().observation;
  assert.notDeepEqual(second, first);
  other.reset({ seed: 1 });
  assert.deepEqual(other.reset().observation, second);
  assert.equal(env.seed, 1);
});

test('the first use without a seed takes entropy and reports it', () => {
  const env = new Counter();
  assert.equal(env.seed, undefined);
  const { observation, info } = env.reset();
  assert.ok(Number.isInteger(info['seed']));
  assert.equal(env.seed, info['seed']);
  assert.deepEqual(new Counter().reset({ seed: info['seed'] as number }).observation, observation);
  assert.deepEqual(env.reset().info, {});
});

test('a seed that is no integer >= 0 is refused and changes nothing', () => {
  const env = new Counter();
  env.reset({ seed: 4 });
  const state = env.random.getState();
  for (const seed of [
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    '1' as unknown as number,
    null as unknown as number,
  ]) {
    assert.throws(() => env.reset({ seed }), { code: 'badRequest', path: '/seed' });
  }
  assert.equal(env.seed, 4);
  assert.deepEqual(env.random.getState(), state);
});

test('the stream can be saved, restored and replaced', () => {
  const env = new Counter();
  env.reset({ seed: 4 });
  const state = env.random.getState();
  const next = env.reset().observation;
  env.random = RandomStream.fromState(state);
  assert.equal(env.seed, undefined);
  assert.deepEqual(env.reset().observation, next);
});

test("toTuple gives Gymnasium's five", () => {
  const env = new Counter();
  env.reset({ seed: 1 });
  const result = env.step(2);
  assert.deepEqual(toTuple(result), [result.observation, 2, false, false, { count: 1 }]);
});
