import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type Design,
  DesignEnv,
  type DesignEnvOptions,
  DesignRun,
  type Evaluation,
  type EvaluationRecord,
  type Problem,
} from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { checkEnv, type Info, type StepResult } from '../../src/gym/index.js';
import { Box, Dict, type Discrete, MultiDiscrete } from '../../src/spaces/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { realProblem, toyProblem } from './toy.js';

const modes = ['bandit', 'sequential', 'staged', 'refine'] as const;
const badRequest =
  (path: string, message = /./) =>
  (error: unknown) =>
    error instanceof CogymError && error.code === 'badRequest' && error.path === path && message.test(error.message);

/** The observation by name. */
function named(env: DesignEnv, observation: Float32Array, info: Info): Record<string, number> {
  const names = info.observationNames as readonly string[];
  assert.equal(names.length, observation.length);
  assert.ok(env.observationSpace.contains(observation));
  return Object.fromEntries(names.map((name, i) => [name, observation[i] as number]));
}

for (const mode of modes) {
  test(`${mode} passes checkEnv, with every observation, also with reals`, () => {
    const variants: DesignEnvOptions[] = [{}, { observation: 'none' }, { reward: 'negative' }, { reward: 'rank' }];
    for (const make of [toyProblem, realProblem]) {
      for (const options of variants) checkEnv(new DesignEnv(make(), { mode, details: false, ...options }));
    }
    checkEnv(new DesignEnv(toyProblem(), { mode, repair: true, renderMode: 'ansi' }));
  });
}

test('bandit: one step evaluates one design in each form of action', () => {
  const problem = toyProblem();
  const design = { left: 4, right: 2, mode: 'fast', boost: 4 };
  const { space } = problem;
  const actions: readonly [NonNullable<DesignEnvOptions['action']>, unknown, unknown][] = [
    ['multiDiscrete', space.toIndices(design), MultiDiscrete],
    ['box', space.toBox(design), Box],
    ['dict', space.toDict(design), Dict],
  ];
  for (const [action, value, kind] of actions) {
    const env = new DesignEnv(problem, { action });
    assert.ok(env.actionSpace instanceof (kind as typeof Box));
    env.reset({ seed: 1 });
    const { reward, terminated, truncated, info } = env.step(value);
    assert.deepEqual([reward, terminated, truncated], [1, true, false]);
    assert.deepEqual(info.design, design);
    const { details: _, ...evaluation } = problem.evaluate(design);
    assert.deepEqual(info.evaluation, evaluation);
    assert.equal(info.cached, false);
    assert.deepEqual(info.details, problem.evaluate(design).details);
    env.reset();
    assert.equal(env.step(value).info.cached, true);
  }
  assert.ok(new DesignEnv(problem).actionSpace instanceof MultiDiscrete);
  assert.ok(new DesignEnv(realProblem()).actionSpace instanceof Box);
  assert.throws(() => new DesignEnv(realProblem(), { action: 'multiDiscrete' }), CogymError);
});

test('the observation shows the last design, its metrics and the budget by name', () => {
  const env = new DesignEnv(toyProblem(), { budget: 4 });
  const first = env.reset({ seed: 1 });
  const before = named(env, first.observation, first.info);
  assert.equal(before['design.left'], 0);
  assert.equal(before.evaluated, 0);
  assert.equal(before.budget, 1);
  assert.equal(before.remaining, 1);
  const { observation, info } = env.step(Int32Array.of(4, 2, 1, 2));
  const after = named(env, observation, info);
  assert.deepEqual(info.details, { note: '4+2' });
  assert.equal(after['design.left'], Math.fround(4.5 / 11));
  assert.equal(after['design.mode'], 0.75);
  assert.equal(after['active.boost'], 1);
  assert.equal(after['metric.latencyS'], Math.fround(20 / 7 / 4 / 5), 'metric over its limit');
  assert.deepEqual([after.evaluated, after.feasible, after.violation, after.budget], [1, 1, 0, 0.75]);
  assert.equal(after.best, 0.5);
  assert.ok(Math.abs((after.remaining as number) - 0.4) < 1e-6);
  const again = env.reset();
  assert.deepEqual(again.observation, observation, 'the next episode still sees it');
  const fresh = env.reset({ seed: 1 });
  assert.deepEqual(fresh.observation, first.observation, 'a seed begins a new run');
  assert.equal(env.run.evaluator.spent, 0);
});

