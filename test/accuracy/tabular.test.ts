import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type AccuracyEstimator, accuracyEstimator } from '../../src/accuracy/index.js';
import { parseTable } from '../../src/accuracy/table.js';
import type { Design } from '../../src/design/parameter.js';
import { CogymError } from '../../src/errors.js';
import { cellString } from '../../src/networks/index.js';
import { cellTable, withoutTable } from './reference.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function tableOf(text: string): AccuracyEstimator {
  const path = join(folder, `table${files++}.csv`);
  writeFileSync(path, text);
  return accuracyEstimator('tabular', { table: path });
}

const small = `index,code,cifar10_valid,imagenet16_valid,darcyflow_r2\n7,p1s1ss,81.9,,-0.5\n9,333333,90.25,44,0.98\n`;
const hasCode = (code: string) => (error: unknown) => error instanceof CogymError && error.code === code;

describe('estimator tabular', () => {
  it('looks up exactly what the table says', () => {
    const estimator = tableOf(small);
    assert.deepEqual(estimator.tasks, ['cifar10-valid', 'imagenet16-120-valid', 'darcy-flow']);
    const designs: Design[] = [{ cell: 'p1s1ss' }, { cell: cellString('p1s1ss') }, { index: 7 }];
    for (const design of designs) {
      const { accuracy, standardError, provenance } = estimator.estimate({ design }, 'cifar10-valid');
      assert.equal(accuracy, 81.9 / 100);
      assert.equal(standardError, 0.0031);
      assert.equal(provenance.scale, 'measured');
      assert.match(provenance.source, /cifar10_valid/);
    }
    assert.equal(estimator.estimate({ design: { cell: '333333' } }, 'imagenet16-120-valid').accuracy, 0.44);
    assert.equal(estimator.estimate({ design: { cell: '333333' } }, 'darcy-flow').accuracy, 0.98);
    assert.equal(estimator.estimate({ design: { cell: 'p1s1ss' } }, 'darcy-flow').accuracy, 0);
  });

  it('reads tables with arch strings or with indices alone', () => {
    const arch = tableOf(`arch,cifar100_test\n"${cellString('13pns3')}",61.5\n`);
    assert.equal(arch.estimate({ design: { cell: '13pns3' } }, 'cifar100-test').accuracy, 61.5 / 100);
    const index = tableOf('index,cifar100_test\r\n12,50\r\n');
    assert.equal(index.estimate({ design: { index: 12 } }, 'cifar100-test').accuracy, 0.5);
    assert.throws(() => index.estimate({ design: { cell: '333333' } }, 'cifar100-test'), /give the parameter index/);
    assert.throws(() => arch.estimate({ design: { index: 3 } }, 'cifar100-test'), /no column index/);
    assert.throws(() => index.estimate({ design: { index: '12' } }, 'cifar100-test'), hasCode('badRequest'));
  });

  it('says what is not in the table', () => {
    const estimator = tableOf(small);
    assert.throws(() => estimator.estimate({ design: { cell: 'nnnnnn' } }, 'cifar10-valid'), hasCode('notInTable'));
    assert.throws(() => estimator.estimate({ design: { index: 8 } }, 'cifar10-valid'), hasCode('notInTable'));
    assert.throws(
      () => estimator.estimate({ design: { cell: 'p1s1ss' } }, 'imagenet16-120-valid'),
      hasCode('notInTable'),
    );
    assert.throws(() => estimator.estimate({ design: { cell: 'p1s1ss' } }, 'ninapro'), /knows the tasks cifar10-valid/);
    assert.throws(() => estimator.estimate({ design: { cell: 'p1s1s' } }, 'cifar10-valid'), hasCode('badRequest'));
    assert.throws(() => estimator.estimate({}, 'cifar10-valid'), hasCode('badRequest'));
    assert.equal(estimator.supports({ cell: 'p1s1ss' }), true);
    assert.match(String(estimator.supports({ cell: 'nnnnnn' })), /no such cell/);
  });

  it('says when the table is missing', () => {
    const estimate = () => accuracyEstimator('tabular', { table: join(folder, 'none.csv') });
    assert.throws(estimate, hasCode('tableMissing'));
    const before = process.env.COGYM_REFERENCE;
    delete process.env.COGYM_REFERENCE;
    try {
      assert.throws(() => accuracyEstimator('tabular'), hasCode('tableMissing'));
    } finally {
      if (before !== undefined) process.env.COGYM_REFERENCE = before;
    }
  });

  it('refuses malformed tables, naming the line', () => {
    for (const [text, message] of [
      ['', /no rows/],
      ['code,cifar10_valid\n', /no rows/],
      ['code,cifar10_valid\n333333,90\n33', /line 3: 1 fields where the header has 2; is the file cut short/],
      ['name,cifar10_valid\nx,90\n', /no column code, arch or index/],
      ['code,cifar10_valid\n33333z,90\n', /33333z/],
    ] as const) {
      assert.throws(() => tableOf(text), message);
    }
    const odd = tableOf('code,cifar10_valid\n333333,ninety\n');
    assert.throws(() => odd.estimate({ design: { cell: '333333' } }, 'cifar10-valid'), /line 2.*ninety/);
  });

  it('reads a file again when it has changed', () => {
    const path = join(folder, 'changing.csv');
    const accuracy = () =>
      accuracyEstimator('tabular', { table: path }).estimate({ design: { cell: '333333' } }, 'cifar10-valid').accuracy;
    writeFileSync(path, 'code,cifar10_valid\n333333,90\n');
    assert.equal(accuracy(), 0.9);
    writeFileSync(path, 'code,cifar10_valid\n333333,91.5\n');
    assert.equal(accuracy(), 91.5 / 100);
  });

  it('understands quoted fields', () => {
    assert.deepEqual(parseTable('a,b\n"x, ""y""",2\n', 'f').rows, [['x, "y"', '2']]);
    assert.deepEqual(parseTable('a,b,c\n"",,""\n', 'f').rows, [['', '', '']]);
  });

  it('gives the reference table back', { skip: withoutTable }, () => {
    const estimator = accuracyEstimator('tabular', { table: cellTable });
    assert.deepEqual(estimator.tasks, [
      'cifar10-valid',
      'cifar100-test',
      'imagenet16-120-valid',
      'ninapro',
      'darcy-flow',
    ]);
    assert.equal(estimator.estimate({ design: { cell: 'p1s1ss' } }, 'cifar100-test').accuracy, 52.9133 / 100);
    assert.equal(estimator.estimate({ design: { index: 0 } }, 'ninapro').accuracy, 90.7436 / 100);
  });
});
