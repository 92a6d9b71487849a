import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comparisonTable } from '../../src/experiments/comparison-table.js';
import { designCard } from '../../src/experiments/design-card.js';
import { runExperiment } from '../../src/experiments/run.js';
import { readStore } from '../../src/experiments/store.js';
import { bestSoFar, summarize } from '../../src/experiments/summary.js';
import { median } from '../../src/stats/index.js';
import { strategies, temporaryFolder, toyExperiment } from './helpers.js';

describe('a summary', () => {
  it('says for each agent and strategy what its seeds found', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment({ strategies, seeds: { count: 3 } }), folder);
    const store = await readStore(folder);
    const summary = summarize(store);
    assert.equal(summary.arms.length, 8);
    assert.equal(summary.figure, 'averageQuality');
    assert.equal(summary.direction, 'maximize');
    for (const arm of summary.arms) {
      const runs = store.runs.filter(({ run }) => run.agent === arm.agent && run.strategy.name === arm.strategy);
      const best = runs
        .map(({ rows }) =>
          rows.filter(({ feasible }) => feasible).map(({ metrics }) => metrics['averageQuality'] as number),
        )
        .filter((values) => values.length > 0)
        .map((values) => Math.max(...values));
      assert.equal(arm.runs, 3);
      assert.equal(arm.feasibleRuns, best.length);
      assert.equal(arm.median, best.length === 0 ? null : median(best));
      if (arm.best !== null)
        assert.ok(arm.best.low <= arm.best.estimate + 1e-12 && arm.best.estimate <= arm.best.high + 1e-12);
      assert.deepEqual(arm.curve.at(-1), [60, arm.median]);
    }
    const successive = summary.arms.find(({ strategy }) => strategy === 'nas-then-asic');
    assert.equal(successive?.feasibleRuns, 0, 'the largest network fits no hardware of the toy');
    assert.ok(Object.values(successive?.winner?.overSpec ?? {}).some((excess) => excess > 0));
    assert.equal(summary.winner?.feasible, true);
    assert.equal(
      summary.winner?.objective,
      Math.max(...summary.arms.flatMap(({ winner }) => (winner?.feasible ? [winner.objective] : []))),
    );
    const table = comparisonTable(summary);
    assert.match(table, /nas-then-asic +3 +0\/3 +none/);
    assert.match(table, /latency over spec/);
  });

  it('shows nothing before the first feasible design, and the last figure where a run has stopped', async (t) => {
    const folder = temporaryFolder(t);
    const { manifest } = await runExperiment(toyExperiment(), folder);
    const { runs } = await readStore(folder);
    const rows = runs[0]?.rows ?? [];
    const first = rows.findIndex(({ feasible }) => feasible) + 1;
    const curve = bestSoFar(rows.slice(0, 30), manifest, [first - 1, first, 30, 60]);
    assert.equal(curve[0], null);
    assert.equal(curve[1], rows[first - 1]?.metrics['averageQuality']);
    assert.equal(curve[2], curve[3]);
  });
});

describe('a design card', () => {
  const { problem } = toyExperiment();
  const design = {
    'acc1.template': 'shi',
    'acc1.pes': 9,
    'acc2.pes': 2,
    clock: 0.5,
    filters: 32,
    blocks: 5,
    skip: false,
  };

  it('shows parameters by group, figures in readable units and every limit', () => {
    const card = designCard('Best', problem, design, problem.evaluate(design));
    assert.match(card, /^hardware +acc1\.template +shi/m);
    assert.match(card, /^network +filters +32/m);
    assert.match(card, /^latency +2\.96 ms +4 ms +yes, 74 % of it/m);
    assert.match(card, /Feasible: every constraint is kept/);
    assert.match(card, /latency, energy, area: toy, validated/);
    const warned = { ...problem, warnings: ['low power is slow'] };
    assert.match(designCard('', warned, design, problem.evaluate(design)), /^Beware: low power is slow\.$/m);
  });

  it('says what is broken, and that a refused design has no figures', () => {
    const large = { ...design, filters: 64, blocks: 6 };
    assert.match(
      designCard('', problem, large, problem.evaluate(large)),
      /latency +7\.11 ms +4 ms +NO, 178 %.*Infeasible: latencyS is .* \(77\.\d % over\)/s,
    );
    const invalid = { ...design, 'acc1.pes': 16, 'acc2.pes': 16 };
    assert.match(
      designCard('', problem, invalid, problem.evaluate(invalid)),
      /refused before it was simulated.*pes is 32, limit 16/s,
    );
  });
});