test('with a baseline a run begins at it, and metrics are logarithms of their ratio to it', () => {
  const baseline = { latencyS: 4, energyJ: 9, accuracy: 0 };
  const env = new DesignEnv(toyProblem({ baseline, warnings: ['a toy'] }));
  const { observation, info } = env.reset({ seed: 1 });
  assert.deepEqual(info.warnings, ['a toy']);
  const before = named(env, observation, info);
  assert.equal(before['design.left'], Math.fround(2.5 / 11), 'the default design');
  assert.deepEqual([before.evaluated, before['metric.latencyS'], before['metric.energyJ']], [0, 0, 0]);
  const step = env.step(Int32Array.of(4, 2, 0, 0));
  const after = named(env, step.observation, step.info);
  assert.equal(after['metric.latencyS'], Math.fround(Math.log(20 / 7 / 4)));
  assert.equal(after['metric.energyJ'], 0, 'equal to the baseline');
  assert.equal(after['metric.accuracy'], 20, 'clipped: the baseline is 0');
});

test('sequential: parameter by parameter under masks, evaluated at the end', () => {
  const env = new DesignEnv(toyProblem(), { mode: 'sequential' });
  assert.equal((env.actionSpace as Discrete).n, 11);
  let { info, observation } = env.reset({ seed: 1 });
  assert.equal((info.actionMask as Uint8Array).join(''), '11111111111');
  let step: StepResult<Float32Array> = env.step(8);
  assert.deepEqual([step.reward, step.terminated, step.truncated], [0, false, false]);
  ({ info, observation } = step);
  assert.equal((info.actionMask as Uint8Array).join(''), '11100000000', 'right is at most 10 - left');
  const seen = named(env, observation, info);
  assert.deepEqual([seen['position.left'], seen['position.right'], seen['design.right']], [0, 1, 0]);
  assert.equal(seen['design.left'], Math.fround(8.5 / 11));
  assert.throws(
    () => env.step(3),
    badRequest('/action', /action 3 is masked for 'right' \(step 2\); allowed: 0, 1, 2/),
  );
  env.step(2);
  step = env.step(0);
  assert.equal((step.info.actionMask as Uint8Array).join(''), '01000000000', 'inactive: its default alone');
  step = env.step(1);
  assert.deepEqual(step.info.design, { left: 8, right: 2, mode: 'slow', boost: 2 });
  assert.equal(step.terminated, true);
  assert.equal(step.reward, 1);
  assert.equal(env.run.evaluator.spent, 1);
});

test('every masked walk of every mode ends in a structurally valid design', () => {
  const random = RandomStream.from(4);
  for (const mode of ['sequential', 'refine'] as const) {
    const env = new DesignEnv(toyProblem(), { mode });
    env.actionSpace.seed(random.integer(1000));
    let { info } = env.reset({ seed: 1 });
    for (let i = 0; i < 2000; i++) {
      const step = env.step(env.actionSpace.sample(info.actionMask));
      const { violations = [] } = (step.info.evaluation ?? {}) as { violations?: readonly { name: string }[] };
      assert.ok(violations.every(({ name }) => name !== 'sum'));
      ({ info } = step.terminated || step.truncated ? env.reset() : step);
    }
  }
});

test('staged: one group a step; conflicts inside a group are constraints', () => {
  const env = new DesignEnv(toyProblem(), { mode: 'staged' });
  assert.deepEqual((env.actionSpace as MultiDiscrete).nvec, [11, 11]);
  let { info } = env.reset({ seed: 1 });
  assert.deepEqual(
    (info.actionMask as Uint8Array[]).map((mask) => mask.join('')),
    ['11111111111', '11111111111'],
  );
  ({ info } = env.step(Int32Array.of(9, 9)));
  const masks = (info.actionMask as Uint8Array[]).map((mask) => mask.join(''));
  assert.deepEqual(masks, ['11000000000', '11100000000'], 'boost may still become active');
  assert.throws(() => env.step(Int32Array.of(0, 3)), badRequest('/action/1', /masked for 'boost' \(group 'mapping'\)/));
  const step = env.step(Int32Array.of(0, 0));
  assert.equal(step.terminated, true);
  assert.deepEqual(step.info.design, { left: 9, right: 9, mode: 'slow', boost: 2 }, 'inactive: at its default');
  const evaluation = step.info.evaluation as { feasible: boolean; violations: readonly { name: string }[] };
  assert.deepEqual(
    evaluation.violations.map(({ name }) => name),
    ['sum'],
  );
  assert.equal(step.reward, -0.8 / 1.8);
});

