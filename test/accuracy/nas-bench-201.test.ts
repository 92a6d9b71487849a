import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadTemplate } from '../../hwtemplates/loader.js';
import {
  accuracyEstimator,
  bestCell,
  bestCellAccuracy,
  cellTasks,
  chance,
  nasBench201,
  nasBench201From,
  readTable,
} from '../../src/accuracy/index.js';
import { CogymError } from '../../src/errors.js';
import { regressionScores } from '../../src/models/index.js';
import { buildNetwork, CELLS, cellCode, cellString } from '../../src/networks/index.js';
import { cellTable, withoutTable } from './reference.js';

const estimate = (cell: string, task: string) => nasBench201().estimate({ design: { cell } }, task);

describe('estimator nas-bench-201', () => {
  it('knows three tasks', () => {
    assert.deepEqual(nasBench201().tasks, ['cifar10-valid', 'cifar100-test', 'imagenet16-120-valid']);
    assert.deepEqual(
      cellTasks.map(({ id }) => chance(id)),
      [1 / 10, 1 / 100, 1 / 120],
    );
  });

  it('gives chance, exactly, to cells without a path', () => {
    for (const code of ['nnnnnn', '333nnn', 'n3nnnn', '1p3nns'.replace('s', 'n')]) {
      for (const { id } of cellTasks) {
        const { accuracy, standardError, provenance } = estimate(code, id);
        assert.equal(accuracy, chance(id));
        assert.ok(standardError > 0 && standardError < 1e-3);
        assert.match(provenance.reasons[0], /no path/);
      }
    }
  });

  it('gives cells that differ in dead edges only the same estimate', () => {
    for (const { id } of cellTasks) {
      assert.deepEqual(estimate('3nnsnn', id), estimate('nnnsnn', id));
      assert.deepEqual(estimate('3n13nn', id), estimate('nnn3nn', id));
    }
  });

  it('takes codes, arch strings and the parameters of a joint design', () => {
    const expected = estimate('p1s1ss', 'cifar100-test');
    assert.deepEqual(estimate(cellString('p1s1ss'), 'cifar100-test'), expected);
    const design = {
      edge01: 'avg_pool_3x3',
      edge02: 'nor_conv_1x1',
      edge12: 'skip_connect',
      edge03: 'nor_conv_1x1',
      edge13: 'skip_connect',
      edge23: 'skip_connect',
      pes: 128,
    };
    assert.deepEqual(nasBench201().estimate({ design }, 'cifar100-test'), expected);
  });

  it('stays within a table of trained cells by a few points', () => {
    // Reference rows 0, 1, 4 and 8 of NAS-Bench-201: [code, cifar10-valid, cifar100-test, imagenet16-120-valid].
    for (const [code, ...actual] of [
      ['p1s1ss', 81.9, 52.9133, 25.7667],
      ['33ps3s', 90.39, 70.2933, 44.0],
      ['ss1ss1', 84.26, 60.14, 31.2],
      ['1pssn3', 88.69, 68.3133, 42.1],
    ] as const) {
      for (const [i, { id }] of cellTasks.entries()) {
        const { accuracy, standardError } = estimate(code, id);
        assert.ok(
          Math.abs(100 * accuracy - actual[i]) < Math.max(4, 250 * standardError),
          `${code} ${id}: ${accuracy}`,
        );
      }
    }
  });

  it('answers every cell with a fraction, an error and a provenance', () => {
    for (const { id } of cellTasks) {
      let best = 0;
      const extrapolated: string[] = [];
      for (let i = 0; i < CELLS; i++) {
        const { accuracy, standardError, provenance } = estimate(cellCode(i), id);
        assert.ok(accuracy >= 0 && accuracy <= 1 && standardError > 0 && standardError < 0.1);
        assert.equal(provenance.scale, 'surrogate');
        assert.equal(provenance.validated, !provenance.extrapolated);
        if (provenance.extrapolated) extrapolated.push(cellCode(i));
        best = Math.max(best, accuracy);
      }
      assert.equal(best, bestCellAccuracy(id));
      assert.deepEqual(nasBench201().range(id), { chance: chance(id), best });
      assert.equal(estimate(bestCell(id).cell, id).accuracy, best);
      // A few cells at the corners of the space, such as six 3x3 convolutions, are beyond all cells of the table.
      assert.ok(extrapolated.length < 10, String(extrapolated));
    }
  });

  it('says so when a feature lies outside the fitted range', () => {
    // The table has no cell of six 3x3 convolutions.
    const { provenance } = estimate('333333', 'cifar10-valid');
    assert.equal(provenance.extrapolated, true);
    assert.equal(provenance.validated, false);
    assert.deepEqual(provenance.reasons, ['live 3 = 6 lies outside the fitted range 0 to 5']);
  });

  it('refuses what it does not know, with the reason', () => {
    const estimator = nasBench201();
    assert.equal(estimator.supports({ cell: 'nnnnnn' }), true);
    assert.match(String(estimator.supports({ cell: 'nnnnnx' })), /nnnnnx/);
    assert.match(String(estimator.supports({ pes: 4 })), /edge01/);
    const network = buildNetwork('nas-bench-201', { cell: '333333' });
    assert.match(String(estimator.supports(network)), /list of layers/);
    assert.throws(() => estimator.estimate({ network }, 'cifar10-valid'), hasCode('unsupported'));
    assert.throws(() => estimator.estimate({}, 'cifar10-valid'), hasCode('badRequest'));
    assert.throws(() => estimate('|conv~0|', 'cifar10-valid'), hasCode('badRequest'));
    assert.throws(() => estimate(cellString('333333').replace('nor_conv_3x3', 'conv5x5'), 'cifar10-valid'), /conv5x5/);
    assert.throws(
      () => estimate('333333', 'ninapro'),
      /cifar10-valid, cifar100-test, imagenet16-120-valid, not "ninapro"/,
    );
    assert.throws(() => accuracyEstimator('nasbench'), /known: .*ofa-elastic.*; did you mean nas-bench-201/);
  });

  it('refuses coefficient files that are damaged', () => {
    const text = readFileSync(new URL('../../hwtemplates/accuracy/nas-bench-201.json', import.meta.url), 'utf8');
    withFile(text.slice(0, text.length / 2), (file) =>
      assert.throws(() => nasBench201From(file), hasCode('badRequest')),
    );
    withFile('{"estimator": "nas-bench-201"}', (file) =>
      assert.throws(() => nasBench201From(file), hasCode('invalidTemplate')),
    );
    const coefficients = JSON.parse(text);
    const damage = [
      (model: Record<string, string>) => ({ ...model, values: model.values.slice(0, 400) }),
      (model: Record<string, string>) => ({ ...model, shape: `${model.shape}!` }),
      (model: Record<string, unknown>) => ({ ...model, cuts: [[0.5]] }),
    ];
    for (const change of damage) {
      const [first, ...others] = coefficients.tasks;
      const damaged = { ...coefficients, tasks: [{ ...first, model: change(first.model) }, ...others] };
      withFile(JSON.stringify(damaged), (file) => {
        const estimator = nasBench201From(file);
        assert.throws(() => estimator.estimate({ design: { cell: '333333' } }, first.task), hasCode('invalidTemplate'));
      });
    }
    assert.throws(() => nasBench201From('/no/such/file.json'), hasCode('badRequest'));
  });

  it('is as close to the table as its file says', { skip: withoutTable }, () => {
    const { columns, rows } = readTable(cellTable);
    const [code, ...values] = ['code', ...cellTasks.map(({ column }) => column)].map((name) => columns.indexOf(name));
    const { tasks } = loadTemplate('accuracy', 'nas-bench-201');
    for (const [t, { task, inSample }] of tasks.entries()) {
      const known = rows.filter((fields) => fields[values[t]] !== '');
      const answers = known.map((fields) => estimate(fields[code], task));
      const actual = known.map((fields) => Number(fields[values[t]]));
      const found = regressionScores(
        answers.map(({ accuracy }) => 100 * accuracy),
        actual,
      );
      for (const name of ['rmse', 'mae', 'spearman', 'kendall'] as const) {
        assert.ok(Math.abs(found[name] - inSample[name]) < 1e-4, `${task} ${name} ${found[name]}`);
      }
      const covered = answers.filter((a, i) => Math.abs(100 * a.accuracy - actual[i]) <= 200 * a.standardError).length;
      assert.ok(covered >= 0.85 * known.length);
    }
  });
});

const hasCode = (code: string) => (error: unknown) => error instanceof CogymError && error.code === code;

function withFile(text: string, use: (file: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'cogym-'));
  try {
    const file = join(folder, 'coefficients.json');
    writeFileSync(file, text);
    use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
