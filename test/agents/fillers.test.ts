/** Agents that fill the space evenly, whatever they are told: grid, sobol, lhs. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Permutation } from '../../agents/grid/permutation.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { categorical, type Design, integer, ordinal, real } from '../../src/design/parameter.js';
import type { Mask } from '../../src/design/problem.js';
import { SobolSequence } from '../../src/design/sobol.js';
import { agentOn } from './bowl.js';

describe('grid', () => {
  const small = new DesignSpace([
    categorical('kind', ['a', 'b', 'c']),
    integer('n', 0, 100),
    real('x', 1, 100, { scale: 'log' }),
  ]);

  it('takes every combination once, all categories and evenly spaced levels from end to end', () => {
    for (const order of ['shuffled', 'lexicographic']) {
      const designs = agentOn('grid', 1, { space: small, hyperparameters: { levels: 3, order } }).ask(27);
      assert.equal(new Set(designs.map((design) => small.key(design))).size, 27, order);
      assert.deepEqual([...new Set(designs.map(({ n }) => n))].sort(), [0, 100, 50], order);
      const reals = [...new Set(designs.map(({ x }) => Number(x)))].sort((a, b) => a - b);
      assert.equal(reals.length, 3);
      [1, 10, 100].forEach((x, k) => {
        assert.ok(Math.abs((reals[k] as number) - x) < 1e-9);
      });
    }
  });

  it('counts the last parameter fastest in lexicographic order, and begins again at the end', () => {
    const designs = agentOn('grid', 1, { space: small, hyperparameters: { levels: 2, order: 'lexicographic' } }).ask(
      13,
    );
    assert.deepEqual(
      designs.slice(0, 4).map(({ kind, n }) => [kind, n]),
      [
        ['a', 0],
        ['a', 0],
        ['a', 100],
        ['a', 100],
      ],
    );
    assert.deepEqual(designs[12], designs[0]);
  });

  it('takes every valid design of a masked and of a conditional space once', () => {
    const sums = new DesignSpace([integer('a', 0, 4), integer('b', 0, 4)]);
    const mask: Mask = ({ a }) => [
      new Uint8Array(5).fill(1),
      Uint8Array.from({ length: 5 }, (_, b) => +(b + Number(a ?? 0) <= 4)),
    ];
    const cached = new DesignSpace([
      ordinal('cache', [0, 8]),
      ordinal('ways', [1, 2, 4], { activeWhen: { parameter: 'cache', atLeast: 8 } }),
      ordinal('line', [16, 32]),
    ]);
    for (const order of ['shuffled', 'lexicographic']) {
      const hyperparameters = { order };
      const masked = agentOn('grid', 2, { space: sums, mask, hyperparameters }).ask(15);
      assert.equal(new Set(masked.map((design) => sums.key(design))).size, 15, order);
      const conditional = agentOn('grid', 2, { space: cached, hyperparameters }).ask(8);
      assert.equal(new Set(conditional.map((design) => cached.key(design))).size, 8, order);
    }
  });

  it('handles grids beyond any memory', () => {
    const large = new DesignSpace(Array.from({ length: 100 }, (_, i) => real(`x${i}`, 0, 1)));
    const designs = agentOn('grid', 1, { space: large }).ask(20);
    assert.equal(new Set(designs.map((design) => large.key(design))).size, 20);
  });

  it('shuffles by a permutation', () => {
    for (const size of [1n, 2n, 3n, 17n, 256n, 1000n]) {
      const permutation = new Permutation(size, 5);
      const images = new Set(Array.from({ length: Number(size) }, (_, k) => permutation.at(BigInt(k))));
      assert.equal(images.size, Number(size));
      assert.ok([...images].every((image) => image >= 0n && image < size));
    }
  });
});

describe('sobol', () => {
  it("gives Sobol's points without scrambling", () => {
    const square = new DesignSpace([real('x', 0, 1), real('y', 0, 1)]);
    const designs = agentOn('sobol', 1, { space: square, hyperparameters: { scramble: false } }).ask(4);
    const sequence = new SobolSequence(2, { scramble: false });
    assert.deepEqual(
      designs,
      [0, 1, 2, 3].map((k) => ({ x: sequence.point(k)[0], y: sequence.point(k)[1] })),
    );
    assert.deepEqual(designs[0], { x: 0, y: 0 }, 'no point is skipped');
  });

  it('takes each value equally often after 2^m evaluations', () => {
    const line = new DesignSpace([ordinal('v', [1, 2, 4, 8]), categorical('kind', ['a', 'b'])]);
    const designs = agentOn('sobol', 7, { space: line }).ask(64);
    for (const value of [1, 2, 4, 8]) assert.equal(designs.filter(({ v }) => v === value).length, 16);
  });

  it('goes beyond the dimensions of its table', () => {
    const wide = new DesignSpace(Array.from({ length: 200 }, (_, i) => real(`x${i}`, 0, 1)));
    const agent = agentOn('sobol', 1, { space: wide });
    const [first, second] = agent.ask(2) as [Design, Design];
    assert.notEqual(first['x199'], second['x199']);
    assert.deepEqual(agentOn('sobol', 1, { space: wide }).ask(1), [first]);
  });
});

describe('lhs', () => {
  const line = new DesignSpace([real('x', 0, 1), real('y', 0, 1)]);

  it('uses each cell of each axis once in its budget, and again in the next one', () => {
    const agent = agentOn('lhs', 1, { space: line, budget: 50 });
    for (let round = 0; round < 2; round++) {
      const designs = agent.ask(50);
      for (const name of ['x', 'y']) {
        assert.equal(new Set(designs.map((design) => Math.floor(Number(design[name]) * 50))).size, 50);
      }
    }
  });

  it('stands in the middle of its cells without scrambling', () => {
    const designs = agentOn('lhs', 1, { space: line, budget: 10, hyperparameters: { scramble: false } }).ask(10);
    for (const { x } of designs) assert.ok(Math.abs(((Number(x) * 10) % 1) - 0.5) < 1e-9);
  });
});
