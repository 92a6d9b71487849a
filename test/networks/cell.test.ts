import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  CELLS,
  cellCode,
  cellString,
  countEdges,
  countOperations,
  nasBench201,
  parseCell,
  pruneCell,
  summarise,
} from '../../src/networks/index.js';
import { assertRecounts } from './recount.js';
import { referencePath } from './reference.js';

const all = Array.from({ length: CELLS }, (_, index) => cellCode(index));
const arch = '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|';

describe('cells', () => {
  it('are 15,625, each with one code and one string', () => {
    assert.equal(new Set(all).size, 15_625);
    for (const code of all) assert.equal(parseCell(cellString(code)), code);
    assert.equal(parseCell(arch), 'p1s1ss');
    assert.equal(parseCell('p1s1ss'), 'p1s1ss');
  });

  it('refuse what is no cell', () => {
    const wrong = [
      '',
      'p1s1s',
      'p1s1sss',
      'P1s1ss',
      arch.slice(1),
      arch.replace('~2', '~1'),
      arch.replace('avg', 'max'),
      'x'.repeat(1e5),
    ];
    for (const cell of wrong)
      assert.throws(() => parseCell(cell), { code: 'badRequest', path: '/cell' }, cell.slice(0, 80));
  });

  it('prune edges off the way from input to output, and no others', () => {
    const pruned = {
      '3nnsnn': 'nnnsnn',
      n1333n: 'nnn3nn',
      '333333': '333333',
      s3nnsn: 'snnnsn',
      nnnnnn: 'nnnnnn',
      n1nnn3: 'n1nnn3',
      ssnnnn: 'nnnnnn',
    };
    for (const [code, expected] of Object.entries(pruned)) assert.equal(pruneCell(code), expected, code);
    for (const code of all) assert.equal(pruneCell(pruneCell(code)), pruneCell(code));
  });

  it('never cost more MACs pruned, and keep the shape of the output', () => {
    for (let index = 0; index < CELLS; index += 7) {
      const [keep, prune] = (['keep', 'prune'] as const).map((deadEdges) =>
        nasBench201.build({ cell: cellCode(index), dataset: 'cifar10', deadEdges }),
      );
      assert.ok(keep && prune && prune.totals.macs <= keep.totals.macs && prune.totals.layers <= keep.totals.layers);
      assert.deepEqual(prune.layers.at(-1)?.out, keep.layers.at(-1)?.out);
    }
  });

  it('have closed-form totals equal to their layer lists, all of them', () => {
    for (const cell of all) {
      const parameters = { cell, dataset: 'cifar10', deadEdges: 'keep' } as const;
      assert.deepEqual(nasBench201.totals(parameters), summarise(nasBench201.build(parameters)), cell);
    }
    for (let index = 0; index < CELLS; index += 5) {
      const dataset = index % 2 === 0 ? 'imagenet16-120' : 'cifar100';
      const parameters = { cell: cellCode(index), dataset, deadEdges: 'prune' } as const;
      assert.deepEqual(nasBench201.totals(parameters), summarise(nasBench201.build(parameters)), parameters.cell);
    }
  });

  it('follow the published closed forms', () => {
    for (const [dataset, classes, divisor] of [
      ['cifar10', 10, 1],
      ['cifar100', 100, 1],
      ['imagenet16-120', 120, 4],
    ] as const) {
      for (let index = 0; index < CELLS; index += 11) {
        const cell = cellCode(index);
        const [n1, n3] = [countEdges(cell, '1'), countEdges(cell, '3')];
        const { macs, trainableParams } = nasBench201.totals({ cell, dataset, deadEdges: 'keep' });
        assert.equal(macs, (7_782_400 + 3_932_160 * n1 + 35_389_440 * n3) / divisor + 64 * classes);
        assert.equal(trainableParams, 72_656 + 65 * classes + 28_000 * n1 + 243_040 * n3);
      }
    }
  });

  it('share one ReLU among the convolutions that read a node', () => {
    const { layers } = nasBench201.build({ cell: '33n3nn', dataset: 'cifar10', deadEdges: 'keep' });
    // stem, then the first cell: ReLU of node 0, its three convolutions; nodes 1, 2 and 3 have one operand each.
    assert.deepEqual(
      layers.slice(0, 6).map(({ op, inputs }) => [op, ...inputs]),
      [
        ['conv2d', -1],
        ['act', 0],
        ['conv2d', 1],
        ['conv2d', 1],
        ['conv2d', 1],
        ['act', 4],
      ],
    );
    assertRecounts(nasBench201.build({ cell: '33n3nn', dataset: 'cifar10', deadEdges: 'keep' }));
  });

  it('may be named edge by edge', () => {
    const edges = nasBench201.encode?.({ cell: 'p1s1ss', dataset: 'cifar10', deadEdges: 'keep' });
    assert.deepEqual(edges, {
      edge01: 'avg_pool_3x3',
      edge02: 'nor_conv_1x1',
      edge12: 'skip_connect',
      edge03: 'nor_conv_1x1',
      edge13: 'skip_connect',
      edge23: 'skip_connect',
    });
    assert.equal(nasBench201.parse(edges).cell, 'p1s1ss');
    assert.equal(nasBench201.fromDesign(edges ?? {}).deadEdges, 'prune');
    const refused = (parameters: unknown, path: string) =>
      assert.throws(() => nasBench201.parse(parameters, '/parameters'), {
        code: 'badRequest',
        path: `/parameters${path}`,
      });
    refused({ ...edges, cell: arch }, '/edge01');
    refused({ ...edges, edge13: 'conv' }, '/edge13');
    refused({ edge01: 'none' }, '/edge02');
    refused({}, '/cell');
    refused({ cell: 3 }, '/cell');
    refused({ cell: arch, dataset: 'mnist' }, '/dataset');
    refused({ cell: arch, deadEdges: 'drop' }, '/deadEdges');
  });
});

describe('countOperations', () => {
  it('repeats the flops column of NAS-Bench-Suite-Zero', (test) => {
    const table = referencePath(test, 'nasbench201', 'accuracy.csv');
    if (table === undefined) return;
    const read = (path: string) =>
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(','));
    const codes = new Map(read(table).map(([index, code]) => [index, code]));
    for (const [name, dataset] of [
      ['zerocost_cifar10.csv', 'cifar10'],
      ['zerocost_imagenet16.csv', 'imagenet16-120'],
    ] as const) {
      const path = referencePath(test, 'nasbench201', name);
      if (path === undefined) return;
      const [header = [], ...rows] = read(path);
      const column = header.indexOf('flops');
      for (const row of rows.filter((_, i) => i % 40 === 0)) {
        const network = nasBench201.build({ cell: codes.get(row[0] ?? '') ?? '', dataset, deadEdges: 'keep' });
        const flops = 1e6 * Number(row[column]);
        // The column has six significant digits.
        assert.ok(Math.abs(countOperations(network, 'nasBenchSuiteZero') - flops) <= 6e-6 * flops, `${name} ${row[0]}`);
      }
    }
  });

  it('counts MACs by default, and knows that convention for its own family only', () => {
    const unet = {
      id: 'unet',
      input: { h: 32, w: 32, c: 3 },
      layers: [],
      totals: nasBench201.build({ cell: 'nnnnnn', dataset: 'cifar10', deadEdges: 'keep' }).totals,
    };
    assert.equal(countOperations(unet), 7_783_040);
    assert.throws(() => countOperations(unet, 'nasBenchSuiteZero'), { code: 'badRequest' });
  });
});
