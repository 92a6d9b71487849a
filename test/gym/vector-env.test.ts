import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AutoresetMode, type Env, SyncVectorEnv, TransformObservation } from '../../src/gym/index.js';
import { Box, Dict, Discrete, Tuple } from '../../src/spaces/index.js';
import { Counter } from './support.js';

const vectorOf = (lengths: readonly number[], autoreset: AutoresetMode, copy = true) =>
  new SyncVectorEnv<Float32Array, number>(
    lengths.map((length) => () => new Counter({ length })),
    { autoreset, copy },
  );

const counts = (observations: Float32Array) => Array.from(observations).filter((_, i) => i % 2 === 0);

test('results are batched typed arrays', () => {
  const vector = vectorOf([5, 5, 5], 'nextStep');
  const { observations, infos } = vector.reset({ seed: 1 });
  assert.ok(observations instanceof Float32Array && observations.length === 6);
  assert.deepEqual(infos, [{}, {}, {}]);
  const result = vector.step(Int32Array.of(0, 1, 2));
  assert.deepEqual(result.rewards, Float64Array.of(0, 1, 2));
  assert.deepEqual(result.terminations, Uint8Array.of(0, 0, 0));
  assert.deepEqual(result.truncations, Uint8Array.of(0, 0, 0));
  assert.deepEqual(result.infos, [{ count: 1 }, { count: 1 }, { count: 1 }]);
  assert.ok(vector.observationSpace.contains(result.observations));
});

test('environment i gets seed n + i, or its own', () => {
  const vector = vectorOf([5, 5], 'nextStep');
  const alone = (seed: number) => Array.from(new Counter().reset({ seed }).observation);
  assert.deepEqual(Array.from(vector.reset({ seed: 7 }).observations), [...alone(7), ...alone(8)]);
  assert.deepEqual(Array.from(vector.reset({ seed: [3, 9] }).observations), [...alone(3), ...alone(9)]);
  const [first] = vector.reset({ seed: [undefined, 9] }).observations;
  assert.equal(first, 0);
  assert.equal(vector.envs[0]?.seed, 3);
});

test('nextStep: the step after an end resets and gives reward 0', () => {
  const vector = vectorOf([2, 3], 'nextStep');
  vector.reset({ seed: 1 });
  const actions = Int32Array.of(2, 2);
  vector.step(actions);
  const end = vector.step(actions);
  assert.deepEqual(
    [counts(end.observations), [...end.terminations], [...end.rewards]],
    [
      [2, 2],
      [1, 0],
      [2, 2],
    ],
  );
  const next = vector.step(actions);
  assert.deepEqual(
    [counts(next.observations), [...next.terminations], [...next.rewards]],
    [
      [0, 3],
      [0, 1],
      [0, 2],
    ],
  );
  const after = vector.step(actions);
  assert.deepEqual(
    [counts(after.observations), [...after.rewards]],
    [
      [1, 0],
      [2, 0],
    ],
  );
});

test('sameStep: the ending step resets, and the final observation and info are in its info', () => {
  const vector = vectorOf([2, 3], 'sameStep');
  vector.reset({ seed: 1 });
  vector.step(Int32Array.of(2, 2));
  const end = vector.step(Int32Array.of(2, 2));
  assert.deepEqual(
    [counts(end.observations), [...end.terminations], [...end.rewards]],
    [
      [0, 2],
      [1, 0],
      [2, 2],
    ],
  );
  assert.equal((end.infos[0]!['finalObservation'] as Float32Array)[0], 2);
  assert.deepEqual(end.infos[0]?.['finalInfo'], { count: 2 });
  assert.equal(end.infos[1]?.['finalObservation'], undefined);
});

test('disabled: the caller resets those that ended', () => {
  const vector = vectorOf([1, 3], 'disabled');
  vector.reset({ seed: 1 });
  vector.step(Int32Array.of(1, 1));
  assert.throws(() => vector.step(Int32Array.of(1, 1)), { code: 'resetNeeded', message: /environment 0/ });
  const { observations } = vector.reset({ resetMask: Uint8Array.of(1, 0) });
  assert.equal(counts(observations)[0], 0);
  assert.deepEqual([...vector.step(Int32Array.of(1, 1)).terminations], [1, 0]);
});

