import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeAgent } from '../../agents/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { categorical, type Design, integer, real } from '../../src/design/parameter.js';
import { askedInBatches, bowl, bowlSpace, evaluation, least, search } from './model-based.js';

interface State {
  readonly evolution: {
    readonly population: number;
    readonly mean: number[];
    readonly sigma: number;
    readonly probabilities: number[][];
    readonly scale: number[];
    readonly covariance: number[];
    readonly generation: number;
  };
}

const reals = (count: number) => new DesignSpace(Array.from({ length: count }, (_, i) => real(`x${i}`, -3, 5)));

describe('cmaes', () => {
  it('converges to the optimum of a badly scaled, rotated ellipsoid', () => {
    const ellipsoid = (design: Design) => {
      const x = Object.values(design).map((value) => Number(value) - 1);
      const sums = x.map((value, i) => value + 0.7 * (x[i - 1] ?? 0));
      return evaluation([sums.reduce((sum, value, i) => sum + 10 ** (4 * (i / 4)) * value * value, 0)]);
    };
    for (const seed of [1, 2, 3]) {
      const found = least(search('cmaes', { space: reals(5), seed, budget: 1500 }, ellipsoid));
      assert.ok(found < 1e-8, `seed ${seed}: ${found}`);
    }
  });

  it('comes closer to the optimum of a mixed space than random search on every seed', () => {
    for (const seed of [1, 2, 3]) {
      const found = least(search('cmaes', { seed, budget: 400 }, bowl));
      assert.ok(found < 0.1 * least(search('random', { seed, budget: 400 }, bowl)), `seed ${seed}: ${found}`);
    }
  });

  it('keeps a chance to leave the cell of each discrete parameter', () => {
    const space = new DesignSpace([integer('n', 0, 9), integer('bit', 0, 1), real('x', 0, 1)]);
    const agent = makeAgent('cmaes', {
      space,
      objectives: 1,
      budget: 1000,
      seed: 1,
      hyperparameters: { restarts: 'none' },
    });
    const seen: Design[] = [];
    for (let i = 0; i < 1000; i++) {
      const [design] = agent.ask(1);
      seen.push(design);
      agent.tell([
        { design, evaluation: evaluation([Math.abs(Number(design['n']) - 4) + (Number(design['x']) - 0.3) ** 2]) },
      ]);
    }
    const late = seen.slice(500);
    assert.ok(late.filter(({ n }) => n === 4).length > 350, 'it stays at the best value');
    assert.ok(new Set(late.map(({ n }) => n)).size >= 3, 'it tries both neighbours');
    assert.equal(new Set(late.map(({ bit }) => bit)).size, 2, 'it tries both ends of a bit');
    const { sigma } = (agent.state() as unknown as State).evolution;
    assert.ok(sigma < 1e-3, `sigma ${sigma}`);
  });

  it('moves the probabilities of categoricals towards the better half, above a floor', () => {
    const space = new DesignSpace([categorical('k', ['a', 'b', 'c', 'd'])]);
    const agent = makeAgent('cmaes', {
      space,
      objectives: 1,
      budget: 500,
      seed: 2,
      hyperparameters: { restarts: 'none' },
    });
    for (let i = 0; i < 500; i++) {
      agent.tell(agent.ask(1).map((design) => ({ design, evaluation: evaluation([design['k'] === 'c' ? 0 : 1]) })));
    }
    const [p] = (agent.state() as unknown as State).evolution.probabilities;
    assert.ok(p[2] > 0.9 && Math.min(...p) > 0.015, p.join(' '));
  });

  it('restarts with twice the population on a plateau, or goes on', () => {
    const population = (restarts: string): number => {
      const agent = makeAgent('cmaes', {
        space: bowlSpace,
        objectives: 1,
        budget: 800,
        seed: 3,
        hyperparameters: { restarts },
      });
      for (let i = 0; i < 800; i++) agent.tell(agent.ask(1).map((design) => ({ design, evaluation: evaluation([1]) })));
      return (agent.state() as unknown as State).evolution.population;
    };
    assert.equal(population('none'), 8);
    assert.ok(population('ipop') >= 16);
  });

  it('asks the same designs in batches of any size within a generation', () => {
    const drive = (batch: number): Design[] => {
      const agent = makeAgent('cmaes', { space: bowlSpace, objectives: 1, budget: 80, seed: 4 });
      return askedInBatches(agent, bowl, 80, batch);
    };
    assert.deepEqual(drive(3), drive(1));
    assert.deepEqual(drive(100), drive(1));
  });

  it('starts at the best design that it is told before it asks', () => {
    const agent = makeAgent('cmaes', { space: reals(2), objectives: 1, budget: 100, seed: 5 });
    agent.tell([
      { design: { x0: 5, x1: 5 }, evaluation: evaluation([3]) },
      { design: { x0: 1, x1: 3 }, evaluation: evaluation([1]) },
    ]);
    agent.ask(1);
    const { mean } = (agent.state() as unknown as State).evolution;
    assert.deepEqual(mean, [0.5, 0.75]);
  });

  it('takes a population of its own size, whatever the space', () => {
    const agent = makeAgent('cmaes', {
      space: bowlSpace,
      objectives: 1,
      budget: 9,
      seed: 5,
      hyperparameters: { population: 20 },
    });
    assert.equal(agent.ask(100).length, 20);
  });
});
