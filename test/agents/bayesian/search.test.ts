import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawCandidates } from '../../../agents/bayesian/candidates.js';
import { localSearch } from '../../../agents/bayesian/local-search.js';
import { DesignSpace } from '../../../src/design/design-space.js';
import { categorical, type Design, integer, real } from '../../../src/design/parameter.js';
import { RandomStream } from '../../../src/stats/random.js';

const space = new DesignSpace([
  real('x', 0, 1),
  real('y', 0, 1),
  integer('n', 0, 9),
  categorical('k', ['a', 'b', 'c']),
]);
/** A ridge along x = y; the top is 0 at x = y = 0.3, n = 7, k = b. */
const height = ({ x, y, n, k }: Design): number =>
  -20 * (Number(x) - Number(y)) ** 2 - (Number(x) - 0.3) ** 2 - (Number(n) - 7) ** 2 - (k === 'b' ? 0 : 1);
const start = { x: 0.9, y: 0.1, n: 0, k: 'c' };

describe('search for the maximum of the acquisition function', () => {
  it('climbs along a ridge of reals, up the integers and to the best category', () => {
    const end = localSearch({ design: start, value: height(start) }, space, undefined, height, 5000);
    assert.ok(end.value > -1e-5, `${end.value}`);
    assert.equal(end.value, height(end.design));
    assert.deepEqual([end.design.n, end.design.k], [7, 'b']);
  });

  it('stops after the round that reaches its trials, and takes nothing that must not be taken', () => {
    let trials = 0;
    const counted = (design: Design): number => {
      trials++;
      return design.k === 'b' ? Number.NEGATIVE_INFINITY : height(design);
    };
    const end = localSearch({ design: start, value: height(start) }, space, undefined, counted, 10);
    // One round is two steps of each real and of the integer, two other categories, and the move of all reals.
    assert.ok(trials <= 10 + 9, `${trials}`);
    assert.notEqual(end.design.k, 'b');
  });

  it('honours masks', () => {
    const mask = () => [
      new Uint8Array(0),
      new Uint8Array(0),
      Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0),
      new Uint8Array(0),
    ];
    const end = localSearch({ design: start, value: height(start) }, space, mask, height, 5000);
    assert.equal(end.design.n, 4);
  });

  it('draws designs that are new and all different, uniform ones and neighbours of the incumbents', () => {
    const discrete = new DesignSpace([integer('n', 0, 9), categorical('k', ['a', 'b', 'c'])]);
    const incumbent = { n: 3, k: 'a' };
    const random = RandomStream.from(1);
    const context = { space: discrete, objectives: 1, budget: 9, seed: 1, hyperparameters: {} };
    const known = new Set([discrete.key(incumbent)]);
    const keys = drawCandidates(context, 500, [incumbent], known, random).map((design) => discrete.key(design));
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(keys.length, 29, 'all but the known one');
    assert.deepEqual(drawCandidates(context, 100, [incumbent], new Set([...keys, ...known]), random), []);
    const centre = { x: 0.5, y: 0.5, n: 5, k: 'a' };
    const near = drawCandidates({ ...context, space }, 400, [centre], new Set(), random).slice(400);
    assert.ok(near.length > 100 && near.length <= 200, `${near.length} of 200 are no repetitions`);
    const steps = near.map(({ x }) => Math.abs(Number(x) - 0.5)).filter((step) => step > 0);
    assert.ok(steps.length > 50 && steps.every((step) => step < 0.5));
    assert.ok(steps.filter((step) => step < 0.03).length > steps.length / 3, 'half of the steps are fine ones');
  });
});
