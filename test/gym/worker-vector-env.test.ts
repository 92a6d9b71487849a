import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MakeOptions, makeVec, type VectorEnv, WorkerVectorEnv } from '../../src/gym/index.js';
import { Space } from '../../src/spaces/index.js';
import { checkVectorsAgree } from '../conformance/vector-env.js';
import './thread-envs.js';

const modules = [new URL('./thread-envs.ts', import.meta.url).href];

const onThreads = (id: string, n: number, options: MakeOptions = {}) =>
  makeVec<Float32Array, number>(id, n, { workers: 2, modules, ...options, vectorization: 'worker' });

describe('same results as in process', () => {
  test('in every kind of space, with resets of some environments', () => {
    checkVectorsAgree('test/Compound-v0', {}, { autoreset: 'disabled', modules });
  });

  test('with shares of differing size, and pictures', () => {
    checkVectorsAgree('test/Counter-v0', { length: 4, renderMode: 'ansi' }, { modules, numEnvs: 5 });
  });

  test('with options of the reset', () => {
    const [here, there] = [makeVec('test/Compound-v0', 2), onThreads('test/Compound-v0', 2)];
    const request = { seed: [4, 5], options: { start: [1, { deep: true }] } };
    assert.deepEqual(there.reset(request), here.reset(request));
    there.close();
  });
});

test('results are copies unless asked otherwise', () => {
  for (const copy of [true, false]) {
    const vector = onThreads('test/Counter-v0', 2, { copy });
    vector.reset({ seed: 1 });
    const first = vector.step(Int32Array.of(1, 1));
    const second = vector.step(Int32Array.of(2, 2));
    assert.equal(first.observations !== second.observations, copy);
    assert.equal(first.rewards[0], copy ? 1 : 2);
    vector.close();
  }
});

test('a wrong call gets the error that it gets in process, and nothing moves', () => {
  const here = makeVec<Float32Array, number>('test/Counter-v0', 2, { length: 1, autoreset: 'disabled' });
  const there = onThreads('test/Counter-v0', 2, { length: 1, autoreset: 'disabled' });
  const both: readonly VectorEnv<Float32Array, number>[] = [here, there];
  const agree = (call: (vector: VectorEnv<Float32Array, number>) => unknown): void => {
    const [mine, theirs] = both.map((vector) => {
      try {
        call(vector);
      } catch (error) {
        const { code, path, message } = error as { code?: string; path?: string; message: string };
        return { code, path, message };
      }
      return assert.fail('the call was not refused');
    });
    assert.deepEqual(theirs, mine);
  };
  agree((vector) => vector.step(Int32Array.of(0, 0)));
  agree((vector) => vector.reset({ resetMask: Uint8Array.of(1, 0) }));
  agree((vector) => vector.reset({ seed: -1 }));
  for (const vector of both) vector.reset({ seed: 1 });
  agree((vector) => vector.step(Int32Array.of(0, 3)));
  agree((vector) => vector.step(Int32Array.of(0)));
  agree((vector) => vector.reset({ seed: [1] }));
  agree((vector) => vector.reset({ resetMask: new Uint8Array(1) }));
  for (const vector of both) vector.step(Int32Array.of(1, 1));
  agree((vector) => vector.step(Int32Array.of(1, 1)));
  there.close();
});

describe('failures', () => {
  test('an error in an environment arrives as it was, and the vector goes on', () => {
    const vector = onThreads('test/Failing-v0', 3, { how: 'throw' });
    vector.reset({ seed: 1 });
    const actions = Int32Array.of(0, 0, 0);
    vector.step(actions);
    vector.step(actions);
    assert.throws(() => vector.step(actions), { name: 'RangeError', message: 'the third step is too far' });
    assert.equal(vector.reset({ seed: 1 }).infos.length, 3);
    vector.close();
  });

  test('a thread that dies is named, at once and later', () => {
    const vector = onThreads('test/Failing-v0', 4, { how: 'exit' });
    vector.reset({ seed: 1 });
    const actions = new Int32Array(4);
    vector.step(actions);
    vector.step(actions);
    const died = { code: 'workerDied', message: /thread of environments 0 to 1 died: it exited with status 3/ };
    assert.throws(() => vector.step(actions), died);
    assert.throws(() => vector.reset(), died);
    vector.close();
  });

  test('what a thread cannot send is refused on either side', () => {
    const vector = onThreads('test/Failing-v0', 2, { how: 'function' });
    assert.throws(() => vector.reset({ options: { f: () => {} } }), { code: 'badRequest', path: '/options' });
    vector.reset({ seed: 1 });
    vector.step(Int32Array.of(0, 0));
    vector.step(Int32Array.of(0, 0));
    assert.throws(() => vector.step(Int32Array.of(0, 0)), { code: 'invalidInfo' });
    vector.close();
    const options = { how: new Map([[1, () => {}]]) };
    assert.throws(() => onThreads('test/Failing-v0', 2, options), { code: 'badRequest', path: '/how' });
    assert.throws(() => onThreads('test/Failing-v0', 2, { how: new (class Own {})() }), { path: '/how' });
  });

  test('a thread that cannot make its environments says why', () => {
    assert.throws(() => onThreads('test/Counter-v0', 2, { modules: [] }), { code: 'unknownEnv' });
    assert.throws(
      () => onThreads('test/Counter-v0', 2, { modules: ['file:///no/such/module.js'] }),
      /no\/such\/module/,
    );
  });

  test('wrong options are refused with the field', () => {
    for (const workers of [0, 1.5]) {
      assert.throws(() => onThreads('test/Counter-v0', 2, { workers }), { code: 'badRequest', path: '/workers' });
    }
    assert.throws(() => onThreads('test/Counter-v0', 2, { autoreset: 'never' }), { path: '/autoreset' });
    assert.throws(() => makeVec('test/Counter-v0', 2, { vectorization: 'gpu' as 'sync' }), { path: '/vectorization' });
    assert.throws(() => makeVec('test/Counter-v0', 2, { workers: 2 }), { path: '/workers' });
  });

  test('a space without numbers cannot be shared', () => {
    const space = Object.create(Space.prototype, { type: { value: 'Text' } }) as Space<string>;
    const request = {
      spec: { id: 'x', entryPoint: 'x', nondeterministic: false, kwargs: {} },
      options: {},
      numEnvs: 1,
    };
    assert.throws(() => new WorkerVectorEnv({ ...request, observationSpace: space, actionSpace: space }), {
      message: /values of a Text space cannot be shared/,
    });
  });
});

describe('the end', () => {
  test('close closes the environments, once; then nothing can be done', () => {
    const vector = onThreads('test/Failing-v0', 2, { how: 'close' });
    vector.reset({ seed: 1 });
    vector.step(Int32Array.of(0, 0));
    assert.throws(() => vector.close(), { message: 'cannot be closed' });
    vector.close();
    assert.throws(() => vector.step(Int32Array.of(0, 0)), { code: 'closed' });
  });
});
