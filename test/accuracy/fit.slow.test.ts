import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadTemplate } from '../../hwtemplates/loader.js';
import { cellTasks, fitNasBench201, NasBench201Estimator, readTable, type Table } from '../../src/accuracy/index.js';
import { regressionScores } from '../../src/models/index.js';
import { cellTable, withoutTable } from './reference.js';

/** Cross-validated figures of the specification, in points: [RMSE, MAE, Spearman, Kendall], and [RMSE, Spearman] above `good`. */
const specified = {
  'cifar10-valid': { all: [1.05, 0.58, 0.979, 0.878], good: [0.47, 0.949] },
  'cifar100-test': { all: [1.17, 0.79, 0.983, 0.89], good: [0.8, 0.965] },
  'imagenet16-120-valid': { all: [1.31, 0.91, 0.982, 0.889], good: [1.1, 0.967] },
} as const;

/** What an estimator must reach on cells that it was not fitted on. */
const bars = {
  'cifar10-valid': { rmse: 1.6, mae: 0.8, spearman: 0.965 },
  'cifar100-test': { rmse: 1.7, mae: 1.1, spearman: 0.97 },
  'imagenet16-120-valid': { rmse: 1.7, mae: 1.15, spearman: 0.965 },
} as const;

describe('the fit of nas-bench-201', { skip: withoutTable }, () => {
  it('writes the shipped coefficients again, bit for bit', () => {
    assert.deepEqual(
      JSON.parse(JSON.stringify(fitNasBench201(readTable(cellTable)))),
      loadTemplate('accuracy', 'nas-bench-201'),
    );
  });

  it('reaches the figures of its specification in cross-validation', () => {
    for (const { task, crossValidation, goodCells } of loadTemplate('accuracy', 'nas-bench-201').tasks) {
      const { all, good } = specified[task as keyof typeof specified];
      const { rmse, mae, spearman, kendall } = crossValidation;
      for (const [i, value] of [rmse, mae, spearman, kendall].entries()) {
        assert.ok(Math.abs(value - all[i]) < (i < 2 ? 0.1 : 0.005), `${task}: ${value}, not ${all[i]}`);
      }
      assert.ok(Math.abs(goodCells.rmse - good[0]) < 0.1 && Math.abs(goodCells.spearman - good[1]) < 0.005);
    }
  });

  it('holds on cells that were left out of the fit', () => {
    const table = readTable(cellTable);
    const column = (name: string) => table.columns.indexOf(name);
    const classOf = (fields: readonly string[]) => Number(fields[column('class')]);
    const sizes = new Map<number, number>();
    for (const fields of table.rows) sizes.set(classOf(fields), (sizes.get(classOf(fields)) ?? 0) + 1);
    const isHeld = (fields: readonly string[]) =>
      (sizes.get(classOf(fields)) as number) < 50 && classOf(fields) % 5 === 4;
    const rest: Table = { ...table, rows: table.rows.filter((fields) => !isHeld(fields)) };
    const held = table.rows.filter(isHeld);
    const estimator = new NasBench201Estimator(fitNasBench201(rest));
    for (const { id, column: name } of cellTasks) {
      const known = held.filter((fields) => fields[column(name)] !== '');
      const actual = known.map((fields) => Number(fields[column(name)]));
      const answers = known.map((fields) => estimator.estimate({ design: { cell: fields[column('code')] } }, id));
      const { rmse, mae, spearman } = regressionScores(
        answers.map(({ accuracy }) => 100 * accuracy),
        actual,
      );
      const bar = bars[id as keyof typeof bars];
      const figures = `${id}: ${known.length} cells, RMSE ${rmse}, MAE ${mae}, Spearman ${spearman}`;
      assert.ok(known.length > 1000 && rmse <= bar.rmse && mae <= bar.mae && spearman >= bar.spearman, figures);
      const covered = answers.filter((a, i) => Math.abs(100 * a.accuracy - actual[i]) <= 200 * a.standardError).length;
      assert.ok(covered >= 0.85 * known.length, `${id}: ${covered} of ${known.length} within two standard errors`);
    }
  });
});
