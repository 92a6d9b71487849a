import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { validateTemplate } from '../../hwtemplates/loader.js';
import { fitNasBench201, formatJson, NasBench201Estimator } from '../../src/accuracy/index.js';
import { type ErrorBin, errorBins, type OutOfFold } from '../../src/accuracy/nas-bench-201/protocol.js';
import { parseTable } from '../../src/accuracy/table.js';
import { countEdges, pruneCell } from '../../src/networks/index.js';
import { RandomStream } from '../../src/stats/random.js';

/** A table of made-up accuracies: the more live 3x3 convolutions the better, with a little noise. */
function madeUp(cells: number): string {
  const random = RandomStream.from(1, 'cells');
  const lines = Array.from({ length: cells }, (_, i) => {
    const code = Array.from({ length: 6 }, () => 'ns13p'[random.integer(5)]).join('');
    const accuracy = pruneCell(code) === 'nnnnnn' ? 10 : 50 + 8 * countEdges(pruneCell(code), '3') + random.uniform();
    return `${code},${accuracy.toFixed(2)},${i}`;
  });
  return ['code,cifar10_valid,class', ...lines].join('\n');
}

const fit = (text: string) => fitNasBench201(parseTable(text, 'made-up.csv'));

describe('fitting nas-bench-201', () => {
  it('writes coefficients that satisfy their schema, the same each time', () => {
    const progress: string[] = [];
    const coefficients = fitNasBench201(parseTable(madeUp(400), 'made-up.csv'), (line) => progress.push(line));
    const text = formatJson(coefficients);
    assert.equal(formatJson(fit(madeUp(400))), text);
    assert.deepEqual(validateTemplate('accuracy', JSON.parse(text)), JSON.parse(JSON.stringify(coefficients)));
    assert.equal(progress.length, 6);
    assert.deepEqual(
      coefficients.tasks.map(({ task }) => task),
      ['cifar10-valid'],
    );
    const [{ rows, crossValidation, best, standardErrors }] = coefficients.tasks;
    assert.equal(rows.table, 400);
    assert.equal(rows.fitted + rows.noPath, 400);
    assert.equal(crossValidation.rows, rows.fitted);
    assert.ok(crossValidation.rmse < 5 && crossValidation.spearman > 0.8);
    assert.ok(countEdges(best.cell, '3') >= 4);
    assert.ok(standardErrors.length >= 1 && standardErrors.every((bin) => bin.rows >= 100));
    const estimator = new NasBench201Estimator(coefficients);
    assert.deepEqual(estimator.tasks, ['cifar10-valid']);
    assert.throws(
      () => estimator.estimate({ design: { cell: '333333' } }, 'cifar100-test'),
      /for cifar10-valid, not cifar100-test/,
    );
  });

  it('changes the version with the coefficients', () => {
    assert.notEqual(fit(madeUp(300)).version, fit(madeUp(301)).version);
  });

  it('refuses tables that it cannot learn from', () => {
    for (const [text, message] of [
      ['name,cifar10_valid,class\nx,1,1\n', /no column code or arch/],
      ['code,cifar10_valid\n333333,1\n', /no column class/],
      ['code,class\n333333,1\n', /none of the columns cifar10_valid/],
      ['code,cifar10_valid,class\n333333,190,1\n', /line 2: cifar10_valid is in per cent, not "190"/],
      ['code,cifar10_valid,class\n333333,90,x\n', /line 2: class is an integer from 0/],
      ['code,cifar10_valid,class\n33333,90,1\n', /33333/],
      ['code,cifar10_valid,class\nnnnnnn,10,1\n', /no cell with a path/],
      ['code,cifar10_valid,class\n333333,90,1\n', /no row is left to cross-validate/],
    ] as const) {
      assert.throws(() => fit(text), message);
    }
  });

  it('ships coefficients whose file is as the fit writes it', () => {
    const text = readFileSync(new URL('../../hwtemplates/accuracy/nas-bench-201.json', import.meta.url), 'utf8');
    assert.equal(`${formatJson(JSON.parse(text))}\n`, text);
  });
});

describe('standard errors by bin', () => {
  const results = (count: number, estimate: number, error: number): OutOfFold[] =>
    Array.from({ length: count }, () => ({
      estimate,
      example: { accuracy: estimate + error, features: new Float64Array(), cellClass: 0, alwaysTrain: false },
    }));
  const bins = (list: OutOfFold[]): readonly ErrorBin[] => errorBins(list, 100);

  it('are the errors of the estimates in them', () => {
    assert.deepEqual(bins([...results(100, 50, 4), ...results(150, 70, 3), ...results(300, 95, 1)]), [
      { below: 0.6, rows: 100, standardError: 0.04 },
      { below: 0.8, rows: 150, standardError: 0.03 },
      { rows: 300, standardError: 0.01 },
    ]);
  });

  it('join bins of fewer than 100 rows to the next, the last one to the one before', () => {
    assert.deepEqual(
      bins([...results(50, 50, 2), ...results(50, 70, 2), ...results(120, 87, 1), ...results(10, 95, 1)]),
      [
        { below: 0.8, rows: 100, standardError: 0.02 },
        { rows: 130, standardError: 0.01 },
      ],
    );
    assert.deepEqual(bins(results(5, 50, 2)), [{ rows: 5, standardError: 0.02 }]);
  });
});
