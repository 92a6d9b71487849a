import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { handler } from '../../../src/cli/simulate/accuracy.js';
import { CogymError } from '../../../src/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-'));
after(() => rmSync(folder, { recursive: true }));
const table = join(folder, 'table.csv');
writeFileSync(table, 'index,code,cifar100_test\n3,333333,73\n');

const cell = {
  estimator: 'nas-bench-201',
  task: 'cifar100-test',
  family: 'nas-bench-201',
  parameters: { cell: '331s31' },
};
const looked = { ...cell, estimator: 'tabular', table, parameters: { cell: '333333' } };

describe('cogym simulate accuracy', () => {
  it('says that a field is missing', () => {
    assert.throws(() => handler({ task: 'cifar100-test' }), {
      path: '/estimator',
      message: /^estimator is one of .*, not missing$/,
    });
  });

  it('answers with accuracy, standard error and provenance', () => {
    const answer = handler(cell) as { accuracy: number; standardError: number; provenance: { scale: string } };
    assert.deepEqual(Object.keys(answer), ['accuracy', 'standardError', 'provenance']);
    assert.ok(Math.abs(answer.accuracy - 0.724) < 0.001 && answer.standardError > 0);
    assert.equal(answer.provenance.scale, 'surrogate');
    assert.deepEqual(
      handler({ ...cell, parameters: { ...cell.parameters, dataset: 'cifar100', deadEdges: 'prune' } }),
      answer,
    );
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  });

  it('looks cells up by name and by index', () => {
    assert.equal((handler(looked) as { accuracy: number }).accuracy, 0.73);
    assert.deepEqual(handler({ ...looked, parameters: { index: 3 } }), handler(looked));
  });

  it('refuses the rest, naming the field', () => {
    const network = {
      input: { h: 8, w: 8, c: 3 },
      layers: [{ op: 'fc', inputs: [-1], in: [8, 8, 3], out: [1, 1, 4] }],
    };
    const { family, parameters, ...bare } = cell;
    for (const [request, code, path] of [
      [{}, 'badRequest', '/estimator'],
      [{ ...cell, estimator: 'published' }, 'badRequest', '/estimator'],
      [{ ...cell, estimator: 'constructor' }, 'badRequest', '/estimator'],
      [{ ...cell, task: undefined }, 'badRequest', '/task'],
      [{ ...cell, task: 'imagenet-1k' }, 'badRequest', '/task'],
      [{ ...cell, seed: 1 }, 'badRequest', '/seed'],
      [{ ...cell, table }, 'badRequest', '/table'],
      [{ ...looked, table: 3 }, 'badRequest', '/table'],
      [{ ...looked, table: join(folder, 'none') }, 'tableMissing', '/table'],
      [{ ...looked, coefficients: table }, 'badRequest', '/coefficients'],
      [{ ...cell, coefficients: table }, 'badRequest', '/coefficients'],
      [{ ...cell, family: undefined }, 'badRequest', '/family'],
      [{ ...cell, family: 'nasbench' }, 'unknownFamily', '/family'],
      [{ ...cell, family: 'mbconv' }, 'unsupported', '/family'],
      [{ ...cell, parameters: undefined }, 'badRequest', '/parameters'],
      [{ ...cell, parameters: null }, 'badRequest', '/parameters'],
      [{ ...cell, parameters: { cell: '333' } }, 'badRequest', '/parameters/cell'],
      [{ ...cell, parameters: { cell: '333333', dataset: 'cifar10' } }, 'badRequest', '/parameters/dataset'],
      [{ ...cell, parameters: { index: 3 } }, 'badRequest', '/parameters/index'],
      [{ ...looked, parameters: { index: 3, cell: '333333' } }, 'badRequest', '/parameters/cell'],
      [{ ...looked, parameters: { cell: 'nnnnnn' } }, 'notInTable', '/parameters'],
      [{ ...cell, network }, 'badRequest', '/network'],
      [{ ...bare, network }, 'unsupported', '/network'],
      [{ ...bare, network: { layers: [] } }, 'badRequest', '/network/input'],
    ] as const) {
      const refused = (error: unknown) => error instanceof CogymError && error.code === code && error.path === path;
      assert.throws(() => handler(request), refused, `${JSON.stringify(request)} ${code} ${path}`);
    }
  });
});
