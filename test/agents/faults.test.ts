/** Faults of earlier gyms that concern search agents, one test each. Those of decoding and counting: test/design. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { DesignSpace } from '../../src/design/design-space.js';
import { type Design, ordinal, real } from '../../src/design/parameter.js';
import { agentOn, evaluation, search } from './bowl.js';

const searchers = [
  'annealing',
  'ant-colony',
  'bayesian',
  'cmaes',
  'evolution',
  'genetic',
  'nsga2',
  'predictor',
  'tpe',
  'tree-search',
];
/** Models are costly: they show what they do with fewer candidates and evaluations. A restart would hide it. */
const lighter: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  predictor: { pool: 100, perRound: 20 },
  bayesian: { candidates: 50, refitEvery: 10 },
  cmaes: { restarts: 'none' },
};
const budgetOf = (name: string): number => ({ bayesian: 60, predictor: 90, tpe: 90, cmaes: 150 })[name] ?? 300;
const agent = (name: string, seed: number, more: Parameters<typeof agentOn>[2] = {}): ReturnType<typeof agentOn> =>
  agentOn(name, seed, { hyperparameters: lighter[name] ?? {}, ...more });
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
  // Both ends in turn are best: an agent whose table is shifted by one draws the value at the wrong end.
  const pair = new DesignSpace([ordinal('v', values), real('x', 0, 1)]);
  for (const name of searchers) {
    for (const [sign, best, worst] of [
      [1, 10, 40],
      [-1, 40, 10],
    ] as const) {
      const budget = budgetOf(name);
      const asked = search(agent(name, 1, { space: pair, budget }), ({ v }) => evaluation([sign * Number(v)]), budget);
      const late = asked.slice(-budget / 3).map(({ design }) => design['v']);
      const count = (value: number): number => late.filter((v) => v === value).length;
      assert.ok(count(best) > 2 * count(worst), `${name}: ${late.join(' ')}, best is ${best}`);
    }
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
  const distance = ({ x, y }: Design): number => Number(x) ** 2 + Number(y) ** 2;
  for (const name of searchers) {
    const late = (sign: number): number => {
      const budget = budgetOf(name);
      const asked = search(agent(name, 1, { budget }), (design) => evaluation([sign * distance(design)]), budget);
      return mean(asked.slice(-budget / 3).map(({ design }) => distance(design)));
    };
    // Uniform draws have 0.667 on the average.
    const [least, most] = [late(1), late(-1)];
    assert.ok(least < 0.5, `${name} is asked for the least and stays at ${least}`);
    assert.ok(most > 0.85, `${name} is asked for the least of the negative and stays at ${most}`);
  }
});

test('seeds were passed but not used', () => {
  for (const name of [...fillers, ...searchers]) {
    const designs = [1, 2, 3].map((seed) => JSON.stringify(agent(name, seed).ask(8)));
    assert.equal(new Set(designs).size, 3, name);
    assert.equal(JSON.stringify(agent(name, 2).ask(8)), designs[1], `${name} repeats itself`);
  }
});
