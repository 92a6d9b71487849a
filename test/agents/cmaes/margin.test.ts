import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { newEvolution } from '../../../agents/cmaes/evolution.js';
import { innerEdges, keepMargin } from '../../../agents/cmaes/margin.js';
import { DesignSpace } from '../../../src/design/design-space.js';
import { integer, ordinal, real } from '../../../src/design/parameter.js';
import { normalUpperTail } from '../../../src/stats/normal-distribution.js';

describe('the margin', () => {
  it('leaves a chance of alpha/2 on either side of a cell, of alpha where it has one side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.double({ min: -0.3, max: 1.3, noNaN: true }),
        fc.double({ min: -5, max: 0, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.integer({ min: 4, max: 200 }),
        (n, mean, logSigma, logScale, samples) => {
          const edges = innerEdges(new DesignSpace([integer('n', 1, n)]), 0);
          const evolution = newEvolution(4, [mean], 10 ** logSigma, []);
          evolution.scale[0] = 10 ** logScale;
          const alpha = 1 / samples;
          keepMargin(evolution, [edges], alpha);
          const [moved, deviation] = [evolution.mean[0], evolution.sigma * evolution.scale[0]];
          const low = edges.findLast((edge) => edge <= moved);
          const high = edges.find((edge) => edge > moved);
          const least = (low === undefined || high === undefined ? alpha : alpha / 2) * (1 - 1e-6);
          if (low !== undefined) assert.ok(normalUpperTail((moved - low) / deviation) >= least, 'below');
          if (high !== undefined) assert.ok(normalUpperTail((high - moved) / deviation) >= least, 'above');
        },
      ),
      { seed: 1 },
    );
  });

  it('moves neither what has chances enough nor reals, and never the covariance', () => {
    const space = new DesignSpace([ordinal('o', [1, 2, 4, 8]), real('x', 0, 1)]);
    const edges = [0, 1].map((i) => innerEdges(space, i));
    assert.deepEqual(
      edges.map((of) => [...of]),
      [[0.25, 0.5, 0.75], []],
    );
    const evolution = newEvolution(8, [0.4, 0.5], 0.3, []);
    const before = structuredClone(evolution);
    keepMargin(evolution, edges, 1 / 16);
    assert.deepEqual(evolution, before);
    evolution.sigma = 1e-6;
    keepMargin(evolution, edges, 1 / 16);
    assert.ok((evolution.scale[0] as number) > 1e3, 'A grows');
    assert.equal(evolution.scale[1], 1);
    assert.equal(evolution.mean[1], 0.5);
    assert.deepEqual(evolution.covariance, before.covariance);
  });
});