test('a refused step in disabled mode moves no environment', () => {
  const vector = vectorOf([9, 1], 'disabled');
  vector.reset({ seed: 1 });
  vector.step(Int32Array.of(1, 1));
  assert.throws(() => vector.step(Int32Array.of(1, 1)), { code: 'resetNeeded' });
  assert.equal((vector.envs[0] as Counter).count, 1);
});

test('results are copies unless asked otherwise', () => {
  for (const copy of [true, false]) {
    const vector = vectorOf([9, 9], 'nextStep', copy);
    vector.reset({ seed: 1 });
    const first = vector.step(Int32Array.of(1, 1));
    const second = vector.step(Int32Array.of(2, 2));
    assert.equal(first.observations !== second.observations, copy);
    assert.equal(first.rewards[0], copy ? 1 : 2);
  }
});

test('the two autoreset modes see the same episodes', () => {
  const run = (mode: AutoresetMode) => {
    const vector = vectorOf([2, 3, 4], mode);
    vector.reset({ seed: 5 });
    const starts: number[][] = [[], [], []];
    for (let i = 0; i < 30; i++) {
      const { observations } = vector.step(Int32Array.of(1, 1, 1));
      starts.forEach((list, j) => {
        if (observations[2 * j] === 0) list.push(observations[2 * j + 1] as number);
      });
    }
    return starts.map((list) => list.slice(0, 4));
  };
  assert.deepEqual(run('nextStep'), run('sameStep'));
});

test('compound observations are batched child by child', () => {
  const space = new Dict({ n: new Discrete(3), pair: new Tuple([new Box(0, 1000, [2]), new Discrete(2)]) });
  const factory = (): Env<{ n: number; pair: [Float32Array, number] }, number> =>
    new TransformObservation(new Counter(), (o) => ({ n: 2, pair: [o, 1] as [Float32Array, number] }), space);
  const vector = new SyncVectorEnv([factory, factory]);
  const { observations } = vector.reset({ seed: 1 });
  assert.deepEqual(observations.n, Int32Array.of(2, 2));
  assert.equal(observations.pair[0].length, 4);
  assert.deepEqual(observations.pair[1], Int32Array.of(1, 1));
});

describe('wrong use', () => {
  test('is refused with the field', () => {
    const vector = vectorOf([2, 2], 'nextStep');
    assert.throws(() => vector.step(Int32Array.of(0, 0)), { code: 'resetNeeded' });
    assert.throws(() => vector.reset({ resetMask: Uint8Array.of(1, 0) }), { code: 'badRequest', path: '/resetMask' });
    vector.reset({ seed: 1 });
    assert.throws(() => vector.step(Int32Array.of(0, 3)), { code: 'badRequest', path: '/actions/1' });
    assert.throws(() => vector.step(Int32Array.of(0)), { code: 'badRequest', path: '/actions' });
    assert.throws(() => vector.reset({ seed: [1] }), { code: 'badRequest', path: '/seed' });
    assert.throws(() => vector.reset({ seed: -1 }), { code: 'badRequest', path: '/seed' });
    assert.throws(() => vector.reset({ resetMask: new Uint8Array(1) }), { code: 'badRequest', path: '/resetMask' });
    assert.throws(() => vectorOf([], 'nextStep'), { code: 'badRequest', path: '/factories' });
    assert.throws(() => vectorOf([1], 'never' as AutoresetMode), { code: 'badRequest', path: '/autoreset' });
    const other = () => new TransformObservation(new Counter(), (o) => o, new Box(0, 9, [2]));
    assert.throws(() => new SyncVectorEnv([() => new Counter(), other]), {
      path: '/factories/1',
      message: /observationSpace/,
    });
  });

  test('close closes all', () => {
    const vector = vectorOf([2, 2], 'nextStep');
    vector.close();
    assert.deepEqual(
      vector.envs.map((env) => (env as Counter).closed),
      [1, 1],
    );
  });
});
