/** `DramController-v0` as an environment of one agent and of several. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { make } from '../../../envs/index.js';
import { type Design, type DesignEnv, makeReward, toParallel } from '../../../src/design/index.js';
import { checkParallelEnv } from '../../../src/gym/index.js';
import { Discrete } from '../../../src/spaces/index.js';
import { id, presets, problemOf, short } from './shared.js';

describe('the environment', () => {
  it('observes the baseline at first: its indices, and zeros for its metrics', () => {
    const env = make(id, { ...short, preset: 'archgym-rl' });
    const { observation, info } = env.reset({ seed: 3 });
    const named = (values: unknown, names: unknown) =>
      Object.fromEntries((names as string[]).map((name, i) => [name, (values as Float32Array)[i] as number]));
    const first = named(observation, info['observationNames']);
    const { space, baseline, metrics } = (env.unwrapped as DesignEnv).problem;
    const unit = space.toUnit(space.defaultDesign());
    space.names.forEach((name, i) => {
      assert.equal(first[`design.${name}`], Math.fround(unit[i] as number));
    });
    for (const { name } of metrics) assert.equal(first[`metric.${name}`], 0);
    assert.deepEqual(env.reset({ seed: 99 }).observation, observation, 'nothing random');
    const step = env.step(Int32Array.from(space.toIndices({ ...space.defaultDesign(), pagePolicy: 'Closed' })));
    const second = named(step.observation, step.info['observationNames']);
    const { metrics: figures } = step.info['evaluation'] as { metrics: Record<string, number> };
    for (const { name } of metrics) {
      const expected = Math.log((figures[name] as number) / (baseline?.[name] as number));
      assert.ok(
        Math.abs((second[`metric.${name}`] as number) - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
        name,
      );
    }
  });

  it('is a game of one agent per parameter, in order, each with a Discrete action', () => {
    const game = toParallel(make(id, { ...short, preset: 'archgym-rl' }), 'per-parameter');
    const { space } = game.unwrapped.problem;
    assert.deepEqual(game.possibleAgents, space.names);
    const sizes = game.possibleAgents.map((agent) => (game.actionSpace(agent) as unknown as Discrete).n);
    assert.deepEqual(sizes, [4, 3, 3, 8, 2, 2, 4, 4, 3, 8]);
    assert.ok(game.possibleAgents.every((agent) => (game.actionSpace(agent) as unknown) instanceof Discrete));
    game.reset({ seed: 1 });
    const actions = Object.fromEntries(game.agents.map((agent, i) => [agent, (sizes[i] as number) - 1]));
    const { infos, rewards } = game.step(actions);
    const { design } = infos['arbiter'] as { design: Design };
    assert.equal(design['arbiter'], 'Reorder');
    assert.equal(new Set(Object.values(rewards)).size, 1, 'one reward for all');
  });

  it('rewards an agent by the difference to its value in the baseline, counted and cached', () => {
    const game = toParallel(make(id, { ...short, preset: 'archgym-rl' }), 'per-parameter', { reward: 'difference' });
    const { problem, run } = game.unwrapped;
    game.reset({ seed: 1 });
    const base = problem.space.defaultDesign();
    const design: Design = { ...base, pagePolicy: 'Closed', requestBufferSize: 1 };
    const actions = Object.fromEntries(
      problem.space.names.map((name, i) => [name, problem.space.indexOfValue(i, design[name] as string)]),
    );
    const { rewards } = game.step(actions);
    const score = (changed: Partial<Design>) =>
      makeReward(problem).score(problem.evaluate({ ...design, ...(changed as Design) }));
    assert.equal(rewards['pagePolicy'], score({}) - score({ pagePolicy: 'Open' }));
    assert.equal(rewards['requestBufferSize'], score({}) - score({ requestBufferSize: 8 }));
    assert.equal(rewards['arbiter'], 0, 'already at the baseline');
    assert.equal(game.unwrapped.run.evaluator.spent, 3);
    assert.notEqual(run, undefined);
  });

  it('is divided by subsystem, and every division passes checkParallelEnv', () => {
    const { partitions } = problemOf();
    assert.deepEqual(Object.keys(partitions?.['perSubsystem'] ?? {}), [
      'pagePolicy',
      'scheduler',
      'queues',
      'refresh',
      'powerDown',
      'addressMap',
    ]);
    const agents = Object.keys(problemOf({}, 'archgym-27m').partitions?.['perSubsystem'] ?? {});
    assert.deepEqual(agents, ['pagePolicy', 'scheduler', 'queues', 'refresh']);
    for (const preset of presets) {
      for (const reward of ['shared', 'difference'] as const) {
        for (const observation of ['none', 'global', 'global+own'] as const) {
          const env = make(id, { requests: 60, preset, budget: 60 });
          checkParallelEnv(toParallel(env, 'perSubsystem', { reward, observation }), { steps: 3 });
        }
      }
    }
  });

  it('warns where power alone is the objective', () => {
    const warned = (options: Readonly<Record<string, unknown>>) =>
      make(id, { ...short, ...options }).reset({ seed: 1 }).info['warnings'] as string[] | undefined;
    assert.match(warned({ objectives: ['minimize averagePowerW'] })?.[0] ?? '', /slowest design/);
    assert.match(warned({ objectives: ['minimize 2*averagePowerW'] })?.[0] ?? '', /slowest design/);
    assert.match(
      warned({ objectives: ['minimize averagePowerW'], constraints: ['rowHitRate >= 0.1'] })?.[0] ?? '',
      /./,
    );
    assert.equal(warned({ objectives: ['minimize averagePowerW', 'minimize totalTimeS'] }), undefined);
    assert.equal(warned({}), undefined);
  });
});
