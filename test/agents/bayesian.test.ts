import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeAgent } from '../../agents/index.js';
import type { Agent } from '../../src/design/agent.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { hypervolume } from '../../src/design/hypervolume.js';
import { categorical, type Design, integer, real } from '../../src/design/parameter.js';
import { RandomStream } from '../../src/stats/random.js';
import { bowl, bowlSpace, evaluation, least, type SearchOptions, search } from './model-based.js';

interface State {
  readonly pending: Design[];
  readonly model: { readonly results: number; readonly points: number[] };
}

const stateOf = (agent: Agent): State => agent.state() as unknown as State;
const square = new DesignSpace([real('x', -5, 10), real('y', 0, 15)]);

/** Three equal minima of 0.397887. */
function branin({ x, y }: Design): ReturnType<typeof evaluation> {
  const [a, b] = [Number(x), Number(y)];
  const bent = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
  return evaluation([bent ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10]);
}

describe('bayesian', () => {
  it('finds a minimum of Branin within 35 evaluations, with every acquisition function and kernel', () => {
    for (const option of [{}, { acquisition: 'ei' }, { acquisition: 'ucb' }, { kernel: 'rbf' }]) {
      const hyperparameters = { ...option, candidates: 500 };
      const found = least(search('bayesian', { space: square, seed: 1, budget: 35, hyperparameters }, branin));
      assert.ok(found < 0.45, `${JSON.stringify(option)}: ${found}`);
    }
  });

  it('comes closer to the optimum of a mixed space with infeasible designs than random search with ten times the budget', () => {
    for (const seed of [1, 2]) {
      const found = least(search('bayesian', { seed, budget: 40, hyperparameters: { candidates: 500 } }, bowl));
      assert.ok(found < least(search('random', { seed, budget: 400 }, bowl)), `seed ${seed}: ${found}`);
    }
  });

  it('learns where designs are feasible', () => {
    const narrow = ({ x, y }: Design) => {
      const violation = Math.max(0, Math.hypot(Number(x), Number(y) - 5) - 2);
      return evaluation([violation > 0 ? 100 : Number(x)], violation);
    };
    const hyperparameters = { candidates: 500 };
    // The disc is 6 % of the square, and the best of it, -2, on its border.
    const found = least(search('bayesian', { space: square, seed: 2, budget: 40, hyperparameters }, narrow));
    assert.ok(found < -1.6, `${found}`);
  });

  it('spreads over the front of two objectives', () => {
    const two = ({ x, y }: Design) =>
      evaluation([Number(x) ** 2 + Number(y) ** 2, (Number(x) - 3) ** 2 + Number(y) ** 2]);
    const volume = (agent: string, hyperparameters: SearchOptions['hyperparameters']): number =>
      hypervolume(
        search(agent, { space: square, objectives: 2, seed: 1, budget: 45, hyperparameters }, two).map(
          ({ evaluation }) => evaluation.objectives,
        ),
        [9, 9],
      );
    const found = volume('bayesian', { candidates: 500 });
    assert.ok(found > 1.3 * volume('random', {}), `${found}`);
  });

  it('starts with as many evenly spread designs as startup says', () => {
    const designs = makeAgent('bayesian', {
      space: square,
      objectives: 1,
      budget: 50,
      seed: 3,
      hyperparameters: { startup: 16 },
    }).ask(16);
    for (const name of ['x', 'y'] as const) {
      const quarters = designs.map((design) => Math.floor(4 * square.toUnit(design)[square.indexOf(name)]));
      for (const quarter of [0, 1, 2, 3]) assert.equal(quarters.filter((q) => q === quarter).length, 4);
    }
  });

  it('starts in spaces of more parameters than the Sobol sequence has dimensions', () => {
    const wide = new DesignSpace(Array.from({ length: 200 }, (_, i) => real(`x${i}`, 0, 1)));
    const hyperparameters = { startup: 8, candidates: 10 };
    const designs = search('bayesian', { space: wide, seed: 1, budget: 9, hyperparameters }, ({ x0, x199 }) =>
      evaluation([Number(x0) + Number(x199)]),
    ).map(({ design }) => design);
    const eighths = designs.slice(0, 8).map(({ x0 }) => Math.floor(8 * Number(x0)));
    assert.equal(new Set(eighths).size, 8, 'the dimensions of the sequence are evenly spread');
    assert.equal(new Set(designs.map(({ x199 }) => x199)).size, 9);
  });

  it('asks no design of a small space twice before it has asked all', () => {
    const space = new DesignSpace([integer('n', 0, 4), categorical('k', ['a', 'b', 'c'])]);
    const results = search('bayesian', { space, seed: 1, budget: 17, hyperparameters: { startup: 2 } }, ({ n, k }) =>
      evaluation([Math.abs(Number(n) - 2) + (k === 'b' ? 0 : 1)]),
    );
    assert.equal(new Set(results.slice(0, 15).map(({ design }) => space.key(design))).size, 15);
  });

  it('spreads a batch, counting missing results as the best so far', () => {
    const agent = makeAgent('bayesian', { space: square, objectives: 1, budget: 100, seed: 4 });
    for (let i = 0; i < 15; i++) agent.tell(agent.ask(1).map((design) => ({ design, evaluation: branin(design) })));
    const batch = agent.ask(6);
    assert.deepEqual(stateOf(agent).pending, batch);
    const units = batch.map((design) => square.toUnit(design));
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < i; j++) {
        const distance = Math.hypot(units[i][0] - units[j][0], units[i][1] - units[j][1]);
        assert.ok(distance > 0.01, `designs ${j} and ${i} are ${distance} apart`);
      }
    }
    agent.tell(batch.slice(2).map((design) => ({ design, evaluation: branin(design) })));
    assert.deepEqual(stateOf(agent).pending, batch.slice(0, 2));
  });

  it('continues bit for bit from a state taken at a fit, between fits and between ask and tell', () => {
    const hyperparameters = { candidates: 20, refitEvery: 3, startup: 6 };
    const make = (): Agent =>
      makeAgent('bayesian', { space: bowlSpace, objectives: 1, budget: 60, seed: 8, hyperparameters });
    const judged = (designs: readonly Design[]) => designs.map((design) => ({ design, evaluation: bowl(design) }));
    for (const told of [9, 10, 11]) {
      const original = make();
      for (let i = 0; i < told; i++) original.tell(judged(original.ask(1)));
      const pending = original.ask(3);
      const restored = make();
      restored.restore(JSON.parse(JSON.stringify(original.state())));
      const go = (agent: Agent): Design[][] => {
        agent.tell(judged(pending.slice(1)));
        return Array.from({ length: 4 }, () => {
          const asked = agent.ask(2);
          agent.tell(judged(asked));
          return asked;
        });
      };
      assert.deepEqual(go(restored), go(original), `after ${told} results`);
    }
  });

  it('seeks hyperparameters at every result up to a hundred, then at every fifth, or as refitEvery says', () => {
    const fitted = (told: number, hyperparameters = {}): number[] => {
      const agent = makeAgent('bayesian', { space: square, objectives: 1, budget: 300, seed: 5, hyperparameters });
      const random = RandomStream.from(5);
      const tell = (count: number): void => {
        for (let i = 0; i < count; i++) {
          const design = square.sample(random);
          agent.tell([{ design, evaluation: branin(design) }]);
        }
      };
      tell(told);
      return [0, 1, 1, 3].map((more) => {
        tell(more);
        agent.ask(1);
        return stateOf(agent).model.results;
      });
    };
    assert.deepEqual(fitted(20), [20, 21, 22, 25]);
    assert.deepEqual(fitted(101), [101, 101, 101, 106]);
    assert.deepEqual(fitted(20, { refitEvery: 2 }), [20, 20, 22, 25]);
  });

  it('keeps the best and the latest of more than a thousand results', () => {
    const agent = makeAgent('bayesian', {
      space: square,
      objectives: 1,
      budget: 2000,
      seed: 6,
      hyperparameters: { candidates: 50 },
    });
    const random = RandomStream.from(6);
    const values: number[] = [];
    for (let i = 0; i < 1010; i++) {
      const design = square.sample(random);
      const result = branin(design);
      values.push(result.objectives[0]);
      agent.tell([{ design, evaluation: result }]);
    }
    agent.ask(1);
    const { points } = stateOf(agent).model;
    assert.equal(points.length, 600);
    const latest = Array.from({ length: 300 }, (_, k) => 710 + k);
    assert.deepEqual(points.slice(300), latest);
    const worstKept = Math.max(...points.slice(0, 300).map((i) => values[i]));
    const left = values.slice(0, 710).filter((value) => value < worstKept).length;
    assert.equal(left, 299, 'no earlier result that is better was left out');
  });
});
