import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  defineEnv,
  envSpecFromJSON,
  isEnvDefinition,
  type MakeOptions,
  make,
  makeVec,
  OrderEnforcing,
  PassiveEnvChecker,
  parseId,
  register,
  registry,
  setNotice,
  spec,
  summary,
  TimeLimit,
  type Wrapper,
} from '../../src/gym/index.js';
import { Counter } from './support.js';

const notices: string[] = [];
const create = (kwargs: Readonly<Record<string, unknown>>) => new Counter(kwargs);

before(() => {
  setNotice((message) => notices.push(message));
  register({ id: 'test/Counter-v0', create });
  register({
    id: 'test/Counter-v2',
    summary: 'Counts.',
    create,
    maxEpisodeSteps: 3,
    rewardThreshold: 2,
    kwargs: { length: 9 },
  });
  register({ id: 'test/Counter-v10', create, nondeterministic: true });
  register({ id: 'test/Plain', create });
});
after(() => setNotice(undefined));
beforeEach(() => {
  notices.length = 0;
});

test('ids are [namespace/]name[-vN]', () => {
  assert.deepEqual(parseId('CartPole-v1'), { namespace: undefined, name: 'CartPole', version: 1 });
  assert.deepEqual(parseId('a/b-c-v12'), { namespace: 'a', name: 'b-c', version: 12 });
  assert.deepEqual(parseId('plain'), { namespace: undefined, name: 'plain', version: undefined });
  for (const id of ['', 'a/b/c', '/x', 'a b', 'ä-v1', 3, null, 'line\n']) {
    assert.throws(() => parseId(id), { code: 'badRequest', path: '/id' });
  }
});

test('make wraps: environment -> PassiveEnvChecker -> OrderEnforcing -> TimeLimit', () => {
  const env = make('test/Counter-v2');
  assert.ok(env instanceof TimeLimit && env.maxEpisodeSteps === 3);
  const order = env.env as Wrapper<unknown, unknown>;
  assert.ok(order instanceof OrderEnforcing);
  const checker = order.env as Wrapper<unknown, unknown>;
  assert.ok(checker instanceof PassiveEnvChecker);
  assert.ok(checker.env instanceof Counter && checker.env === env.unwrapped);
});

test('make takes a limit, none, no checker and keyword arguments', () => {
  assert.ok(!(make('test/Counter-v2', { maxEpisodeSteps: null }) instanceof TimeLimit));
  assert.equal((make('test/Counter-v0', { maxEpisodeSteps: 7 }) as TimeLimit<unknown, unknown>).maxEpisodeSteps, 7);
  const bare = make('test/Counter-v0', { disableEnvChecker: true }) as OrderEnforcing<unknown, unknown>;
  assert.ok(bare instanceof OrderEnforcing && bare.env instanceof Counter);
  assert.equal((make('test/Counter-v2').unwrapped as Counter).length, 9);
  const own = make('test/Counter-v2', { length: 4 });
  assert.equal((own.unwrapped as Counter).length, 4);
  assert.deepEqual(own.spec?.kwargs, { length: 4 });
  for (const maxEpisodeSteps of [0, -1, 2.5, Number.NaN, '3']) {
    const options = { maxEpisodeSteps } as MakeOptions;
    assert.throws(() => make('test/Counter-v2', options), { code: 'badRequest', path: '/maxEpisodeSteps' });
  }
});

test('an id without a version means the newest one, with a notice', () => {
  assert.equal(spec('test/Counter').id, 'test/Counter-v10');
  assert.deepEqual(notices, ['environment test/Counter has no version; the newest one, test/Counter-v10, is used']);
  assert.equal(spec('test/Plain').id, 'test/Plain');
  assert.equal(notices.length, 1);
});

test('an unknown id lists the nearest ones', () => {
  for (const id of ['test/Countre-v2', 'test/Counter-v3', 'Counter']) {
    assert.throws(() => make(id), { code: 'unknownEnv', path: '/id', message: /nearest ids are .*test\/Counter-v2/ });
  }
  assert.throws(() => register({ id: 'x-v0' }), { code: 'unknownEnv' });
});

test('specs are plain data that make takes as well', () => {
  for (const original of registry.values()) {
    const copy = envSpecFromJSON(JSON.parse(JSON.stringify(original)));
    assert.deepEqual(copy, original);
    assert.deepEqual(make(copy).spec, original);
  }
  assert.equal(summary('test/Counter-v2'), 'Counts.');
  assert.throws(() => envSpecFromJSON({ id: 'a', entrypoint: 'b' }), { code: 'badRequest', path: '/entrypoint' });
  assert.throws(() => envSpecFromJSON({ id: 'a', rewardThreshold: 'b' }), {
    code: 'badRequest',
    path: '/rewardThreshold',
  });
  assert.throws(() => envSpecFromJSON([]), { code: 'badRequest' });
});

test('an environment may be registered on top of another one', () => {
  register({ id: 'test/Short-v0', entryPoint: 'test/Counter-v0', kwargs: { length: 1 } });
  const env = make('test/Short-v0');
  env.reset({ seed: 1 });
  assert.equal(env.step(0).terminated, true);
});

test('the same id again takes the place of the first, with a notice', () => {
  register({ id: 'test/Twice-v0', create });
  register({ id: 'test/Twice-v0', create, kwargs: { length: 2 } });
  assert.equal((make('test/Twice-v0').unwrapped as Counter).length, 2);
  assert.match(notices[0] ?? '', /registered again/);
});

test('a factory that makes no Env is refused', () => {
  register({ id: 'test/Nothing-v0', create: (() => ({})) as never });
  assert.throws(() => make('test/Nothing-v0'), { code: 'invalidEnv', message: /must return an Env/ });
  assert.throws(() => register({ id: 'test/Text-v0', create: 'x' as never }), { code: 'badRequest', path: '/create' });
});

describe('definitions', () => {
  test('are recognised by discovery', () => {
    assert.ok(isEnvDefinition(defineEnv({ id: 'a-v0', create })));
    assert.ok(!isEnvDefinition({ id: 'a-v0', create }));
    assert.ok(!isEnvDefinition(null));
  });
});

test('makeVec passes the options of vector and environment on', () => {
  const vector = makeVec('test/Counter-v0', 2, { autoreset: 'disabled', length: 4 });
  assert.equal(vector.numEnvs, 2);
  assert.equal(vector.autoreset, 'disabled');
  assert.equal((vector.envs[1]!.unwrapped as Counter).length, 4);
  for (const n of [0, -1, 1.5, Number.NaN])
    assert.throws(() => makeVec('test/Counter-v0', n), { code: 'badRequest', path: '/n' });
});
