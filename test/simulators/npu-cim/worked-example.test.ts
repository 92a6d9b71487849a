/** One macro of the worked example, alone on the system. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Macro } from '../../../simulators/cim/index.js';
import type { System } from '../../../simulators/npu-cim/index.js';
import { NetworkBuilder } from '../../../src/networks/index.js';
import { bodyNetwork, digital, rram, simulate, systemOf, worked } from './support.js';

const near = (got: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(got / expected - 1) < tolerance, `${got} instead of ${expected}`);

/** Memories that nothing waits for. */
const unbound = (system: System): System => ({
  ...system,
  sram: { ...system.sram, bytesPerNs: 1e6 },
  offChip: { ...system.offChip, bytesPerNs: 1e6 },
});

describe('3x3 of 128 channels on 7x7 and a digital macro of 32 x 256', () => {
  const work = worked(bodyNetwork());

  it('computes 9,408 cycles of 4.18 ns on one macro, and loads 4,608 before', () => {
    const system = unbound(systemOf({ macros: 1 }));
    const { latencyNs, schedule } = simulate(system, work, { assignment: [1] });
    const [part] = schedule;
    near(part?.reloadNs ?? 0, 4608 * 4.18, 1e-3);
    near(latencyNs, (9408 + 4608) * 4.18, 1e-3);
    assert.equal(part?.resident, false);
  });

  it('waits for the weights where off chip is slower than the macro takes them', () => {
    const [part] = simulate(systemOf({ macros: 1, offChipGBs: 0.5 }), work, { assignment: [1] }).schedule;
    near(part?.reloadNs ?? 0, (128 * 128 * 9) / 0.5, 1e-9);
  });

  it('computes 49 positions when all 24 tiles are resident, half of them with 48 macros', () => {
    const [one, two] = [24, 48].map((macros) => {
      const result = simulate(unbound(systemOf({ macros })), work, { assignment: [1] });
      return { latencyNs: result.latencyNs, ...result.schedule[0] };
    });
    near(one?.latencyNs ?? 0, 49 * 8 * 4.18, 1e-3);
    near(two?.latencyNs ?? 0, (49 * 8 * 4.18) / 2, 1e-3);
    assert.deepEqual([one?.resident, one?.copies, two?.copies], [true, 1, 2]);
  });

  it('charges a reload from off chip and into the cells', () => {
    const { energyPj } = simulate(systemOf({ macros: 1 }), work, { assignment: [1] });
    const weights = 128 * 128 * 9;
    // Cells of 256 rows: 0.8234 pJ per 32-bit word, kept to three decimals a weight.
    near(energyPj.reload, weights * (29.6 + 0.206), 1e-9);
    assert.equal(energyPj.offChip, 0);
    assert.equal(energyPj.npu, 0);
  });
});

describe('SRAM bytes of that layer', () => {
  const work = worked(bodyNetwork());
  const [inputs, outputs] = [49 * 9 * 128, 49 * 128];
  const bytes = (macros: number, macro?: Macro): number | undefined =>
    simulate(systemOf({ macros, ...(macro && { macro }) }), work, { assignment: [1] }).schedule[0]?.sramBytes;

  it('are its inputs once per column tile, its outputs, and partial sums of 6 row tiles', () => {
    assert.equal(bytes(1), 4 * inputs + outputs + 2 * 5 * 2 * outputs);
  });

  it('count the inputs once when all column tiles lie side by side', () => {
    assert.equal(bytes(24), inputs + outputs + 2 * 5 * 2 * outputs);
  });

  it('halve with 4-bit operands, but for the partial sums', () => {
    assert.equal(bytes(24, { ...digital, inputBits: 4 }), (inputs + outputs) / 2 + 2 * 5 * 2 * outputs);
  });
});

