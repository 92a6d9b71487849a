/** Faults of earlier gyms that concern search agents, one test each. Those of decoding and counting: test/design. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { DesignSpace } from '../../src/design/design-space.js';
import { type Design, ordinal } from '../../src/design/parameter.js';
import { agentOn, evaluation, search } from './bowl.js';

const searchers = ['annealing', 'ant-colony', 'evolution', 'genetic', 'nsga2', 'tree-search'];
const fillers = ['grid', 'lhs', 'sobol'];

test("the best ant lost pheromone: the ant colony's deposit had the wrong sign", () => {
  for (const variant of ['max-min', 'ant-system']) {
    // Objectives of either sign: a deposit of 1/objective would be negative for the better one.
    for (const shift of [-1000, 0, 1000]) {
      const agent = agentOn('ant-colony', 1, { hyperparameters: { variant, tauMin: 0.01, rho: 0.3 } });
      search(agent, ({ kind }) => evaluation([shift + (kind === 'b' ? -1 : 1)]), 200);
      const { pheromone } = agent.state() as unknown as { pheromone: number[][] };
      const [a, b, c] = pheromone[0] as [number, number, number];
      assert.ok(b > 5 * Math.max(a, c), `${variant}, shift ${shift}: ${pheromone[0]}`);
      assert.ok(Math.min(a, c) > 0);
    }
  }
});

test('action - 1: index 0 decoded to the last value', () => {
  const values = [10, 20, 30, 40];
  const line = new DesignSpace([ordinal('v', values)]);
  for (const [name, hyperparameters] of [
    ['grid', { order: 'lexicographic' }],
    ['sobol', { scramble: false }],
  ] as const) {
    const [first] = agentOn(name, 1, { space: line, hyperparameters }).ask(1) as [Design];
    assert.deepEqual(first, { v: 10 }, name);
  }
  for (const name of [...fillers, ...searchers]) {
    const asked = search(agentOn(name, 1, { space: line, budget: 200 }), ({ v }) => evaluation([Number(v)]), 200);
    const seen = new Set(asked.map(({ design }) => design['v']));
    assert.deepEqual([...seen].sort(), values, `${name} reaches every value`);
  }
});

test('rounded before binning: the values at both ends came half as often', () => {
  const line = new DesignSpace([ordinal('v', [1, 2, 3, 4, 5])]);
  for (const name of fillers) {
    const designs = agentOn(name, 3, { space: line, budget: 100 }).ask(100);
    for (const value of [1, 2, 3, 4, 5]) {
      const count = designs.filter(({ v }) => v === value).length;
      assert.ok(count >= 18 && count <= 22, `${name}: ${value} came ${count} times of 100`);
    }
  }
});

test('distances were maximised: agents must look for the least', () => {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const name of searchers) {
    for (const seed of [1, 2, 3]) {
      const figures = search(agentOn(name, seed), ({ x, y }) => evaluation([Number(x) ** 2 + Number(y) ** 2])).map(
        ({ evaluation: { objectives } }) => objectives[0] as number,
      );
      const late = mean(figures.slice(-200));
      assert.ok(late < 0.6, `${name}, seed ${seed}: ${late}, where uniform draws give 0.667`);
    }
  }
});

test('seeds were passed but not used', () => {
  for (const name of [...fillers, ...searchers]) {
    const designs = [1, 2, 3].map((seed) => JSON.stringify(agentOn(name, seed).ask(8)));
    assert.equal(new Set(designs).size, 3, name);
    assert.equal(JSON.stringify(agentOn(name, 2).ask(8)), designs[1], `${name} repeats itself`);
  }
});
