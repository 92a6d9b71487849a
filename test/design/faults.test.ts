/**
 * Faults of earlier gyms that concern decoding, rewards and counting, one test each. Those of search agents are tested
 * with the agents.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { DesignEnv, Evaluator, makeReward, toParallel, withObjectives } from '../../src/design/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { realProblem, toyProblem } from './toy.js';

const { space } = toyProblem();

test('index 0 decoded to the last value', () => {
  const env = new DesignEnv(toyProblem());
  env.reset({ seed: 1 });
  assert.deepEqual(env.step(Int32Array.of(0, 0, 0, 0)).info.design, { left: 0, right: 0, mode: 'slow', boost: 2 });
  const sequential = new DesignEnv(toyProblem(), { mode: 'sequential' });
  sequential.reset({ seed: 1 });
  sequential.step(0);
  sequential.step(0);
  sequential.step(1);
  assert.deepEqual(sequential.step(0).info.design, { left: 0, right: 0, mode: 'fast', boost: 1 });
});

test('continuous actions were rounded before binning, so that most designs could not be reached', () => {
  const env = new DesignEnv(toyProblem(), { action: 'box' });
  const reached = new Set<string>();
  const levels = Array.from({ length: 23 }, (_, k) => -1 + k / 11);
  for (const left of levels) {
    for (const right of levels) {
      env.reset({ seed: 1 });
      const { design } = env.step(Float32Array.of(left, right, 0, 0)).info as {
        design: { left: number; right: number };
      };
      reached.add(`${design.left},${design.right}`);
    }
  }
  assert.equal(reached.size, 121, 'every pair of values');
  env.reset({ seed: 1 });
  const share = new Map<unknown, number>();
  for (let k = 0; k < 1100; k++) {
    env.reset();
    const { design } = env.step(Float32Array.of(-1 + (2 * (k + 0.5)) / 1100, 0, 0, 0)).info as {
      design: { left: number };
    };
    share.set(design.left, (share.get(design.left) ?? 0) + 1);
  }
  for (const [value, count] of share) assert.ok(count >= 99 && count <= 101, `${value}: ${count} of 1100`);
});

test('the views of one problem evaluated to different figures', () => {
  const design = { left: 4, right: 3, mode: 'fast', boost: 4 };
  const problem = toyProblem();
  const expected = problem.evaluate(design).metrics;
  const metricsOf = (info: Record<string, unknown>) => (info.evaluation as { metrics: object }).metrics;
  const bandit = new DesignEnv(problem, { action: 'box' });
  bandit.reset({ seed: 1 });
  assert.deepEqual(metricsOf(bandit.step(space.toBox(design)).info), expected);
  const sequential = new DesignEnv(problem, { mode: 'sequential' });
  sequential.reset({ seed: 1 });
  const steps = Array.from(space.toIndices(design), (index) => sequential.step(index));
  assert.deepEqual(metricsOf(steps.at(-1)?.info ?? {}), expected);
  const parallel = toParallel(new DesignEnv(problem), 'per-parameter');
  parallel.reset({ seed: 1 });
  const actions = Object.fromEntries(Array.from(space.toIndices(design), (index, i) => [space.names[i] ?? '', index]));
  assert.deepEqual(metricsOf(parallel.step(actions).infos.left ?? {}), expected);
  assert.deepEqual(new Evaluator(problem).evaluate(design).metrics, expected);
});

test('distances were maximised: a smaller objective is a larger reward under every named reward', () => {
  const better = toyProblem().evaluate({ left: 4, right: 4, mode: 'slow', boost: 2 });
  const worse = toyProblem().evaluate({ left: 2, right: 2, mode: 'slow', boost: 2 });
  assert.ok((better.objectives[0] as number) < (worse.objectives[0] as number));
  for (const name of ['negative', 'rank', 'logRatio']) {
    const reward = makeReward(toyProblem(), name);
    for (const evaluation of [worse, better]) reward.observe(evaluation);
    assert.ok(reward.score(better) > reward.score(worse), name);
  }
  const maximised = withObjectives(toyProblem(), { objectives: ['maximize energyJ'] });
  const [high, low] = [8, 2].map((left) => maximised.evaluate({ left, right: 2, mode: 'slow', boost: 2 }));
  assert.ok((high?.objectives[0] as number) < (low?.objectives[0] as number), 'agents minimise');
});

test('the reward was 1/metric or singular at the target: a design better than the target is never punished', () => {
  for (const name of ['bounded', 'negative', 'logRatio', 'rank']) {
    const reward = makeReward(toyProblem(), name);
    const evaluations = [2, 4, 6, 8, 10].map((left) =>
      toyProblem().evaluate({ left, right: 0, mode: 'fast', boost: 4 }),
    );
    for (const evaluation of evaluations) reward.observe(evaluation);
    const scores = evaluations.map((evaluation) => reward.score(evaluation));
    for (let i = 1; i < scores.length; i++) assert.ok((scores[i] as number) >= (scores[i - 1] as number), name);
    assert.ok(
      scores.every((score) => Number.isFinite(score) && Math.abs(score) < 100),
      name,
    );
  }
});

test('observations after reset were random or zero without record', () => {
  const env = new DesignEnv(toyProblem());
  const first = env.reset({ seed: 1 });
  const step = env.step(Int32Array.of(3, 3, 0, 0));
  assert.deepEqual(env.reset().observation, step.observation, 'what is known stays visible');
  assert.deepEqual(env.reset({ seed: 2 }).observation, first.observation, 'and a new run begins without it');
});

test('seeds were passed but not used', () => {
  const run = (seed: number) => {
    const env = new DesignEnv(realProblem());
    env.actionSpace.seed(seed);
    env.reset({ seed });
    assert.equal(env.seed, seed);
    return Array.from({ length: 5 }, () => {
      env.reset();
      return env.step(env.actionSpace.sample()).info.design;
    });
  };
  assert.deepEqual(run(1), run(1));
  assert.notDeepEqual(run(1), run(2));
});

test('the process ended on a simulator’s message', () => {
  const problem = toyProblem({
    evaluate() {
      throw new Error('fatal: unsupported configuration');
    },
  });
  const env = new DesignEnv(problem, { budget: 3 });
  for (let i = 0; i < 3; i++) {
    env.reset();
    const { info } = env.step(Int32Array.of(i, 0, 0, 0));
    assert.equal((info.evaluation as { feasible: boolean }).feasible, false);
  }
  assert.equal(env.run.evaluator.spent, 3);
});

test('one point was evaluated and logged several times', () => {
  let rows = 0;
  let simulations = 0;
  const inner = toyProblem();
  const problem = toyProblem({
    evaluate(design) {
      simulations += 1;
      return inner.evaluate(design);
    },
  });
  const env = new DesignEnv(problem, {
    sink: () => {
      rows += 1;
    },
  });
  const random = RandomStream.from(1);
  for (let i = 0; i < 50; i++) {
    env.reset();
    env.step(space.toIndices(space.sample(random)));
  }
  assert.equal(rows, 50);
  assert.ok(simulations <= 50);
  assert.equal(env.run.evaluator.spent, 50);
});

test('the chosen reward was ignored', () => {
  const reward = (name: string) => {
    const env = new DesignEnv(toyProblem(), { reward: name });
    env.reset({ seed: 1 });
    return env.step(Int32Array.of(3, 3, 0, 0)).reward;
  };
  const names = ['bounded', 'negative', 'rank', 'logRatio', 'archgym', 'accuracy - energyJ'];
  assert.equal(new Set(names.map(reward)).size, names.length);
});
