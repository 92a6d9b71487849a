import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeAgent } from '../../agents/index.js';
import type { Design } from '../../src/design/parameter.js';
import { askedInBatches, bowl, bowlSpace, least, search } from './model-based.js';

describe('predictor', () => {
  it('comes closer to the optimum than random search, with either model', () => {
    for (const model of ['gbdt', 'forest']) {
      for (const seed of [1]) {
        const found = least(search('predictor', { seed, budget: 120, hyperparameters: { model, pool: 200 } }, bowl));
        assert.ok(
          found < 0.5 * least(search('random', { seed, budget: 120 }, bowl)),
          `${model}, seed ${seed}: ${found}`,
        );
      }
    }
  });

  it('asks no design twice while there are others', () => {
    const results = search('predictor', { seed: 3, budget: 120, hyperparameters: { pool: 100 } }, bowl);
    assert.equal(new Set(results.map(({ design }) => bowlSpace.key(design))).size, 120);
  });

  it('counts designs that it is told as part of the warm-up', () => {
    const known = search('random', { seed: 4, budget: 48 }, bowl);
    const agent = makeAgent('predictor', {
      space: bowlSpace,
      objectives: 1,
      budget: 100,
      seed: 4,
      hyperparameters: { pool: 100 },
    });
    agent.tell(known);
    assert.equal(agent.ask(100).length, 2);
    assert.equal(agent.ask(100).length, 10);
  });

  it('asks the same designs in batches of any size within a round', () => {
    const drive = (batch: number): Design[] => {
      const agent = makeAgent('predictor', {
        space: bowlSpace,
        objectives: 1,
        budget: 80,
        seed: 5,
        hyperparameters: { pool: 100 },
      });
      return askedInBatches(agent, bowl, 80, batch);
    };
    assert.deepEqual(drive(4).slice(0, 80), drive(1));
  });
});
