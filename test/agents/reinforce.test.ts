import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { makeAgent, prepareSearcher } from '../../agents/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { type Design, ordinal } from '../../src/design/parameter.js';
import { evaluation, search } from './bowl.js';

const space = new DesignSpace([ordinal('v', [1, 2, 3, 4, 5]), ordinal('w', [1, 2, 4])]);
const make = (hyperparameters: object, seed = 1) =>
  makeAgent('reinforce', { space, objectives: 1, budget: 400, seed, hyperparameters: { ...hyperparameters } });
const cost = ({ v, w }: Design): number => Number(v) + Number(w) / 10;
/** Designs of a run, minimising `figure` of the cost. */
const asked = (hyperparameters: object, figure: (value: number) => number = (value) => value, budget = 200): string =>
  JSON.stringify(
    search(make(hyperparameters), (design) => evaluation([figure(cost(design))]), budget).map(({ design }) => design),
  );

describe('reinforce', () => {
  before(() => prepareSearcher('reinforce'));

  for (const controller of ['lstm', 'independent']) {
    const own = { controller, hidden: 16, learningRate: controller === 'lstm' ? 0.01 : 0.1 };

    it(`${controller}: designs grow better as it learns`, () => {
      const results = search(make(own), (design) => evaluation([cost(design)]), 400);
      const mean = (part: typeof results): number =>
        part.reduce((sum, { design }) => sum + cost(design), 0) / part.length;
      const [early, late] = [mean(results.slice(0, 50)), mean(results.slice(-50))];
      assert.ok(early > 2.7 && late < 1.6, `${early}, then ${late}`);
    });

    it(`${controller}: ranks do not care how bad a design is, objectives do`, () => {
      const heavy = (value: number): number => 10 ** value;
      assert.equal(asked(own, heavy), asked(own));
      assert.notEqual(asked({ ...own, reward: 'objective' }, heavy), asked({ ...own, reward: 'objective' }));
    });
  }

  it('steps by 0.0035 with an LSTM and by 0.04 with tables unless told otherwise', () => {
    for (const [controller, learningRate] of [
      ['lstm', 0.0035],
      ['independent', 0.04],
    ] as const) {
      assert.equal(asked({ controller }), asked({ controller, learningRate }));
      assert.notEqual(asked({ controller }), asked({ controller, learningRate: 2 * learningRate }));
    }
  });

  it('compares with an exponential average of earlier batches, decay 0.95, where asked to', () => {
    const agent = make({ controller: 'independent', reward: 'objective', baseline: 'average', batch: 5 });
    const batchAt = (objective: number) =>
      agent.tell(
        Array.from({ length: 5 }, (_, i) => ({ design: { v: i + 1, w: 1 }, evaluation: evaluation([objective]) })),
      );
    const average = (): unknown => (agent.state() as { average: number }).average;
    batchAt(3);
    assert.equal(average(), -3);
    batchAt(1);
    assert.ok(Math.abs((average() as number) + 0.95 * 3 + 0.05) < 1e-12, String(average()));
  });
});
