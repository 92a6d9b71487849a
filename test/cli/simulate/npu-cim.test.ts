/** `cogym simulate npu-cim`: what it answers and what it refuses. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { handler } from '../../../src/cli/simulate/npu-cim.js';

const macro = { costModel: 'gate-level', kind: 'digital-sram', outputsPerWordline: 16, rows: 64 };
const system = {
  npu: { accelerator: 'ethos-u55-128' },
  cim: { ...macro, macros: 16, pingPong: true },
  sram: { kib: 256 },
  offChip: { gbPerSecond: 2 },
};
const network = {
  input: { h: 8, w: 8, c: 16 },
  layers: [
    { op: 'conv2d', out: [8, 8, 32], kernel: [1, 1] },
    { op: 'dwconv2d', out: [8, 8, 32], kernel: [3, 3] },
    { op: 'conv2d', out: [8, 8, 16], kernel: [1, 1] },
  ],
};

interface Answer {
  readonly latencyMs: number;
  readonly periodMs: number;
  readonly fps: number;
  readonly energyMj: number;
  readonly edpMjMs: number;
  readonly powerMw: number;
  readonly areaMm2: number;
  readonly feasible: boolean;
  readonly reason?: string;
  readonly sqnrDb: number | null;
  readonly accuracy?: { readonly accuracy: number; readonly standardError: number; readonly analogDrop: number };
  readonly schedule: readonly { readonly layer: number; readonly device: string; readonly share: number }[];
  readonly breakdown: { readonly energyMj: Record<string, number>; readonly areaMm2: Record<string, number> };
}
const ask = (changes: object = {}): Answer => handler({ system, network, ...changes }) as Answer;
const sum = (parts: Record<string, number>): number => Object.values(parts).reduce((total, part) => total + part, 0);

describe('cogym simulate npu-cim', () => {
  it('answers time, energy and area whose parts sum to the whole', () => {
    const { latencyMs, periodMs, fps, energyMj, edpMjMs, powerMw, areaMm2, breakdown, feasible, sqnrDb } = ask();
    assert.equal(feasible, true);
    assert.equal(periodMs, latencyMs);
    assert.ok(Math.abs(fps * periodMs - 1e3) < 1e-9);
    assert.ok(Math.abs(sum(breakdown.energyMj) / energyMj - 1) < 1e-12);
    assert.ok(Math.abs(sum(breakdown.areaMm2) / areaMm2 - 1) < 1e-12);
    assert.ok(Math.abs(edpMjMs / (energyMj * latencyMs) - 1) < 1e-12);
    assert.ok(Math.abs(powerMw / ((1e3 * energyMj) / periodMs) - 1) < 1e-12);
    assert.equal(sqnrDb, null, 'digital macros add no noise');
  });

  it('takes an assignment layer by layer, with splits', () => {
    const { schedule } = ask({ assignment: ['split:0.5', 'npu', 'cim'], schedule: 'parallel' });
    assert.deepEqual(
      schedule.map(({ layer, device, share }) => [layer, device, share]),
      [
        [0, 'npu', 0.5],
        [0, 'cim', 0.5],
        [1, 'npu', 1],
        [2, 'cim', 1],
      ],
    );
  });

  it('takes a policy by its name, in either field', () => {
    assert.deepEqual(ask({ assignment: 'static' }), ask({ policy: 'static' }));
    assert.deepEqual(ask(), ask({ assignment: 'optimal' }));
  });

  it('estimates the accuracy less what analog macros cost', () => {
    const analog = { ...macro, kind: 'analog-sram', adcModel: 'zigzag-28nm', adcBits: 4, macros: 16 };
    const hybrid = { network: { family: 'hybrid', resolution: 160 }, policy: 'cim-only' };
    const { sqnrDb, accuracy } = ask({ ...hybrid, system: { ...system, cim: analog }, accuracy: { adcRange: 'full' } });
    assert.ok(Number.isFinite(sqnrDb));
    assert.ok((accuracy?.analogDrop ?? 0) > 0);
    const exact = ask({ ...hybrid, accuracy: {} }).accuracy;
    assert.equal(exact?.analogDrop, 0);
    assert.ok((accuracy?.accuracy ?? 1) < (exact?.accuracy ?? 0));
  });

  it('answers that weights which cannot be rewritten do not fit', () => {
    const cells = {
      costModel: 'array-level',
      kind: 'rram',
      rows: 64,
      columns: 64,
      adcModel: 'neurosim-sar',
      adcBits: 5,
    };
    const few = ask({ system: { ...system, cim: { ...cells, macros: 2 } }, policy: 'cim-only' });
    assert.deepEqual([few.feasible, few.reason], [false, 'nvmReload']);
    const written = { ...cells, macros: 2, volatile: true };
    assert.equal(ask({ system: { ...system, cim: written }, policy: 'cim-only' }).feasible, true);
  });

  it('takes a network by its family', () => {
    assert.ok(ask({ network: { family: 'hybrid', resolution: 160 }, policy: 'npu-only' }).latencyMs > 0);
  });

  const refuses = (name: string, changes: object, path: string, code = 'badRequest') =>
    it(`refuses ${name}`, () => assert.throws(() => ask(changes), { code, path }));
  refuses('an unknown field', { polcy: 'greedy' }, '/polcy');
  refuses('an unknown policy', { policy: 'best' }, '/policy');
  refuses('an unknown policy as the assignment', { assignment: 'best' }, '/assignment');
  refuses('a policy beside an assignment', { policy: 'greedy', assignment: ['npu', 'npu', 'npu'] }, '/policy');
  refuses('an assignment of another length', { assignment: ['npu'] }, '/assignment');
  refuses('an unknown device', { assignment: ['npu', 'tpu', 'npu'] }, '/assignment/1');
  refuses('a split of 1', { assignment: ['split:1', 'npu', 'npu'] }, '/assignment/0');
  refuses('a depthwise layer on macros without packing', { assignment: ['npu', 'cim', 'npu'] }, '/assignment/1');
  refuses('an unknown schedule', { schedule: 'asap' }, '/schedule');
  refuses(
    'a macro that does not exist',
    { system: { ...system, cim: { ...macro, rows: 65, macros: 1 } } },
    '/system/cim/rows',
  );
  refuses('an unknown field of a macro', { system: { ...system, cim: { ...system.cim, rws: 1 } } }, '/system/cim/rws');
  refuses('no macros', { system: { ...system, cim: { ...macro, macros: 0 } } }, '/system/cim/macros');
  refuses('a bandwidth of 0', { system: { ...system, offChip: { gbPerSecond: 0 } } }, '/system/offChip/gbPerSecond');
  refuses(
    'a layer that does not exist',
    { network: { ...network, layers: [{ op: 'conv9' }] } },
    '/network/layers/0/op',
  );
  refuses('an unknown estimator', { accuracy: { estimator: 'oracle' } }, '/estimator');
});
