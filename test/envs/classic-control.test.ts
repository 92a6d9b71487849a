import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CartPole, cartPoleStep } from '../../envs/classic/cart-pole.js';
import { Pendulum, pendulumStep } from '../../envs/classic/pendulum.js';
import { make } from '../../envs/index.js';
import { handler } from '../../src/cli/simulate/classic-control.js';

interface Row {
  id: string;
  environment: string;
  state: number[];
  action: number;
  nextState: number[];
  reward: number;
  terminated: boolean;
}

const table = join(process.env.COGYM_REFERENCE ?? '../shared/reference', 'agents/transitions.jsonl');

function near(actual: number, expected: number, name: string): void {
  const tolerance = 1e-9 * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= tolerance, `${name}: ${actual}, expected ${expected}`);
}

test('all recorded transitions of Gymnasium agree to 1e-9', (t) => {
  if (!existsSync(table)) return t.skip(`reference tables not found at ${table}`);
  const rows = readFileSync(table, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  assert.equal(rows.length, 400);
  for (const { id, environment, state, action, nextState, reward, terminated } of rows) {
    const result = handler({ environment, state, action }) as Omit<Row, 'id'>;
    assert.equal(result.terminated, terminated, id);
    assert.equal(result.nextState.length, nextState.length);
    near(result.reward, reward, id);
    nextState.forEach((value, i) => {
      near(result.nextState[i] as number, value, `${id} ${i}`);
    });
  }
});

describe('CartPole-v1', () => {
  test('starts within +-0.05 and follows cartPoleStep', () => {
    const env = new CartPole();
    const { observation } = env.reset({ seed: 5 });
    assert.ok(observation.every((value) => Math.abs(value) <= 0.05));
    const wide = env.reset({ seed: 5, options: { low: -0.2, high: -0.1 } }).observation;
    assert.ok(wide.every((value) => value >= Math.fround(-0.2) && value <= Math.fround(-0.1)));
    const [x, v, a, w] = env.reset({ seed: 5, options: { low: 0, high: 0 } }).observation;
    assert.deepEqual([x, v, a, w], [0, 0, 0, 0]);
    const { nextState } = cartPoleStep([0, 0, 0, 0], 1);
    assert.deepEqual(env.step(1).observation, Float32Array.from(nextState));
    // By hand from rest, pushed by 10 N: t = 10/1.1, a = -t / (0.5 (4/3 - 0.1/1.1)), x'' = t - 0.05 a / 1.1.
    const push = 10 / 1.1;
    const angular = -push / (0.5 * (4 / 3 - 0.1 / 1.1));
    near(nextState[3], 0.02 * angular, 'angular velocity');
    near(nextState[1], 0.02 * (push - (0.05 * angular) / 1.1), 'velocity');
    assert.deepEqual([nextState[0], nextState[2]], [0, 0]);
  });

  test('pays 1 a step, the ending one too, and ends on a limit', () => {
    const env = new CartPole();
    env.reset({ seed: 1 });
    let result = env.step(1);
    let steps = 1;
    for (; !result.terminated; steps++) result = env.step(1);
    assert.equal(result.reward, 1);
    assert.ok(steps > 5 && steps < 15, `${steps} steps`);
    assert.throws(() => env.step(1), { code: 'resetNeeded', message: /is over/ });
    env.reset();
    assert.equal(env.step(0).terminated, false);
    assert.ok(cartPoleStep([2.4, 1, 0, 0], 0).terminated);
    assert.ok(!cartPoleStep([2.38, 1, 0, 0], 0).terminated);
    assert.ok(cartPoleStep([0, 0, -0.2094, -1], 0).terminated);
  });

  test('is truncated after 500 steps when it stays up', () => {
    const env = make<Float32Array, number>('CartPole-v1');
    let { observation } = env.reset({ seed: 3 });
    for (let step = 1; step <= 500; step++) {
      const [x = 0, v = 0, angle = 0, w = 0] = observation;
      const result = env.step(angle + 0.4 * w + 0.05 * x + 0.1 * v > 0 ? 1 : 0);
      assert.equal(result.terminated, false, `step ${step}`);
      assert.equal(result.truncated, step === 500, `step ${step}`);
      observation = result.observation;
    }
  });

  test('refuses wrong options, actions and calls', () => {
    assert.throws(() => new CartPole({ colour: 'red' }), { code: 'badRequest', path: '/colour' });
    assert.throws(() => new CartPole({ renderMode: 'human' }), { code: 'badRequest', path: '/renderMode' });
    assert.throws(() => new CartPole().step(0), { code: 'resetNeeded' });
    const env = new CartPole();
    for (const [options, path] of [
      [{ low: Number.NaN }, '/options/low'],
      [{ high: '1' }, '/options/high'],
      [{ low: 0.1 }, '/options/low'],
    ] as const) {
      assert.throws(() => env.reset({ options }), { code: 'badRequest', path });
    }
    env.reset({ seed: 1 });
    for (const action of [2, -1, 0.5, Number.NaN, '1', null, [1]]) {
      assert.throws(() => env.step(action as number), { code: 'badRequest', path: '/action' });
    }
  });

  test('draws itself as text', () => {
    const env = new CartPole({ renderMode: 'ansi' });
    assert.equal(env.render(), undefined);
    env.reset({ seed: 1, options: { low: 0, high: 0 } });
    const [pole, track, figures] = (env.render() ?? '').split('\n');
    assert.equal(pole, `${' '.repeat(24)}|${' '.repeat(24)}`);
    assert.equal(track, `${'-'.repeat(24)}#${'-'.repeat(24)}`);
    assert.match(figures ?? '', /^x 0.000 m, 0.000 m\/s; angle 0.000 rad/);
  });
});

describe('Pendulum-v1', () => {
  test('starts within its ranges, or those of the reset options', () => {
    const env = new Pendulum();
    for (let seed = 0; seed < 50; seed++) {
      const [cos = 0, sin = 0, speed = 0] = env.reset({ seed }).observation;
      assert.ok(Math.abs(cos ** 2 + sin ** 2 - 1) < 1e-6 && Math.abs(speed) <= 1);
    }
    const upright = env.reset({ seed: 1, options: { xInit: 0, yInit: 0 } }).observation;
    assert.deepEqual(upright.map(Math.abs), Float32Array.of(1, 0, 0));
    for (const [options, path] of [
      [{ xInit: -1 }, '/options/xInit'],
      [{ yInit: 9 }, '/options/yInit'],
      [{ yInit: '1' }, '/options/yInit'],
    ] as const) {
      assert.throws(() => env.reset({ options }), { code: 'badRequest', path });
    }
  });

  test('the step clips the torque, the environment refuses what is outside', () => {
    assert.deepEqual(pendulumStep([0.3, 1], 5), pendulumStep([0.3, 1], 2));
    assert.equal(pendulumStep([0, 8], 2).nextState[1], 8);
    const env = new Pendulum();
    assert.throws(() => env.step(Float32Array.of(0)), { code: 'resetNeeded' });
    env.reset({ seed: 1 });
    for (const action of [Float32Array.of(2.5), Float32Array.of(Number.NaN), Float32Array.of(0, 0), [0], 0, null]) {
      assert.throws(() => env.step(action as Float32Array), { code: 'badRequest' });
    }
  });

  test('the angle of the cost is in [-pi, pi) and the state is not wrapped', () => {
    near(pendulumStep([Math.PI, 0], 0).reward, -(Math.PI ** 2), 'pi counts as -pi');
    near(pendulumStep([2 * Math.PI + 0.1, 0], 0).reward, -0.01, 'one turn further');
    near(pendulumStep([-7 * Math.PI - 0.1, 0], 0).reward, -((Math.PI - 0.1) ** 2), 'turns back');
    assert.ok(pendulumStep([9, 1], 0).nextState[0] > 9);
  });

  test('is never terminated, and truncated after 200 steps', () => {
    const env = make<Float32Array, Float32Array>('Pendulum-v1');
    env.reset({ seed: 2 });
    for (let step = 1; step <= 200; step++) {
      const { terminated, truncated, reward } = env.step(Float32Array.of(step % 2 === 0 ? 2 : -2));
      assert.deepEqual([terminated, truncated], [false, step === 200]);
      assert.ok(reward <= 0 && reward >= -(Math.PI ** 2 + 6.4 + 0.004));
    }
  });

  test('draws itself as text', () => {
    const env = new Pendulum({ renderMode: 'ansi' });
    env.reset({ seed: 1, options: { xInit: 0, yInit: 0 } });
    assert.equal(env.render(), '^ angle 0.000 rad, 0.000 rad/s');
  });
});

describe('simulate classic-control', () => {
  const good = { environment: 'CartPole-v1', state: [0, 0, 0, 0], action: 1 };

  test('answers with the next state', () => {
    assert.deepEqual(handler(good), cartPoleStep([0, 0, 0, 0], 1));
    const pendulum = { environment: 'Pendulum-v1', state: [10, 0], action: [1] };
    assert.deepEqual(handler(pendulum), pendulumStep([10, 0], 1));
  });

  test('refuses what is wrong at its path', () => {
    const wrong: [object, string, RegExp][] = [
      [{ environment: 'CartPole-v0' }, '/environment', /CartPole-v1 or Pendulum-v1, not "CartPole-v0"/],
      [{ environment: undefined }, '/environment', /not undefined/],
      [{ environment: 'constructor' }, '/environment', /not "constructor"/],
      [{ state: [0, 0, 0] }, '/state', /array of 4 numbers/],
      [{ state: '0000' }, '/state', /array of 4 numbers, not "0000"/],
      [{ state: [0, Number.NaN, 0, 0] }, '/state/1', /not NaN/],
      [{ state: [0, 0, '0', 0] }, '/state/2', /not "0"/],
      [{ state: [0, 0, 0, 1e200] }, '/state/3', /within/],
      [{ state: [null, 0, 0, 0] }, '/state/0', /not null/],
      [{ action: 2 }, '/action', /0 or 1, not 2/],
      [{ action: '1' }, '/action', /0 or 1, not "1"/],
      [{ environment: 'Pendulum-v1', state: [0, 0], action: Number.NaN }, '/action', /torque in N m, not NaN/],
      [{ environment: 'Pendulum-v1', state: [0, 0], action: [1, 2] }, '/action', /not Array\(2\)/],
      [{ environment: 'Pendulum-v1', state: [0, 0, 0], action: 0 }, '/state', /array of 2 numbers/],
      [{ speed: 1 }, '/speed', /unknown field "speed"/],
    ];
    for (const [change, path, message] of wrong) {
      assert.throws(() => handler({ ...good, ...change }), { code: 'badRequest', path, message });
    }
  });

  test('no finite state gives a result that JSON cannot hold', () => {
    for (const state of [
      [1e100, 1e100, 1e100, 1e100],
      [-1e100, 0, 1e100, -1e100],
    ]) {
      const { nextState } = handler({ ...good, state }) as Row;
      assert.ok(nextState.every(Number.isFinite), String(nextState));
    }
  });
});
