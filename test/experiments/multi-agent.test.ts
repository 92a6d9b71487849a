import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeProblem } from '../../envs/index.js';
import type { ProblemFigures } from '../../src/experiments/lottery/table.js';
import { compare } from '../../src/experiments/multi-agent/compare.js';
import {
  contestantOf,
  contestants,
  playersOf,
  sized,
  weightCurve,
  weightsOf,
} from '../../src/experiments/multi-agent/contestants.js';
import { studySpec } from '../../src/experiments/multi-agent/study.js';

describe('equal terms', () => {
  test('three counts give the weights of every width', () => {
    const weights = (h: number): number => 30 * h + h + h * h + h + 5 * h + 5;
    const curve = weightCurve(weights(8), weights(16), weights(24));
    for (const width of [8, 9, 100, 512]) assert.equal(curve(width), weights(width));
  });

  test('every contestant has the weights of the first to 10 %, and sees the same problem', async () => {
    const problem = makeProblem('AsicCodesign-v0', {}, 'W3');
    const agents = await sized(problem, 'perAccelerator');
    const weights = await Promise.all(
      agents.map(({ name, hyperparameters }) => weightsOf(name, hyperparameters, problem)),
    );
    for (const [i, count] of weights.entries()) {
      assert.ok(Math.abs(count / (weights[0] as number) - 1) < 0.1, `${contestants[i]?.name}: ${weights}`);
    }
    assert.deepEqual(
      agents.map(({ hyperparameters }) => playersOf(hyperparameters, problem)),
      [1, 1, problem.space.dimension, 4, problem.space.dimension, 4],
    );
  });

  test('every contestant tries the same sets on each problem', async () => {
    const spec = await studySpec({ budget: 10, seeds: 2, learningRates: [0.001, 0.01] });
    assert.equal(spec.problems.length, 3);
    for (const { agents = [] } of spec.problems) {
      assert.deepEqual(
        agents.map(({ name, hyperparameters }) => contestantOf(name, hyperparameters)?.name),
        contestants.map(({ name }) => name),
      );
      for (const { grid } of agents) assert.deepEqual(grid, { learningRate: [0.001, 0.01] });
    }
  });

  test('the random baseline is no contestant', () => {
    assert.equal(contestantOf('random', {}), undefined);
  });
});

describe('comparison', () => {
  /** One set with the minimised figures of four seeds for each contestant. */
  const figures = (name: string, of: (contestant: string) => readonly number[]): ProblemFigures => ({
    ...{
      name,
      problem: name,
      figure: 'cost',
      direction: 'minimize',
      budgets: [10],
      seeds: [0, 1, 2, 3],
      bestKnown: null,
    },
    agents: contestants.map((contestant) => ({
      agent: contestant.name,
      sets: [{ hyperparameters: {}, values: [Float64Array.from(of(contestant.name))] }],
    })),
  });

  test('a team that is always better is better, one that is always worse is worse', () => {
    const cost = (name: string): number[] =>
      name.startsWith('ippo') ? [1, 2, 1, 2] : name === 'sac' ? [5, 6, 7, 8] : [3, 4, 3, 4];
    const comparisons = compare([figures('a', cost), figures('b', cost)]);
    const found = (team: string, single: string, problem: string | null) =>
      comparisons.find((pair) => pair.team === team && pair.single === single && pair.problem === problem);
    assert.deepEqual(found('ippo by parameter', 'ppo', null), {
      ...{ team: 'ippo by parameter', single: 'ppo', problem: null },
      ...{ probability: 1, low: 1, high: 1, verdict: 'better' },
    });
    assert.equal(found('mappo by parameter', 'sac', 'b')?.verdict, 'better');
    const tie = found('mappo by subsystem', 'ppo', null);
    assert.equal(tie?.probability, 0.5);
    assert.equal(tie.verdict, 'undecided');
    assert.ok(tie.low < 0.5 && tie.high > 0.5);
    assert.equal(comparisons.length, 4 * 2 * 3);
  });

  test('what one problem gives and the other takes is undecided over both', () => {
    const good = (name: string): number[] => (name.startsWith('mappo') ? [1, 1, 1, 1] : [2, 2, 2, 2]);
    const bad = (name: string): number[] => (name.startsWith('mappo') ? [3, 3, 3, 3] : [2, 2, 2, 2]);
    const comparisons = compare([figures('good', good), figures('bad', bad)]);
    const verdicts = comparisons.filter(({ team, single }) => team === 'mappo by parameter' && single === 'ppo');
    assert.deepEqual(
      verdicts.map(({ problem, probability, verdict }) => [problem, probability, verdict]),
      [
        [null, 0.5, 'undecided'],
        ['good', 1, 'better'],
        ['bad', 0, 'worse'],
      ],
    );
  });
});
