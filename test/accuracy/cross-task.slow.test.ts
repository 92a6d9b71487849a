/** How fast a task is learnt from few evaluations of raw cells: means of five draws, which scatter by a few hundredths. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readTable } from '../../src/accuracy/index.js';
import { edgeFeatures } from '../../src/accuracy/latency/edge-features.js';
import { fitGradientBoosting } from '../../src/models/index.js';
import { RandomStream, spearman } from '../../src/stats/index.js';
import { cellTable, withoutTable } from './reference.js';

it('boosted trees learn a task from few evaluations as fast as was measured', { skip: withoutTable }, () => {
  const { columns: known, rows } = readTable(cellTable);
  const features = rows.map((fields) => edgeFeatures(fields[known.indexOf('code')] as string));
  const accuracies = rows.map((fields) => Number(fields[known.indexOf('cifar100_test')]));
  const options = { rounds: 200, learningRate: 0.1, maxLeaves: 15, minLeaf: 5, l2: 1 };
  for (const [n, expected, best] of [
    [50, 0.577, 72.4],
    [200, 0.826, 72.4],
    [1000, 0.926, 73.3],
  ] as const) {
    const seeds = [0, 1, 2, 3, 4].map((seed) => {
      const drawn = RandomStream.from(seed, 'evaluated')
        .shuffle([...rows.keys()])
        .slice(0, n);
      const model = fitGradientBoosting(
        drawn.map((row) => features[row] as Float64Array),
        drawn.map((row) => accuracies[row] as number),
        options,
      );
      const predicted = features.map((row) => model.predict(row));
      const top = [...predicted.keys()].sort((a, b) => (predicted[b] as number) - (predicted[a] as number));
      return [spearman(predicted, accuracies), Math.max(...top.slice(0, 20).map((row) => accuracies[row] as number))];
    });
    const mean = (which: 0 | 1) => seeds.reduce((sum, values) => sum + (values[which] as number), 0) / seeds.length;
    assert.ok(Math.abs(mean(0) - expected) < 0.04, `Spearman ${mean(0)} from ${n} evaluations, not ${expected}`);
    assert.ok(Math.abs(mean(1) - best) < 2, `${mean(1)} % among the 20 best from ${n} evaluations, not ${best}`);
  }
});
