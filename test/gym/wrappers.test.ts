import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  checkEnv,
  DiscretizeAction,
  Env,
  FlattenObservation,
  NormalizeObservation,
  NormalizeReward,
  OrderEnforcing,
  PassiveEnvChecker,
  RecordEpisodeStatistics,
  RecordTrajectory,
  RescaleAction,
  type ResetOptions,
  type ResetResult,
  type StepResult,
  TimeLimit,
  type TrajectoryRow,
  TransformAction,
  TransformObservation,
  TransformReward,
} from '../../src/gym/index.js';
import { Box, Dict, Discrete, MultiDiscrete, type SpaceValue } from '../../src/spaces/index.js';
import { Counter } from './support.js';

const mixedSpace = new Dict({ kind: new Discrete(3), force: new Box(-1, 1, [2]) });

/** Observes a Dict, takes two numbers and pays their sum. */
class Mixed extends Env<SpaceValue<typeof mixedSpace>, Float32Array> {
  readonly observationSpace = mixedSpace;
  readonly actionSpace = new Box([-2, 0], [2, 10]);
  last = new Float32Array(2);

  override reset(options?: ResetOptions): ResetResult<SpaceValue<typeof mixedSpace>> {
    const info = this.seedEpisode(options);
    return { observation: { kind: this.random.integer(3), force: Float32Array.of(0.5, -0.5) }, info };
  }

  override step(action: Float32Array): StepResult<SpaceValue<typeof mixedSpace>> {
    this.last = this.actionSpace.check(action, '/action').slice();
    const observation = { kind: this.random.integer(3), force: Float32Array.of(0, 1) };
    const reward = (action[0] as number) + (action[1] as number);
    return { observation, reward, terminated: false, truncated: false, info: {} };
  }
}

test('every wrapper around an environment that passes checkEnv passes it too', () => {
  checkEnv(new TimeLimit(new Counter(), 3));
  checkEnv(new OrderEnforcing(new Counter()));
  checkEnv(new PassiveEnvChecker(new Counter({ renderMode: 'ansi' })));
  checkEnv(new RecordEpisodeStatistics(new Counter()));
  checkEnv(new RecordTrajectory(new Counter(), () => {}));
  checkEnv(new TransformReward(new Counter(), (reward) => -reward));
  checkEnv(new TransformObservation(new Counter(), (o) => o.map((x) => -x), new Box(-1000, 0, [2])));
  checkEnv(new TransformAction(new Counter(), (action: number) => action - 10, new Discrete(3, 10)));
  checkEnv(new FlattenObservation(new Mixed()));
  checkEnv(new RescaleAction(new Mixed(), -1, 1));
  checkEnv(new DiscretizeAction(new Mixed(), [3, 4]));
  // Running moments remember earlier runs, so that only frozen ones repeat.
  const observations = new NormalizeObservation(new Counter());
  const rewards = new NormalizeReward(new Counter());
  observations.updateMoments = false;
  rewards.updateMoments = false;
  checkEnv(observations);
  checkEnv(rewards);
});

test('wrappers pass on what they do not change', () => {
  const inner = new Counter({ renderMode: 'ansi' });
  const env = new TransformReward(new TimeLimit(inner, 3), (reward) => reward);
  env.reset({ seed: 8 });
  assert.equal(env.unwrapped, inner);
  assert.equal(env.seed, 8);
  assert.equal(env.random, inner.random);
  assert.equal(env.renderMode, 'ansi');
  assert.equal(env.metadata, inner.metadata);
  assert.equal(env.render(), 'step 0');
  env.close();
  assert.equal(inner.closed, 1);
});

test('TimeLimit truncates at the limit, counts anew after reset and leaves termination alone', () => {
  const env = new TimeLimit(new Counter({ length: 3 }), 3);
  for (let episode = 0; episode < 2; episode++) {
    env.reset({ seed: 1 });
    assert.deepEqual(
      [env.step(0), env.step(0)].map(({ truncated }) => truncated),
      [false, false],
    );
    const last = env.step(0);
    assert.deepEqual([last.terminated, last.truncated], [true, true]);
  }
  const short = new TimeLimit(new Counter({ length: 9 }), 1);
  short.reset();
  assert.deepEqual(
    [short.step(0)].map(({ terminated, truncated }) => [terminated, truncated]),
    [[false, true]],
  );
  for (const limit of [0, 1.5, Number.NaN])
    assert.throws(() => new TimeLimit(new Counter(), limit), { code: 'badRequest' });
});

test('OrderEnforcing refuses step and render before reset', () => {
  const env = new OrderEnforcing(new Counter({ renderMode: 'ansi' }));
  assert.throws(() => env.step(0), { code: 'resetNeeded', message: /reset\(\) first/ });
  assert.throws(() => env.render(), { code: 'resetNeeded' });
  env.reset();
  assert.equal(env.render(), 'step 0');
});

test('PassiveEnvChecker refuses wrong actions and wrong results', () => {
  const broken = new PassiveEnvChecker(
    new TransformReward(new Counter(), (reward) => (reward === 2 ? Number.NaN : reward)),
  );
  broken.reset({ seed: 1 });
  assert.equal(broken.step(1).reward, 1);
  assert.throws(() => broken.step(3), { code: 'badRequest', path: '/action', message: /is 3; allowed/ });
  assert.throws(() => broken.step(2), { code: 'invalidEnv', message: /reward.*finite.*NaN/ });
});

test('RecordEpisodeStatistics reports return, length and seconds at the end', () => {
  let clock = 0;
  const env = new RecordEpisodeStatistics(new Counter({ length: 2 }), { bufferLength: 2, now: () => clock });
  for (let episode = 0; episode < 3; episode++) {
    env.reset({ seed: 1 });
    assert.equal(env.step(episode % 3).info['episode'], undefined);
    clock += 1500;
    assert.deepEqual(env.step(2).info, { count: 2, episode: { r: episode + 2, l: 2, t: 1.5 } });
  }
  assert.deepEqual(
    env.episodes.map(({ r }) => r),
    [3, 4],
  );
});

