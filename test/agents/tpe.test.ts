import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeAgent } from '../../agents/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { categorical, type Design, integer, real } from '../../src/design/parameter.js';
import { bowl, bowlSpace, evaluation, least, search } from './model-based.js';

describe('tpe', () => {
  it('comes closer to the optimum than random search on every seed', () => {
    for (const hyperparameters of [{}, { multivariate: true }]) {
      for (const seed of [1, 2, 3]) {
        const found = least(search('tpe', { seed, budget: 150, hyperparameters }, bowl));
        assert.ok(found < 0.4 * least(search('random', { seed, budget: 150 }, bowl)), `seed ${seed}: ${found}`);
      }
    }
  });

  it('starts with as many uniform designs as startup says', () => {
    const designs = (startup: number) =>
      search('tpe', { seed: 3, budget: 20, hyperparameters: { startup } }, bowl).map(({ design }) => design);
    const [short, long] = [designs(5), designs(20)];
    assert.deepEqual(short.slice(0, 5), long.slice(0, 5));
    assert.notDeepEqual(short[5], long[5]);
  });

  it('draws each design of a small space once before it repeats one', () => {
    const space = new DesignSpace([integer('x', 0, 5), categorical('y', ['a', 'b', 'c', 'd'])]);
    const results = search('tpe', { space, seed: 2, budget: 24, hyperparameters: { startup: 1 } }, ({ x, y }) =>
      evaluation([Math.abs(Number(x) - 2) + (y === 'c' ? 0 : 1)]),
    );
    const different = new Set(results.map(({ design }) => space.key(design))).size;
    assert.ok(different >= 22, `${different} of 24 designs`);
  });

  it('learns the parameters of a branch from the designs on that branch', () => {
    const space = new DesignSpace([
      categorical('branch', ['left', 'right']),
      real('left', 0, 1, { activeWhen: { parameter: 'branch', oneOf: ['left'] } }),
      real('right', 0, 1, { activeWhen: { parameter: 'branch', oneOf: ['right'] } }),
    ]);
    const objective = ({ branch, left, right }: Design) =>
      evaluation([branch === 'left' ? 1 + (Number(left) - 0.9) ** 2 : (Number(right) - 0.1) ** 2]);
    for (const multivariate of [false, true]) {
      const results = search('tpe', { space, seed: 4, budget: 120, hyperparameters: { multivariate } }, objective);
      assert.ok(least(results) < 1e-3);
    }
  });

  it('keeps pending designs apart in a batch', () => {
    const agent = makeAgent('tpe', { space: bowlSpace, objectives: 1, budget: 100, seed: 6 });
    for (let i = 0; i < 40; i++) agent.tell(agent.ask(1).map((design) => ({ design, evaluation: bowl(design) })));
    const batch = agent.ask(20);
    assert.equal(new Set(batch.map((design) => bowlSpace.key(design))).size, 20);
    const { pending } = agent.state() as unknown as { pending: Design[] };
    assert.deepEqual(pending, batch);
    agent.tell(batch.slice(3).map((design) => ({ design, evaluation: bowl(design) })));
    assert.deepEqual((agent.state() as unknown as { pending: Design[] }).pending, batch.slice(0, 3));
  });
});
