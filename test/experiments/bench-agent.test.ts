import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeProblem } from '../../envs/index.js';
import { dominates } from '../../src/design/compare.js';
import { hypervolume } from '../../src/design/hypervolume.js';
import { benchAgent } from '../../src/experiments/bench-agent.js';
import './toy-problem.js';

const request = { hyperparameters: {}, seed: 2, budget: 160 };

describe('bench agents', () => {
  it('shows the best objective at the checkpoints and the design that has it', () => {
    const problem = makeProblem('accelerator-sizing');
    const line = benchAgent({ ...request, problem, agent: 'genetic' });
    assert.deepEqual(Object.keys(line), [
      'agent',
      'problem',
      'seed',
      'budget',
      'evaluations',
      'direction',
      'best',
      'curve',
      'bestParameters',
    ]);
    assert.deepEqual(
      line.curve.map(([n]) => n),
      [20, 30, 50, 75, 100, 150, 160],
    );
    assert.deepEqual(line.curve.at(-1), [160, line.best]);
    assert.ok(line.curve.every(([, value], i) => i === 0 || value <= (line.curve[i - 1]?.[1] as number)));
    assert.ok(line.bestParameters);
    assert.equal(problem.evaluate(line.bestParameters).objectives[0], line.best);
    assert.equal(line.direction, 'minimize');
  });

  it('repeats itself, and differs with the seed', () => {
    const problem = makeProblem('accelerator-sizing');
    const text = (seed: number): string => JSON.stringify(benchAgent({ ...request, problem, agent: 'random', seed }));
    assert.equal(text(5), text(5));
    assert.notEqual(text(5), text(6));
  });

  it('ends its curve once when the budget is a checkpoint', () => {
    const line = benchAgent({ ...request, problem: makeProblem('branin'), agent: 'random', budget: 50 });
    assert.deepEqual(
      line.curve.map(([n]) => n),
      [20, 30, 50],
    );
    const short = benchAgent({ ...request, problem: makeProblem('branin'), agent: 'random', budget: 3 });
    assert.deepEqual(short.curve, [[3, short.best]]);
  });

  it('shows hypervolumes and the front of several objectives', () => {
    const problem = makeProblem('accelerator-sizing-pareto');
    const line = benchAgent({ ...request, problem, agent: 'genetic' });
    assert.equal(line.direction, 'maximize');
    assert.ok(line.front && line.front.length > 1);
    for (const { parameters, objectives } of line.front) {
      const { feasible, objectives: again } = problem.evaluate(parameters);
      assert.ok(feasible);
      assert.deepEqual(objectives, again);
      assert.ok(!line.front.some((other) => dominates(other.objectives, objectives)));
    }
    const volume = hypervolume(
      line.front.map(({ objectives }) => objectives),
      problem.referencePoint ?? [],
    );
    assert.ok(Math.abs(volume - line.best) < 1e-12);
  });

  it('shows maximised objectives as they are', () => {
    const line = benchAgent({ ...request, problem: makeProblem('toy-codesign'), agent: 'genetic' });
    assert.equal(line.direction, 'maximize');
    assert.ok(line.best > 0 && line.best <= 1);
  });

  it('gives the penalised objective while nothing is feasible', () => {
    const problem = makeProblem('toy-codesign', { latencyLimitS: 1e-9 });
    const line = benchAgent({ ...request, problem, agent: 'random' });
    assert.ok(line.best < -1);
  });
});
