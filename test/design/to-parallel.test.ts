import assert from 'node:assert/strict';
import test from 'node:test';
import {
  DesignEnv,
  type EvaluationRecord,
  type ParallelOptions,
  parallelObservations,
  parallelRewards,
  type SliceAction,
  toParallel,
} from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { checkParallelEnv, OrderEnforcing } from '../../src/gym/index.js';
import { Box, Discrete, type MultiDiscrete } from '../../src/spaces/index.js';
import { realProblem, toyProblem } from './toy.js';

const partition = { sides: ['left', 'right'], rest: ['boost', 'mode'] };
const design = { left: 4, right: 3, mode: 'fast', boost: 4 };
const toy = (options = {}) => new DesignEnv(toyProblem(options));
/** Each agent's part of `design`. */
const actionsOf = (env: ReturnType<typeof toParallel>, whole: Readonly<Record<string, string | number>> = design) => {
  const actions: Record<string, SliceAction> = {};
  for (const [agent, names] of Object.entries(env.partition)) {
    const { space } = env.unwrapped.problem;
    const indices = names.map((name) => space.indexOfValue(space.indexOf(name), whole[name] as number));
    actions[agent] = indices.length === 1 ? (indices[0] as number) : Int32Array.from(indices);
  }
  return actions;
};

test('every factorisation, reward and observation passes checkParallelEnv', () => {
  const decompose = () => ({ left: 1, right: 2, mode: 3, boost: 4 });
  for (const factorisation of ['per-parameter', 'per-group', 'single', 'sides', partition]) {
    const partitions = { sides: partition };
    for (const observation of parallelObservations) {
      checkParallelEnv(toParallel(toy({ partitions }), factorisation, { observation }), { steps: 20 });
    }
    for (const reward of parallelRewards) {
      if (reward === 'decomposed' && factorisation !== 'per-parameter') continue;
      checkParallelEnv(toParallel(toy({ partitions, decompose }), factorisation, { reward }), { steps: 20 });
    }
  }
  checkParallelEnv(toParallel(new DesignEnv(realProblem()), 'per-parameter'), { steps: 20 });
});

test('the union of the slices is exactly the design', () => {
  for (const factorisation of ['per-parameter', 'per-group', 'single', partition]) {
    const env = toParallel(new OrderEnforcing(toy()), factorisation);
    env.reset({ seed: 1 });
    const { infos, rewards, terminations, truncations } = env.step(actionsOf(env));
    const decoded = Object.assign(
      {},
      ...env.possibleAgents.map((agent) => env.decode(agent, actionsOf(env)[agent] as SliceAction)),
    );
    assert.deepEqual(decoded, design);
    for (const agent of env.possibleAgents) {
      assert.deepEqual(infos[agent]?.design, design);
      assert.equal(rewards[agent], 1);
      assert.deepEqual([terminations[agent], truncations[agent]], [true, false]);
    }
    assert.deepEqual(env.agents, []);
    assert.equal(env.unwrapped.run.evaluator.spent, 1);
  }
});

test('action spaces are the slices: one index, several, or Box with a real', () => {
  const env = toParallel(toy(), partition);
  assert.deepEqual((env.actionSpace('sides') as unknown as MultiDiscrete).nvec, [11, 11]);
  assert.deepEqual((env.actionSpace('rest') as unknown as MultiDiscrete).nvec, [3, 2], 'in the order of the partition');
  const alone = toParallel(toy(), 'per-parameter');
  assert.ok(alone.actionSpace('left').equals(new Discrete(11) as never));
  assert.deepEqual(alone.decode('mode', 1), { mode: 'fast' });
  const reals = toParallel(new DesignEnv(realProblem()), { x: ['x', 'kind'], y: ['y'] });
  assert.ok((reals.actionSpace('x') as unknown) instanceof Box);
  assert.throws(() => env.actionSpace('other'), /no agent 'other'; agents: sides, rest/);
});

test('difference: the reward minus that with the own slice at its default, each an evaluation', () => {
  const env = toParallel(new DesignEnv(toyProblem(), { reward: 'negative' }), 'per-parameter', {
    reward: 'difference',
  });
  env.reset({ seed: 1 });
  const { rewards } = env.step(actionsOf(env));
  const latency = (left: number, right: number, speed: number) => 20 / (1 + left + right) / speed;
  const own = -latency(4, 3, 4);
  assert.deepEqual(rewards, {
    left: own + latency(2, 3, 4),
    right: own + latency(4, 2, 4),
    mode: own + latency(4, 3, 1),
    boost: own + latency(4, 3, 2),
  });
  assert.equal(env.unwrapped.run.evaluator.spent, 5);
  env.reset();
  env.step(actionsOf(env, env.unwrapped.problem.space.defaultDesign() as Record<string, number>));
  assert.equal(env.unwrapped.run.evaluator.spent, 6, 'a slice at its default needs no second evaluation');
});

test('difference: what the budget does not reach is 0', () => {
  const env = toParallel(new DesignEnv(toyProblem(), { reward: 'negative', budget: 2 }), 'per-parameter', {
    reward: 'difference',
  });
  env.reset({ seed: 1 });
  const { rewards } = env.step(actionsOf(env));
  assert.notEqual(rewards.left, 0);
  assert.deepEqual([rewards.right, rewards.mode, rewards.boost], [0, 0, 0]);
  assert.equal(env.unwrapped.run.evaluator.spent, 2);
});

