import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentDefinition, agentNames, completeHyperparameters, makeAgent } from '../../agents/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { integer } from '../../src/design/parameter.js';

const context = { space: new DesignSpace([integer('x', 0, 9)]), objectives: 1, budget: 10, seed: 1 };

describe('the agents', () => {
  it('are found by name', () => {
    assert.ok(agentNames().includes('random'));
    assert.ok(agentNames().includes('genetic'));
    assert.equal(agentDefinition('genetic').name, 'genetic');
  });

  it('suggest the nearest name for an unknown one', () => {
    assert.throws(() => agentDefinition('genetics'), { code: 'unknownAgent', message: /'genetics'.*nearest: genetic/ });
  });

  it('fill in defaults and leave what they are given alone', () => {
    const given = Object.freeze({ population: 12 });
    assert.deepEqual(completeHyperparameters('genetic', given), { population: 12, crossover: 0.9, mutation: 1 });
    assert.deepEqual(makeAgent('genetic', context).hyperparameters, { population: 30, crossover: 0.9, mutation: 1 });
  });

  it('name the hyperparameter, its value and its range when it is refused', () => {
    const refuse = (hyperparameters: Record<string, unknown>) => () =>
      makeAgent('genetic', { ...context, hyperparameters });
    assert.throws(refuse({ population: 1 }), {
      code: 'badRequest',
      path: '/hyperparameters/population',
      message: />= 2, not 1/,
    });
    assert.throws(refuse({ crossover: 'often' }), {
      path: '/hyperparameters/crossover',
      message: /number, not "often"/,
    });
    assert.throws(refuse({ popsize: 20 }), {
      path: '/hyperparameters/popsize',
      message: /'popsize'; nearest: population/,
    });
  });
});
