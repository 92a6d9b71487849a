/** The front of all 2,419,200 designs of accelerator-sizing: a golden figure for three objectives and the tracker. */
import assert from 'node:assert/strict';
import test from 'node:test';
import '../../envs/index.js';
import { HypervolumeTracker, makeProblem, ParetoArchive } from '../../src/design/index.js';

test('all designs of accelerator-sizing-pareto: 139 on the front, hypervolume 5.8073039656779', () => {
  const { space, evaluate, referencePoint = [] } = makeProblem('accelerator-sizing-pareto');
  const tracker = new HypervolumeTracker(referencePoint);
  const front = new ParetoArchive();
  const indices = new Int32Array(space.dimension);
  let [designs, feasible] = [0, 0];
  for (let i = 0; i >= 0; ) {
    designs++;
    const design = space.fromIndices(indices);
    const evaluation = evaluate(design);
    if (evaluation.feasible) {
      feasible++;
      tracker.add(evaluation.objectives);
      front.add(evaluation.objectives, undefined, space.key(design));
    }
    // Counts up like an odometer, the last parameter fastest; i < 0 after the last design.
    for (i = space.dimension - 1; i >= 0; i--) {
      const next = (indices[i] as number) + 1;
      indices[i] = next % space.cardinality(i);
      if (next < space.cardinality(i)) break;
    }
  }
  assert.equal(BigInt(designs), space.size());
  assert.equal(feasible, 553_564);
  assert.equal(front.size, 139);
  assert.ok(Math.abs(tracker.value - 5.8073039656779) < 1e-12, `${tracker.value}`);
});