describe('vector operators', () => {
  it('run on the NPU, a pass after the other at the output cycles of an element', () => {
    const network = new NetworkBuilder('vectors', { h: 7, w: 7, c: 64 });
    network.softmax(network.layernorm());
    const { schedule } = simulate(unbound(systemOf()), worked(network.build()));
    // 500 MHz; ethos-u55-128 takes half a cycle an element. 4 passes of a layer norm, 6 of a softmax.
    const passNs = 7 * 7 * 64 * 0.5 * 2;
    for (const [i, passes] of [4, 6].entries()) {
      const { device, startNs = 0, endNs = 0 } = schedule[i] ?? {};
      assert.equal(device, 'npu');
      near(endNs - startNs, passes * passNs, 1e-9);
    }
  });
});

describe('1280 -> 1000 fully connected', () => {
  const network = new NetworkBuilder('classifier', { h: 1, w: 1, c: 1280 });
  network.fc({ out: 1000 });
  const work = worked(network.build());

  it('takes 1,280 cycles of computation and 40,960 of writing on one macro', () => {
    const system = unbound(systemOf({ macros: 1 }));
    const { schedule } = simulate(system, work, { assignment: [1] });
    near((schedule[0]?.endNs ?? 0) - (schedule[0]?.reloadNs ?? 0), 1280 * 4.18, 1e-3);
    near(schedule[0]?.reloadNs ?? 0, 40_960 * 4.18, 1e-3);
  });
});

describe('cells that keep their content', () => {
  it('make the system infeasible with fewer arrays than the weights take', () => {
    const work = worked(bodyNetwork());
    const few = simulate(systemOf({ macro: rram, macros: 16 }), work, { assignment: [1] });
    assert.equal(few.feasible, false);
    assert.equal(few.reason, 'nvmReload');
    // 9 row tiles of 128 rows, 128 channels of 4 slices on 128 columns.
    assert.deepEqual(few.violations, [{ name: 'nvmReload', value: 36, limit: 16 }]);
    assert.equal(simulate(systemOf({ macro: rram, macros: 36 }), work, { assignment: [1] }).feasible, true);
  });

  it('leak nothing', () => {
    const work = worked(bodyNetwork());
    const leak = (macros: number) => {
      const { energyPj, latencyNs } = simulate(systemOf({ macro: rram, macros }), work, { assignment: [0] });
      return energyPj.leakage / latencyNs;
    };
    assert.equal(leak(36), leak(0));
  });
});

describe('a small SRAM', () => {
  it('writes what exceeds it off chip and reads it back', () => {
    const network = new NetworkBuilder('wide', { h: 64, w: 64, c: 32 });
    network.conv({ out: 64, kernel: 1 });
    const work = worked(network.build());
    const [large, small] = [1024, 256].map((sramKib) =>
      simulate(systemOf({ macros: 0, sramKib }), work, { assignment: 'npu-only' }),
    );
    const excess = 64 * 64 * (32 + 64) - 256 * 1024;
    assert.equal((small?.offChipBytes ?? 0) - (large?.offChipBytes ?? 0), 2 * excess);
  });

  it('that does not hold a block twice is too small', () => {
    const work = worked(bodyNetwork());
    const { reason } = simulate(systemOf({ macros: 0, sramKib: 1 }), work, { assignment: 'npu-only' });
    assert.equal(reason, 'sramTooSmall');
  });
});

describe('assignments', () => {
  const work = worked(bodyNetwork());

  it('of the wrong length, share or device are refused', () => {
    const refused = (assignment: number[], path: string, macros = 1) =>
      assert.throws(() => simulate(systemOf({ macros }), work, { assignment }), { code: 'badRequest', path });
    refused([1, 1], '/assignment');
    refused([2], '/assignment/0');
    refused([1], '/assignment/0', 0);
  });

  it('split a layer into tasks of both devices', () => {
    const { schedule } = simulate(systemOf({ macros: 24 }), work, { assignment: [0.25], schedule: 'parallel' });
    assert.deepEqual(
      schedule.map(({ device, share }) => [device, share]),
      [
        ['npu', 0.75],
        ['cim', 0.25],
      ],
    );
  });
});