test('difference: a default that breaks a mask is repaired where the environment repairs', () => {
  const evaluated: unknown[] = [];
  const sink = ({ design: { left, right } }: EvaluationRecord) => evaluated.push([left, right]);
  for (const repair of [false, true]) {
    const env = toParallel(
      new DesignEnv(toyProblem(), { repair, sink }),
      { l: ['left'], r: ['right', 'mode', 'boost'] },
      {
        reward: 'difference',
      },
    );
    env.reset({ seed: 1 });
    env.step({ l: 0, r: Int32Array.of(10, 0, 0) });
  }
  const [joint, withoutRight] = [
    [0, 10],
    [0, 2],
  ];
  assert.deepEqual(evaluated, [joint, [2, 10], withoutRight, joint, [2, 8], withoutRight]);
});

test('decomposed: the parts that the problem gives', () => {
  const decompose = () => ({ sides: 0.25, rest: 0.75 });
  const env = toParallel(toy({ decompose }), partition, { reward: 'decomposed' });
  env.reset({ seed: 1 });
  assert.deepEqual(env.step(actionsOf(env)).rewards, { sides: 0.25, rest: 0.75 });
  const lacking = toParallel(toy({ decompose: () => ({ sides: 1 }) }), partition, { reward: 'decomposed' });
  lacking.reset({ seed: 1 });
  assert.throws(() => lacking.step(actionsOf(lacking)), /gives no part of the reward to agent 'rest'/);
});

test('observations: own action and number, shared metrics, or the bare metrics', () => {
  const seen = (observation: ParallelOptions['observation'], agent: string) => {
    const env = toParallel(toy(), partition, { observation });
    env.reset({ seed: 1 });
    const { observations, infos } = env.step(actionsOf(env));
    const names = infos[agent]?.observationNames as string[];
    const values = observations[agent] as Float32Array;
    assert.equal(names.length, values.length);
    return { names, values: Array.from(values) };
  };
  const own = seen('global+own', 'rest');
  assert.deepEqual(own.names.slice(-2), ['agent.sides', 'agent.rest']);
  assert.deepEqual(own.values.slice(-2), [0, 1]);
  assert.deepEqual(own.values.slice(-7, -2), [0, 0, 1, 0, 1], 'boost 4, mode fast, one-hot');
  const shared = seen('global', 'rest');
  assert.deepEqual(shared.names, [
    'metric.latencyS',
    'metric.energyJ',
    'metric.accuracy',
    'evaluated',
    'feasible',
    'violation',
    'budget',
  ]);
  assert.deepEqual(shared.values, seen('global', 'sides').values);
  assert.deepEqual(own.values.slice(0, 7), shared.values);
  const bare = seen('archgym-marl', 'sides');
  assert.deepEqual(bare.values, [Math.fround(20 / 8 / 4), 1 + 4 + 6 + 12, Math.fround(0.4)]);
  assert.deepEqual(bare, seen('archgym-marl', 'rest'), 'the same for every agent');
  assert.deepEqual(seen('none', 'rest').values, [1]);
});

test('state() holds every agent’s observation, the joint design and the budget', () => {
  const env = toParallel(new DesignEnv(toyProblem(), { budget: 10 }), partition);
  env.reset({ seed: 1 });
  const { observations } = env.step(actionsOf(env));
  const state = Array.from(env.state());
  const own = env.possibleAgents.flatMap((agent) => Array.from(observations[agent] as Float32Array));
  const unit = Array.from(Float32Array.from(env.unwrapped.problem.space.toUnit(design)));
  assert.deepEqual(state, [...own, ...unit, Math.fround(0.9)]);
});

test('wrong environments, names, partitions and actions are refused', () => {
  const refused = (action: () => unknown, path: string) =>
    assert.throws(
      action,
      (error) => error instanceof CogymError && error.code === 'badRequest' && error.path === path,
      path,
    );
  refused(() => toParallel(new DesignEnv(toyProblem(), { mode: 'sequential' }), 'single'), '/env');
  refused(() => toParallel({ unwrapped: {} }, 'single'), '/env');
  refused(() => toParallel(toy(), 'perAgent'), '/factorisation');
  refused(() => toParallel(toy(), 'constructor'), '/factorisation');
  refused(() => toParallel(toy(), { a: ['left', 'right', 'mode'] }), '/partition');
  refused(() => toParallel(toy(), { a: ['left', 'right', 'mode', 'boost'], b: ['left'] }), '/partition/b');
  refused(() => toParallel(toy(), 'single', { reward: 'own' as 'shared' }), '/reward');
  refused(() => toParallel(toy(), 'single', { reward: 'decomposed' }), '/reward');
  refused(() => toParallel(toy(), 'single', { observation: 'all' as 'none' }), '/observation');
  const env = toParallel(toy(), partition);
  assert.throws(() => env.step({}), /call reset\(\) first/);
  env.reset({ seed: 1 });
  refused(() => env.step({ sides: Int32Array.of(1, 1) }), '/actions/rest');
  refused(() => env.step({ sides: Int32Array.of(1, 99), rest: Int32Array.of(0, 0) }), '/actions/sides/1');
  refused(() => env.step({ ...actionsOf(env), other: Int32Array.of(1) }), '/actions/other');
});
