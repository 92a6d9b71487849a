import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { makeProblem } from '../../envs/index.js';
import type { Design } from '../../src/design/index.js';
import { bestAccelerator } from './best-accelerator.js';

const reference = process.env.COGYM_REFERENCE ?? resolve('../shared/reference');

test('all 2,419,200 designs of accelerator-sizing: feasible count, optimum and distribution', () => {
  const problem = makeProblem('accelerator-sizing');
  const { space } = problem;
  const size = Number(space.size());
  const indices = new Int32Array(space.dimension);
  const feasible: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  let optimum: Design | undefined;
  let leastInfeasible = Number.POSITIVE_INFINITY;
  for (let n = 0; n < size; n++) {
    const design = space.fromIndices(indices);
    const evaluation = problem.evaluate(design);
    const objective = evaluation.objectives[0] as number;
    if (evaluation.feasible) {
      feasible.push(objective);
      if (objective < best) [best, optimum] = [objective, design];
    } else leastInfeasible = Math.min(leastInfeasible, objective);
    for (let i = space.dimension - 1; i >= 0; i--) {
      indices[i] = (indices[i] as number) + 1;
      if ((indices[i] as number) < space.cardinality(i)) break;
      indices[i] = 0;
    }
  }
  assert.equal(size, 2_419_200);
  assert.equal(feasible.length, 553_564);
  assert.ok(Math.abs(best - -1.4360834064234351) < 1e-12);
  assert.deepEqual(optimum, bestAccelerator);
  feasible.sort((a, b) => a - b);
  const largest = feasible.at(-1) as number;
  assert.ok(Math.abs(largest - 2.790143) < 1e-6);
  assert.ok(largest <= (problem.worstObjectives?.[0] as number) && largest < leastInfeasible);
  const shares: readonly [number, number][] = [
    [1e-4, -1.35005],
    [1e-3, -1.28778],
    [0.01, -1.11367],
    [0.05, -0.97755],
    [0.5, -0.06959],
  ];
  for (const [share, expected] of shares) {
    const quantile = feasible[Math.floor(share * (feasible.length - 1))] as number;
    assert.ok(Math.abs(quantile - expected) < 2e-3, `${share}: ${quantile}, not ${expected}`);
  }
});

test('all cells of NAS-Bench-201: the listed ones and the best', (t) => {
  if (!existsSync(`${reference}/nasbench201/accuracy.csv`)) return t.skip(`reference tables not found at ${reference}`);
  process.env.COGYM_REFERENCE = reference;
  const problem = makeProblem('nasbench201-cifar10');
  const { space } = problem;
  const listed = readFileSync(`${reference}/nasbench201/accuracy.csv`, 'utf8').trimEnd().split('\n').length - 1;
  let feasible = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 5 ** 6; n++) {
    const design = space.fromIndices(Array.from({ length: 6 }, (_, i) => Math.floor(n / 5 ** i) % 5));
    const { feasible: isListed, objectives } = problem.evaluate(design);
    if (!isListed) continue;
    feasible += 1;
    best = Math.min(best, objectives[0] as number);
  }
  assert.equal(feasible, listed);
  assert.ok(Math.abs(best - (problem.bestKnown as number)) < 1e-9);
});
