import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { columnScale, nearestRows, standardised } from '../../src/models/index.js';

describe('the nearest row', () => {
  it('is the nearest in deviations, whatever the units of the columns', () => {
    const rows = [
      [0, 0],
      [1, 0],
      [0, 1000],
      [1, 1000],
    ];
    assert.deepEqual(
      [
        ...nearestRows(rows, [
          [0.9, 90],
          [0.1, 600],
          [0.6, 499],
        ]),
      ],
      [1, 2, 1],
    );
  });

  it('is the first of equally near ones', () => {
    assert.deepEqual([...nearestRows([[2], [0], [0]], [[1], [0]])], [0, 1]);
  });

  it('knows constant columns', () => {
    const scale = columnScale([
      [5, 1],
      [5, 3],
    ]);
    assert.deepEqual([...scale.means, ...scale.deviations], [5, 2, 1, 1]);
    assert.deepEqual([...standardised([6, 3], scale)], [1, 1]);
  });
});
