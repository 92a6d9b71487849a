/** What the table of trained cells says of tasks together. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTable } from '../../src/accuracy/index.js';
import { spearman } from '../../src/stats/index.js';
import { cellTable, withoutTable } from './reference.js';

/** Values of `names` in the rows that have all of them. */
function columns(...names: readonly string[]): number[][] {
  const { columns: known, rows } = readTable(cellTable);
  const positions = names.map((name) => known.indexOf(name));
  const complete = rows.filter((fields) => positions.every((at) => fields[at] !== ''));
  return positions.map((at) => complete.map((fields) => Number(fields[at])));
}

const correlation = (a: string, b: string): number => spearman(...(columns(a, b) as [number[], number[]]));

const near = (value: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}, not ${expected}`);

describe('accuracies of one cell on several tasks', { skip: withoutTable }, () => {
  it('rank alike on images, and do not where the data is of another kind', () => {
    near(correlation('cifar10_valid', 'cifar100_test'), 0.97, 0.005);
    near(correlation('cifar10_valid', 'imagenet16_valid'), 0.94, 0.005);
    near(correlation('ninapro_acc', 'darcyflow_r2'), 0, 0.05);
  });
});
