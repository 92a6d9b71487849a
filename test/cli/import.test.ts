import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findNetwork } from '../../src/cli/network-source.js';
import { loadNetwork } from '../../src/networks/index.js';
import { ModelWriter } from '../networks/onnx/model.js';
import { cogym } from './cogym.js';

let folder = '';
let file = '';

describe('cogym import', () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'codesign-gym-import-'));
    file = join(folder, 'small.onnx');
    const model = new ModelWriter();
    const conv = model.node('Conv', [model.input(['batch', 3, 'N', 'N']), model.weight(8, 3, 3, 3)], {
      strides: [2, 2],
    });
    const pooled = model.node('Flatten', [model.node('GlobalAveragePool', [model.node('Relu', [conv])])]);
    writeFileSync(file, model.bytes(model.node('Gemm', [pooled, model.weight(8, 10), model.weight(10)])));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('prints a table and writes the network', async () => {
    const out = join(folder, 'network.json');
    const sizes = ['--dimension', 'batch=1', '--dimension', 'N=33'];
    const { status, stdout, stderr } = await cogym('import', file, ...sizes, '--out', out);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /conv2d .*33x33x3 .*16x16x8 .*3x3 \/2x2 relu .*55,296/);
    assert.match(stdout, /MACs 55,376/);
    const network = loadNetwork(JSON.parse(readFileSync(out, 'utf8')));
    assert.equal(network.totals.macs, 16 * 16 * 8 * 27 + 80);
    assert.equal(network.id, 'small');
  });

  it('prints the network as JSON', async () => {
    const { stdout } = await cogym('import', file, '--json', '--dimension', 'N=33');
    assert.equal(loadNetwork(JSON.parse(stdout)).layers.length, 3);
  });

  it('says what is missing or wrong, and writes nothing then', async () => {
    const out = join(folder, 'none.json');
    const open = await cogym('import', file, '--out', out);
    assert.equal(open.status, 1);
    assert.match(open.stderr, /N \(axis 2 of input 'x', axis 3 of input 'x'\).*N=224/);
    assert.ok(!existsSync(out));
    for (const [args, hint] of [
      [[file, '--dimension', 'N'], /name=value/],
      [[join(folder, 'nothing.onnx')], /cannot read/],
      [[folder], /not a file|cannot read/],
    ] as const) {
      const { status, stderr } = await cogym('import', ...args);
      assert.equal(status, 2);
      assert.match(stderr, hint);
    }
  });

  it('is not needed by `cogym network show` for a model without dynamic dimensions', () => {
    const fixed = join(folder, 'Fixed.ONNX');
    const model = new ModelWriter();
    const conv = model.node('Conv', [model.input([1, 3, 8, 8]), model.weight(4, 3, 3, 3)]);
    writeFileSync(fixed, model.bytes(conv));
    const { network } = findNetwork(fixed);
    assert.equal(network.id, 'Fixed');
    assert.equal(network.totals.macs, 6 * 6 * 4 * 27);
  });
});