test('FlattenObservation gives one row, one-hot first as the space orders it', () => {
  const env = new FlattenObservation(new Mixed());
  const { observation } = env.reset({ seed: 1 });
  assert.deepEqual(env.observationSpace.shape, [5]);
  assert.equal(observation[0]! + observation[1]! + observation[2]!, 1);
  assert.deepEqual(Array.from(observation.slice(3)), [0.5, -0.5]);
});

test('RescaleAction maps the ends on the ends and refuses what is outside', () => {
  const inner = new Mixed();
  const env = new RescaleAction(inner, -1, 1);
  env.reset({ seed: 1 });
  env.step(Float32Array.of(-1, 1));
  assert.deepEqual(inner.last, Float32Array.of(-2, 10));
  env.step(Float32Array.of(0, 0));
  assert.deepEqual(inner.last, Float32Array.of(0, 5));
  assert.throws(() => env.step(Float32Array.of(0, 1.5)), { code: 'badRequest', path: '/action/1' });
  assert.throws(() => new RescaleAction(inner, 1, 1), { code: 'badRequest', path: '/minAction' });
  assert.throws(() => new RescaleAction(new Counter() as never, 0, 1), {
    code: 'badRequest',
    message: /Box of floats/,
  });
});

test('DiscretizeAction passes the centres of the bins on', () => {
  const inner = new Mixed();
  const env = new DiscretizeAction(inner, [4, 5]);
  assert.ok(env.actionSpace.equals(new MultiDiscrete([4, 5])));
  env.reset({ seed: 1 });
  env.step(Int32Array.of(0, 4));
  assert.deepEqual(inner.last, Float32Array.of(-1.5, 9));
  assert.throws(() => env.step(Int32Array.of(4, 0)), { code: 'badRequest', path: '/action/0' });
  for (const bins of [0, 1.5, [3], Number.NaN])
    assert.throws(() => new DiscretizeAction(inner, bins), { code: 'badRequest', path: '/bins' });
});

test('NormalizeObservation ends with mean 0 and variance 1', () => {
  const env = new NormalizeObservation(new Counter({ length: 1e9 }));
  env.reset({ seed: 1 });
  for (let i = 0; i < 3000; i++) env.step(0);
  env.updateMoments = false;
  const values = Array.from({ length: 3000 }, () => env.step(0).observation[1] as number);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  assert.ok(Math.abs(mean) < 0.1 && Math.abs(variance - 1) < 0.1, `mean ${mean}, variance ${variance}`);
});

test('the moments are exact, and can be saved and restored', () => {
  const env = new NormalizeObservation(new Counter({ length: 1e9 }));
  env.reset({ seed: 1 });
  for (let i = 1; i <= 9; i++) env.step(0);
  const { count, mean, variance } = env.getState();
  // 0..9 after 1e-4 samples of mean 0 and variance 1.
  assert.ok(Math.abs(count - 10.0001) < 1e-12);
  assert.ok(Math.abs(mean[0]! - 45 / 10.0001) < 1e-12);
  assert.ok(Math.abs(variance[0]! - ((285 + 1e-4) / 10.0001 - (45 / 10.0001) ** 2)) < 1e-10);
  const copy = new NormalizeObservation(new Counter({ length: 1e9 }));
  copy.setState(JSON.parse(JSON.stringify(env.getState())));
  assert.deepEqual(copy.getState(), env.getState());
});

test('NormalizeReward divides by the deviation of the discounted return', () => {
  const env = new NormalizeReward(new Counter({ length: 3 }), 0.5, 0);
  env.reset({ seed: 1 });
  const [first, second, third] = [env.step(1).reward, env.step(2).reward, env.step(2)];
  // Returns 1, 2.5, and 2 (the ending step forgets the sum), after 1e-4 samples of mean 0 and variance 1.
  const deviation = (returns: number[]) => {
    const n = returns.length + 1e-4;
    const mean = returns.reduce((sum, value) => sum + value, 0) / n;
    return Math.sqrt((1e-4 + returns.reduce((sum, value) => sum + value ** 2, 0)) / n - mean ** 2);
  };
  assert.ok(Math.abs(first - 1 / deviation([1])) < 1e-9);
  assert.ok(Math.abs(second - 2 / deviation([1, 2.5])) < 1e-9);
  assert.ok(Math.abs(third.reward - 2 / deviation([1, 2.5, 2])) < 1e-9);
  const copy = new NormalizeReward(new Counter(), 0.5, 0);
  copy.setState(JSON.parse(JSON.stringify(env.getState())));
  assert.deepEqual(copy.getState(), env.getState());
});

describe('RecordTrajectory', () => {
  test('sends every reset and step as JSON', () => {
    const rows: TrajectoryRow[] = [];
    const env = new RecordTrajectory(new Counter({ length: 2 }), (row) => rows.push(row));
    env.reset({ seed: 6 });
    env.step(1);
    env.step(2);
    env.reset();
    assert.deepEqual(
      rows.map(({ episode, step, seed, action, reward, terminated }) => [
        episode,
        step,
        seed,
        action,
        reward,
        terminated,
      ]),
      [
        [1, 0, 6, null, null, false],
        [1, 1, 6, 1, 1, false],
        [1, 2, 6, 2, 2, true],
        [2, 0, 6, null, null, false],
      ],
    );
    assert.deepEqual(JSON.parse(JSON.stringify(rows)), rows);
    assert.throws(() => env.step(9), { code: 'badRequest', path: '/action' });
  });
});
