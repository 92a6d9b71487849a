import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { prepareSearcher } from '../../agents/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { type Design, integer } from '../../src/design/parameter.js';
import type { Problem } from '../../src/design/problem.js';
import { benchAgent } from '../../src/experiments/bench-agent.js';
import { mannWhitney, RandomStream } from '../../src/stats/index.js';

/** Cost of a design: the sum of one term per parameter, each with values of its own between 0 and 1; the least is 0. */
function separable(parameters: number, values: number): Problem {
  const random = RandomStream.from(1, 'terms');
  const terms = Array.from({ length: parameters }, () => {
    const drawn = Array.from({ length: values }, () => random.uniform());
    const least = Math.min(...drawn);
    return drawn.map((term) => term - least);
  });
  const space = new DesignSpace(terms.map((_, i) => integer(`x${i}`, 0, values - 1)));
  const provenance = { simulator: 'test', validated: true, extrapolated: false };
  return {
    id: 'separable',
    version: '1',
    space,
    objectives: [{ name: 'cost', direction: 'minimize' }],
    metrics: [{ name: 'cost', unit: '', description: 'sum of the terms', source: provenance }],
    evaluate(design: Design) {
      const cost = terms.reduce((sum, term, i) => sum + (term[Number(design[`x${i}`])] as number), 0);
      return { metrics: { cost }, objectives: [cost], feasible: true, violation: 0, violations: [], provenance };
    },
  };
}

before(() => prepareSearcher('ppo'));

it('bandits, one per parameter, beat one PPO on a separable objective at the same budget', () => {
  const problem = separable(10, 8);
  const costs = (agent: string): number[] =>
    Array.from(
      { length: 10 },
      (_, seed) => benchAgent({ problem, agent, hyperparameters: {}, seed, budget: 400 }).best,
    );
  const [bandits, ppo] = [costs('bandits'), costs('ppo')];
  assert.ok(mannWhitney(bandits, ppo, 'less').pValue < 0.01, `bandits ${bandits}, ppo ${ppo}`);
});
