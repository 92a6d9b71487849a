/** `cogym simulate npu`: what it answers and what it refuses. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { handler } from '../../../src/cli/simulate/npu.js';

const layers = [
  { op: 'conv2d', inShape: [32, 32, 16], outShape: [32, 32, 16], kernel: [3, 3], stride: [1, 1], activation: 'relu' },
  { op: 'averagePool', inShape: [32, 32, 16], outShape: [1, 1, 16], kernel: [32, 32] },
  { op: 'fullyConnected', inShape: [1, 1, 16], outShape: [1, 1, 10] },
];
const request = { accelerator: 'ethos-u55-256', layers };

interface Answer {
  readonly cycles: number | null;
  readonly latencyMs: number;
  readonly macs: number;
  readonly energyMj: number | null;
  readonly layers: readonly { readonly cycles: number; readonly block: readonly number[] }[];
}
const ask = (changes: object = {}): Answer => handler({ ...request, ...changes }) as Answer;

describe('cogym simulate npu', () => {
  it('answers cycles, latency, MACs and energy, and the same for each layer', () => {
    const { cycles, latencyMs, macs, energyMj, layers: each } = ask();
    assert.equal(each.length, 3);
    assert.equal(
      cycles,
      each.reduce((sum, layer) => sum + layer.cycles, 0),
    );
    assert.ok(Math.abs(latencyMs - (cycles ?? 0) / 500e3) < 1e-12);
    assert.equal(macs, 32 * 32 * 16 * 9 * 16 + 160);
    assert.ok((energyMj ?? 0) > 0);
    assert.equal(each[0]?.block.length, 3);
  });

  it('takes a memory system and a ratio of compression', () => {
    const slow = ask({ memorySystem: 'u55-deep' });
    assert.ok(slow.latencyMs > ask().latencyMs);
    assert.ok((ask({ weightCompressionRatio: 0.5 }).cycles ?? 0) <= (ask().cycles ?? 0));
  });

  it('has no cycles and no energy for the accelerator of two parameters', () => {
    const { cycles, energyMj, latencyMs, layers: each } = ask({ accelerator: 'two-parameter' });
    assert.deepEqual([cycles, energyMj, each.length], [null, null, 0]);
    assert.ok(latencyMs > 0);
  });

  const refuses = (name: string, changes: object, path: string) =>
    it(`refuses ${name}`, () => assert.throws(() => ask(changes), { code: 'badRequest', path }));
  refuses('an unknown field', { acelerator: 'x' }, '/acelerator');
  refuses('an unknown accelerator', { accelerator: 'ethos-u85' }, '/accelerator');
  refuses('an unknown memory system', { memorySystem: 'u99' }, '/memorySystem');
  refuses('no layers', { layers: [] }, '/layers');
  refuses('a ratio of 0', { weightCompressionRatio: 0 }, '/weightCompressionRatio');
  const layer = (changes: object, path: string) =>
    refuses(JSON.stringify(changes), { layers: [{ ...layers[0], ...changes }] }, `/layers/0${path}`);
  layer({ op: 'conv' }, '/op');
  layer({ inShape: [32, 32] }, '/inShape');
  layer({ outShape: [0, 32, 16] }, '/outShape/0');
  layer({ kernel: [3.5, 3] }, '/kernel/0');
  layer({ activation: 'gelu' }, '/activation');
  layer({ dilation: 2 }, '/dilation');
  layer({ op: 'depthwiseConv2d', outShape: [32, 32, 32] }, '/outShape/2');
  layer({ op: 'add', outShape: [16, 16, 16] }, '/outShape');
  layer({ op: 'fullyConnected' }, '/inShape');

  it('refuses kernels of which no block fits the buffer', () => {
    const wide = {
      op: 'maxPool',
      inShape: [9000, 9000, 8],
      outShape: [9000, 9000, 8],
      stride: [900, 900],
      kernel: [8, 8],
    };
    assert.throws(() => ask({ layers: [wide] }), { code: 'unsupported' });
  });
});
