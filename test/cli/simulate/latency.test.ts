import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { handler } from '../../../src/cli/simulate/latency.js';
import { CogymError } from '../../../src/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-latency-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const cells = file('cells.csv', 'index,code\n3,333333\n4,p1s1ss\n');
const measured = file('measured.csv', 'index,phone,board\n3,12.5,40\n4,3.25,9\n');
const blocks = file(
  'blocks.csv',
  [
    'net_resolution,type,in_h,in_c,out_h,out_c,mid_c,kernel,stride,mean_ms',
    '32,Conv,32,3,16,8,,,,0.5',
    '32,Conv_1,8,16,8,32,,,,0.25',
    '32,Conv_2,1,32,1,64,,,,0.125',
    '32,AvgPool2D,8,32,1,32,,,,0.0625',
    '32,Logits,1,64,1,10,,,,1',
    '32,expanded_conv,16,8,8,16,24,3,2,2',
  ].join('\n'),
);

const additive = {
  predictor: 'hw-nas-bench-additive',
  device: 'eyeriss',
  family: 'nas-bench-201',
  parameters: { cell: '33ps3s', dataset: 'cifar10' },
};
const looked = { ...additive, predictor: 'tabular', device: 'phone', table: measured, cells };
const block = {
  predictor: 'lookup-table',
  table: blocks,
  family: 'mbconv',
  parameters: {
    resolution: 32,
    classes: 10,
    stem: { kernel: 3, stride: 2, out: 8 },
    mbconv: [{ kernel: 3, mid: 24, out: 16, stride: 2, residual: false }],
  },
};

interface Answer {
  readonly latencyMs: number;
  readonly energyMj?: number;
  readonly standardErrorMs?: number;
  readonly provenance: { readonly scale: string; readonly predictor: string };
}
const ask = (request: Readonly<Record<string, unknown>>): Answer => handler(request) as Answer;

describe('cogym simulate latency', () => {
  it('adds the edges of a cell up, with energy, error and provenance', () => {
    const answer = ask(additive);
    assert.deepEqual(Object.keys(answer), ['latencyMs', 'energyMj', 'standardErrorMs', 'provenance']);
    assert.ok(Math.abs(answer.latencyMs - (1.67954 + 4 * 1.47456)) < 1e-9);
    assert.ok(Math.abs((answer.energyMj ?? 0) - (0.346964 + 3 * 0.313212 + 0.277823)) < 1e-9);
    assert.equal(answer.provenance.scale, 'analytic');
    const fpga = ask({ ...additive, device: 'fpga' });
    assert.ok(Math.abs((fpga.energyMj ?? 0) - 7 * fpga.latencyMs) < 1e-9);
  });

  it('looks measurements up, and adds measured blocks up', () => {
    assert.equal(ask({ ...looked, parameters: { cell: '333333' } }).latencyMs, 12.5);
    assert.equal(ask({ ...looked, device: 'board', parameters: { cell: 'p1s1ss' } }).latencyMs, 9);
    const sum = ask(block);
    assert.equal(sum.latencyMs, 0.5 + 0.25 + 0.125 + 0.0625 + 1 + 2);
    assert.equal(sum.provenance.scale, 'lookup');
  });

  it('refuses the rest, naming the field', () => {
    for (const [request, code, path] of [
      [{ ...additive, predictor: 'magic' }, 'badRequest', '/predictor'],
      [{ ...additive, device: 'tpu' }, 'badRequest', '/device'],
      [{ ...additive, device: 7 }, 'badRequest', '/device'],
      [{ ...additive, seed: 'one' }, 'badRequest', '/seed'],
      [{ ...additive, table: measured }, 'badRequest', '/table'],
      [{ ...additive, colour: 'red' }, 'badRequest', '/colour'],
      [{ ...additive, family: undefined }, 'badRequest', '/family'],
      [{ ...additive, family: 'nas-bench-21' }, 'unknownFamily', '/family'],
      [{ ...additive, parameters: { cell: '33' } }, 'badRequest', '/parameters/cell'],
      [{ ...additive, family: 'mobilenet-v2', parameters: { width: 1, resolution: 224 } }, 'unsupported', undefined],
      [
        { ...additive, device: 'fpga', parameters: { cell: '333333', dataset: 'imagenet16-120' } },
        'unsupported',
        '/parameters/dataset',
      ],
      [{ ...looked, parameters: { cell: 'nnnnnn' } }, 'notInTable', undefined],
      [{ ...looked, device: undefined }, 'badRequest', '/device'],
      [{ ...looked, table: join(folder, 'none.csv') }, 'tableMissing', '/table'],
      [{ ...looked, table: undefined }, 'tableMissing', '/table'],
      [{ ...looked, predictor: 'one-proxy' }, 'badRequest', '/proxy'],
      [{ ...block, parameters: { ...block.parameters, resolution: 64 } }, 'notInTable', '/parameters'],
    ] as const) {
      assert.throws(
        () => ask(request),
        (error) => {
          assert.ok(error instanceof CogymError, String(error));
          assert.equal(error.code, code, error.message);
          if (path !== undefined) assert.equal(error.path, path, error.message);
          return true;
        },
      );
    }
  });
});