test('repair moves an invalid design to a valid one when asked', () => {
  const step = (options: DesignEnvOptions, problem = toyProblem()) => {
    const env = new DesignEnv(problem, options);
    env.reset({ seed: 1 });
    return env.step(Int32Array.of(9, 9, 0, 0)).info.design as Design;
  };
  assert.equal(step({}).right, 9);
  assert.equal(step({ repair: true }).right, 1, 'by the mask');
  const own = toyProblem({ repair: (design) => ({ ...design, left: 1 }) });
  assert.equal(step({ repair: true }, own).left, 1, 'by the problem');
});

test('refine: changes the current design, rewards the improvement, stops or is cut', () => {
  const env = new DesignEnv(toyProblem(), { mode: 'refine', maxSteps: 3, reward: 'negative' });
  const labels = [
    'left -1',
    'left +1',
    'right -1',
    'right +1',
    'mode = slow',
    'mode = fast',
    'boost -1',
    'boost +1',
    'stop',
  ];
  assert.equal((env.actionSpace as Discrete).n, labels.length);
  const { info } = env.reset({ seed: 1 });
  assert.equal(env.run.evaluator.spent, 1, 'the start is evaluated');
  assert.deepEqual(env.last?.design, { left: 2, right: 2, mode: 'slow', boost: 2 });
  assert.equal((info.actionMask as Uint8Array).join(''), '111101001', 'no change to slow, boost inactive');
  assert.throws(() => env.step(6), badRequest('/action', /'boost -1' is masked; allowed: left -1/));
  let step = env.step(1);
  assert.deepEqual(step.info.design, { left: 3, right: 2, mode: 'slow', boost: 2 });
  assert.equal(step.reward, 20 / 5 - 20 / 6);
  assert.deepEqual([step.terminated, step.truncated], [false, false]);
  step = env.step(5);
  assert.equal((step.info.actionMask as Uint8Array).join(''), '111110111');
  step = env.step(7);
  assert.deepEqual([step.terminated, step.truncated], [false, true], 'three steps');
  env.reset();
  assert.equal(env.run.evaluator.spent, 4, 'the start is known');
  step = env.step(8);
  assert.deepEqual([step.reward, step.terminated, step.truncated], [0, true, false]);
  assert.equal(env.run.evaluator.spent, 4, 'stopping costs nothing');
  const start = { left: 6, right: 4, mode: 'slow', boost: 2 };
  const begun = env.reset({ options: { design: start } });
  assert.deepEqual(env.last?.design, start);
  assert.equal((begun.info.actionMask as Uint8Array)[1], 0, 'left + 1 would break the sum');
  assert.throws(() => env.reset({ options: { design: { left: 99 } } }), CogymError);
});

test('the end of the budget truncates, and a step beyond it is an error', () => {
  const records: EvaluationRecord[] = [];
  const env = new DesignEnv(toyProblem(), { mode: 'refine', budget: 3, sink: (record) => records.push(record) });
  env.reset({ seed: 1 });
  assert.equal(env.step(1).truncated, false);
  const last = env.step(1);
  assert.deepEqual([last.terminated, last.truncated], [false, true]);
  assert.deepEqual(
    records.map(({ evaluation }) => evaluation),
    [1, 2, 3],
  );
  env.reset();
  assert.throws(
    () => env.step(1),
    (error) => error instanceof CogymError && error.code === 'budgetExhausted',
  );
  const bandit = new DesignEnv(toyProblem(), { budget: 1 });
  bandit.reset({ seed: 1 });
  const { terminated, truncated } = bandit.step(Int32Array.of(1, 1, 0, 0));
  assert.deepEqual([terminated, truncated], [true, false], 'a complete design ends the episode by itself');
});

