/** Faults of earlier gyms that concern learners, one test each. Those of environments: test/design. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { learnerDefinition, learnerNames, prepareSearcher } from '../../agents/index.js';
import type { Told } from '../../src/design/agent.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { Evaluator } from '../../src/design/evaluator.js';
import { fillOptions } from '../../src/design/options.js';
import { type Design, ordinal } from '../../src/design/parameter.js';
import type { Problem } from '../../src/design/problem.js';
import { learn } from '../../src/experiments/learn.js';

const source = { simulator: 'test', validated: true, extrapolated: false };
const space = new DesignSpace([ordinal('v', [1, 2, 3, 4, 5]), ordinal('w', [1, 2, 4])]);

/** Minimises `cost` of a design. */
const problemOf = (cost: (design: Design) => number): Problem => ({
  id: 'line',
  version: '1',
  space,
  objectives: [{ name: 'cost', direction: 'minimize' }],
  metrics: [{ name: 'cost', unit: '', description: '', source }],
  evaluate(design) {
    const value = cost(design);
    const provenance = source;
    return { metrics: { cost: value }, objectives: [value], feasible: true, violation: 0, violations: [], provenance };
  },
});

/** What a learner evaluates, in its settings for design problems with small networks. */
function told(name: string, problem: Problem, budget: number, given: object = {}, seed = 1): Told[] {
  const definition = learnerDefinition(name);
  const own = name === 'sac' ? { warmup: 30, batch: 32 } : {};
  const hyperparameters = fillOptions(definition.hyperparameters, {
    ...definition.designDefaults,
    ...own,
    hidden: [8],
    ...given,
  });
  const evaluator = new Evaluator(problem, { budget });
  const counted = { ...problem, evaluate: (design: Design) => evaluator.evaluate(design) };
  const results = [...learn(definition, counted, { budget, seed, hyperparameters })].flat();
  assert.equal(evaluator.spent, results.length);
  return results;
}

const BUDGET = 320;
/** Mean of `v` in the last quarter of a run. */
const lateMean = (results: readonly Told[]): number => {
  const late = results.slice(-BUDGET / 4);
  return late.reduce((sum, { design }) => sum + Number(design['v']), 0) / late.length;
};

test.before(() => prepareSearcher('ppo'));

for (const name of learnerNames()) {
  test(`${name}: action - 1: index 0 decoded to the last value; distances were maximised`, () => {
    for (const [sign, least, most] of [
      [1, 1, 2.4],
      [-1, 3.6, 5],
    ] as const) {
      const mean = lateMean(
        told(
          name,
          problemOf(({ v }) => sign * Number(v)),
          BUDGET,
        ),
      );
      assert.ok(mean >= least && mean <= most, `${sign} * v is to be small, v is ${mean} on the average`);
    }
  });

  test(`${name}: 1/reward: objectives of either sign and zero are learnt alike`, () => {
    for (const shift of [-3, 0, 1000]) {
      const mean = lateMean(
        told(
          name,
          problemOf(({ v }) => Number(v) - 1 + shift),
          BUDGET,
        ),
      );
      assert.ok(mean <= 2.4, `shift ${shift}: v is ${mean} on the average`);
    }
  });

  test(`${name}: the chosen reward was ignored`, () => {
    const given = { reward: 'cost' };
    const mean = lateMean(
      told(
        name,
        problemOf(({ v }) => Number(v)),
        BUDGET,
        given,
      ),
    );
    assert.ok(mean >= 3.6, `the reward is v itself, v is ${mean} on the average`);
  });

  test(`${name}: base and learning environments had other units, and evaluated more than they said`, () => {
    const problem = problemOf(({ v, w }) => Number(v) * Number(w) * 1e-9);
    const results = told(name, problem, 20);
    assert.equal(results.length, 20);
    for (const { design, evaluation } of results) assert.deepEqual(evaluation, problem.evaluate(design));
  });

  test(`${name}: seeds were passed but not used`, () => {
    const problem = problemOf(({ v }) => Number(v));
    const designs = [1, 2, 3].map((seed) => JSON.stringify(told(name, problem, 10, {}, seed)));
    assert.equal(new Set(designs).size, 3);
    assert.equal(JSON.stringify(told(name, problem, 10, {}, 2)), designs[1]);
  });

  test(`${name}: the process ended on a message of the simulator`, () => {
    const problem = problemOf(({ v }) => {
      if (Number(v) > 3) throw new Error('FATAL: no such device');
      return Number(v);
    });
    const failed = told(name, problem, 60).filter(({ evaluation }) => !evaluation.feasible);
    assert.ok(failed.length > 0);
    assert.equal(failed[0]?.evaluation.violations[0]?.name, 'simulatorError');
  });
}

test('rounded before binning: before it learns, sac draws the values at both ends as often as others', () => {
  const results = told(
    'sac',
    problemOf(() => 1),
    400,
    { warmup: 400, warmupShare: 1 },
  );
  for (const v of [1, 2, 3, 4, 5]) {
    const count = results.filter(({ design }) => design['v'] === v).length;
    assert.ok(count >= 56 && count <= 104, `${v} came ${count} times of 400, 80 are expected (3 deviations: 24)`);
  }
});
