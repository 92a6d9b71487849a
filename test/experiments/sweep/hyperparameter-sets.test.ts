/** The sets of hyperparameters that a sweep tries. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { agentNames, completeHyperparameters } from '../../../agents/index.js';
import { hyperparameterSets } from '../../../src/experiments/sweep/hyperparameter-sets.js';
import { tunableParameters } from '../../../src/experiments/sweep/tunable-parameters.js';

const bare = { hyperparameters: {} };

describe('hyperparameter sets', () => {
  it('are every combination of a grid, completed by the fixed values', () => {
    const sets = hyperparameterSets(
      { name: 'genetic', hyperparameters: { mutation: 2 }, grid: { population: [4, 8], crossover: [0, 1] } },
      9,
    );
    assert.deepEqual(
      sets.map(({ hyperparameters }) => hyperparameters),
      [
        { population: 4, crossover: 0, mutation: 2 },
        { population: 4, crossover: 1, mutation: 2 },
        { population: 8, crossover: 0, mutation: 2 },
        { population: 8, crossover: 1, mutation: 2 },
      ],
    );
  });

  it('are as many for each agent in the preset "wide", all of them allowed by the agent', () => {
    for (const name of agentNames()) {
      const sets = hyperparameterSets({ ...bare, name, preset: 'wide' }, 9);
      const continuous = tunableParameters(name).some(({ type }) => type === 'real');
      if (continuous) assert.equal(sets.length, 64, name);
      for (const { hyperparameters } of sets) completeHyperparameters(name, hyperparameters);
    }
  });

  it('are those of the ArchGym study, its budgets among them', () => {
    const sets = (name: string) => hyperparameterSets({ ...bare, name, preset: 'archgym' }, 10);
    assert.deepEqual(
      ['genetic', 'ant-colony', 'bayesian', 'ppo', 'random'].map((name) => sets(name).length),
      [72, 150, 3, 2, 2],
    );
    assert.deepEqual(sets('genetic')[0], { hyperparameters: { population: 2, mutation: 0.01 }, budget: 16 });
    for (const name of ['genetic', 'ant-colony', 'ppo']) {
      for (const { hyperparameters } of sets(name)) completeHyperparameters(name, hyperparameters);
    }
    assert.throws(() => sets('tpe'), { code: 'badRequest', message: /no grid for 'tpe'/ });
  });

  it('are samples that repeat with their seed and differ with another one', () => {
    const sample = (method: 'latin-hypercube' | 'sobol' | 'random', seed: number) =>
      hyperparameterSets({ ...bare, name: 'genetic', sample: { method, sets: 12, seed } }, 9);
    for (const method of ['latin-hypercube', 'sobol', 'random'] as const) {
      assert.equal(sample(method, 3).length, 12);
      assert.deepEqual(sample(method, 3), sample(method, 3));
      assert.notDeepEqual(sample(method, 3), sample(method, 4));
    }
  });

  it('vary what they are told to vary alone', () => {
    const sample = { method: 'random' as const, sets: 5, seed: 0, only: ['population'] };
    for (const { hyperparameters } of hyperparameterSets({ ...bare, name: 'genetic', sample }, 9)) {
      assert.deepEqual(Object.keys(hyperparameters), ['population']);
    }
    assert.throws(
      () => hyperparameterSets({ ...bare, name: 'genetic', sample: { ...sample, only: ['popluation'] } }, 9),
      { code: 'badRequest', message: /nearest: population/ },
    );
  });

  it('hold no set twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(4, 8, 16), { minLength: 1, maxLength: 6 }), (population) => {
        const sets = hyperparameterSets({ ...bare, name: 'genetic', grid: { population } }, 9);
        assert.equal(sets.length, new Set(population).size);
      }),
      { seed: 4 },
    );
  });
});