test('several environments share one run: one budget, one history', () => {
  const problem = toyProblem();
  const run = new DesignRun(problem, { budget: 3, reward: 'rank' });
  const envs = [0, 1].map(() => new DesignEnv(problem, { run }));
  for (const env of envs) env.reset({ seed: 1 });
  const rewards = [4, 6].map((left, i) => envs[i]?.step(Int32Array.of(left, 2, 0, 0)).reward);
  assert.deepEqual(rewards, [0, 1 - 2 / 3], 'the second is the better of two');
  assert.equal(run.evaluator.remaining, 1);
  envs[0]?.reset({ seed: 2 });
  assert.equal(run.evaluator.remaining, 1, 'a seed does not give a shared budget back');
});

test('metrics without a limit are standardised, and the scale is frozen after 100 evaluations', () => {
  const env = new DesignEnv(toyProblem());
  let { info, observation } = env.reset({ seed: 1 });
  const random = RandomStream.from(8);
  const energies: number[] = [];
  for (let i = 0; i < 150; i++) {
    env.reset();
    ({ info, observation } = env.step(env.problem.space.toIndices(env.problem.space.sample(random))));
    energies.push(named(env, observation, info)['metric.energyJ'] as number);
  }
  const late = energies.slice(50);
  const mean = late.reduce((sum, value) => sum + value, 0) / late.length;
  assert.ok(Math.abs(mean) < 0.3, `mean ${mean}`);
  const show = () => {
    env.reset();
    const step = env.step(Int32Array.of(3, 3, 0, 0));
    return named(env, step.observation, step.info)['metric.energyJ'];
  };
  const before = show();
  for (let i = 0; i < 20; i++) {
    env.reset();
    env.step(Int32Array.of(10, 10, 1, 2));
  }
  assert.equal(show(), before);
});

test('a simulator that fails is an infeasible step, not the end of the episode loop', () => {
  const env = new DesignEnv(
    toyProblem({
      evaluate() {
        throw new Error('no answer');
      },
    }),
  );
  env.reset({ seed: 1 });
  const { reward, observation } = env.step(Int32Array.of(1, 1, 0, 0));
  assert.equal(reward, -0.5);
  assert.ok(env.observationSpace.contains(observation));
});

test('renders the design and its metrics as text', () => {
  const env = new DesignEnv(toyProblem(), { renderMode: 'ansi' });
  env.reset({ seed: 1 });
  assert.match(env.render() as string, /toy \(bandit\)\nno design evaluated yet/);
  env.step(Int32Array.of(9, 9, 0, 0));
  const text = env.render() as string;
  for (const line of [/ left = 9$/m, / latencyS: 1\.05/, /^infeasible: sum \(18, limit 10\)$/m])
    assert.match(text, line);
});

test('options out of range are refused by name', () => {
  const refused = (options: Record<string, unknown>, path: string, problem: Problem = toyProblem()) =>
    assert.throws(() => new DesignEnv(problem, options as DesignEnvOptions), badRequest(path), JSON.stringify(options));
  refused({ mode: 'batch' }, '/mode');
  refused({ action: 'none' }, '/action');
  refused({ action: 'box', mode: 'refine' }, '/action');
  refused({ observation: 'all' }, '/observation');
  refused({ repair: 'scale' }, '/repair');
  refused({ maxSteps: 0 }, '/maxSteps');
  refused({ realLevels: 1.5 }, '/realLevels');
  refused({ renderMode: 'human' }, '/renderMode');
  refused({ reward: 'nothing' }, '/reward');
  refused({ budget: -1 }, '/budget');
});

test('a reward that is not finite is never the best, nor seen as such', () => {
  const rewards = { own: ({ metrics }: Evaluation) => ((metrics['energyJ'] as number) > 20 ? Number.NaN : 1) };
  const env = new DesignEnv(toyProblem({ rewards }), { reward: 'own' });
  env.reset({ seed: 1 });
  const { observation, reward } = env.step(Int32Array.of(0, 10, 1, 2));
  assert.ok(Number.isNaN(reward));
  assert.equal(env.run.best, undefined);
  assert.ok(observation.every(Number.isFinite));
  env.step(Int32Array.of(3, 3, 0, 0));
  assert.equal(env.run.best, env.last?.evaluation);
});
