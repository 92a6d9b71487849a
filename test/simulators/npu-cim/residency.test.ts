/** Which weights stay in the macros. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cimTechnology } from '../../../hwtemplates/index.js';
import { prepareMacro } from '../../../simulators/cim/index.js';
import { type CimDevice, cimDevice, computeNs, reloadNs } from '../../../simulators/npu-cim/cim-device.js';
import { byWorth, knapsack, mostValue } from '../../../simulators/npu-cim/knapsack.js';
import { residenceOf, type Tenant, workingMacros } from '../../../simulators/npu-cim/residency.js';
import { digital, rram } from './support.js';

const settings = { seed: 12, numRuns: 100 };
const sources = { offChip: 1, sram: 8 };
const device = (macros: number, pingPong = false): CimDevice =>
  cimDevice(prepareMacro(digital, cimTechnology()), { macros, pingPong });
const tenant = (tiles: number, tileNs: number, weightBytes = 100 * tiles, dynamic = false): Tenant => ({
  dynamic,
  tiles: { tiles, arrays: tiles, tilesPerMacro: 1, tileNs, tileWriteNs: 10, weightBytes, writePj: 0 },
});
const tenants = fc
  .array(fc.record({ tiles: fc.integer({ min: 1, max: 12 }), tileNs: fc.integer({ min: 1, max: 500 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => list.map(({ tiles, tileNs }) => tenant(tiles, tileNs)));

/** Time of all tenants under a residence, one after the other. */
function totalNs(list: readonly Tenant[], macros: number, policy: 'none' | 'optimal'): number {
  const { resident, copies, workMacros } = residenceOf(list, device(macros), policy, sources);
  return list.reduce(
    (sum, { tiles }, i) =>
      sum +
      (resident[i]
        ? computeNs(tiles, tiles.arrays) / (copies[i] as number)
        : computeNs(tiles, workMacros) + reloadNs(tiles, workMacros, sources.offChip)),
    0,
  );
}

const subsetsOf = (count: number) =>
  Array.from({ length: 1 << count }, (_, set) => Array.from({ length: count }, (_, i) => ((set >> i) & 1) === 1));

/** Time of all tenants with those of `pinned` resident and the others in what that leaves free; Infinity if nothing. */
function pinnedNs(list: readonly Tenant[], pinned: readonly boolean[], macros: number, pingPong: boolean): number {
  const free = macros - list.reduce((sum, { tiles }, i) => sum + (pinned[i] ? tiles.arrays : 0), 0);
  if (free < 0 || (free === 0 && pinned.includes(false))) return Number.POSITIVE_INFINITY;
  const working = workingMacros(free, pingPong);
  return list.reduce((sum, { tiles }, i) => {
    if (pinned[i]) return sum + computeNs(tiles, tiles.arrays);
    return sum + computeNs(tiles, working) + reloadNs(tiles, working, sources.offChip);
  }, 0);
}

describe('knapsack', () => {
  it('takes the set of highest value, as trying every set finds', () => {
    const items = fc.array(
      fc.record({ size: fc.integer({ min: 0, max: 9 }), value: fc.integer({ min: 0, max: 20 }) }),
      {
        maxLength: 9,
      },
    );
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 20 }), (list, capacity) => {
        let most = 0;
        for (let set = 0; set < 1 << list.length; set++) {
          const inside = list.filter((_, i) => (set >> i) & 1);
          if (inside.reduce((sum, { size }) => sum + size, 0) > capacity) continue;
          most = Math.max(
            most,
            inside.reduce((sum, { value }) => sum + value, 0),
          );
        }
        const chosen = knapsack(list, capacity);
        const kept = list.filter((_, i) => chosen[i]);
        assert.ok(kept.reduce((sum, { size }) => sum + size, 0) <= capacity);
        assert.equal(
          kept.reduce((sum, { value }) => sum + value, 0),
          most,
        );
      }),
      settings,
    );
  });

  it('takes the earlier of two equal items', () => {
    assert.deepEqual(
      knapsack(
        [
          { size: 2, value: 3 },
          { size: 2, value: 3 },
        ],
        3,
      ),
      [true, false],
    );
  });
});

describe('bound of a knapsack', () => {
  it('is never below what a knapsack reaches, and equal where everything fits', () => {
    const items = fc.array(
      fc.record({ size: fc.integer({ min: 0, max: 9 }), value: fc.integer({ min: -5, max: 20 }) }),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 40 }), (list, capacity) => {
        const worth = (set: readonly boolean[]) => list.reduce((sum, { value }, i) => sum + (set[i] ? value : 0), 0);
        const whole = worth(knapsack(list, capacity));
        const bound = mostValue(byWorth(list), capacity);
        assert.ok(bound >= whole - 1e-9);
        if (list.reduce((sum, { size }) => sum + size, 0) <= capacity) assert.equal(bound, whole);
      }),
      settings,
    );
  });
});

describe('residency', () => {
  it('keeps everything where it fits, and fills the rest with copies of the busiest layer', () => {
    const { resident, copies } = residenceOf([tenant(2, 100), tenant(1, 10)], device(7), 'optimal', sources);
    assert.deepEqual(resident, [true, true]);
    // Spare 4: twice the layer of 100 / 2 ns per macro, which then has 3 copies.
    assert.deepEqual(copies, [3, 1]);
  });

  it('leaves a macro free where something is not resident', () => {
    fc.assert(
      fc.property(
        tenants,
        fc.integer({ min: 1, max: 24 }),
        fc.constantFrom('greedy', 'optimal'),
        (list, macros, policy) => {
          const { resident, workMacros } = residenceOf(list, device(macros), policy as 'greedy', sources);
          const used = list.reduce((sum, { tiles }, i) => sum + (resident[i] ? tiles.arrays : 0), 0);
          if (resident.every(Boolean)) assert.ok(used <= macros);
          else assert.ok(used + workMacros <= macros && workMacros >= 1);
        },
      ),
      settings,
    );
  });

  it('is the fastest of every set of layers, whatever number of macros it leaves free', () => {
    const few = tenants.filter((list) => list.length <= 6);
    fc.assert(
      fc.property(few, fc.integer({ min: 1, max: 13 }), fc.boolean(), (list, macros, pingPong) => {
        const { resident } = residenceOf(list, device(macros, pingPong), 'optimal', sources);
        const least = Math.min(...subsetsOf(list.length).map((set) => pinnedNs(list, set, macros, pingPong)));
        if (resident.every(Boolean)) return;
        const ns = pinnedNs(list, resident, macros, pingPong);
        assert.ok(ns <= least * (1 + 1e-9), `${ns} ns, not ${least}`);
      }),
      { ...settings, numRuns: 300 },
    );
  });

  it('is never slower with another macro, nor than reloading everything', () => {
    fc.assert(
      fc.property(tenants, fc.integer({ min: 1, max: 30 }), (list, macros) => {
        const optimal = totalNs(list, macros, 'optimal');
        assert.ok(optimal <= totalNs(list, macros, 'none') * (1 + 1e-12));
        assert.ok(totalNs(list, macros + 1, 'optimal') <= optimal * (1 + 1e-12));
      }),
      settings,
    );
  });

  it('pins greedily by reload time per macro, the earlier of equals first, and keeps one macro free', () => {
    const pinned = (list: readonly Tenant[], macros: number) =>
      residenceOf(list, device(macros), 'greedy', sources).resident;
    // 100, 300 and 100 ns per macro; weights arrive at a byte a ns.
    const list = [tenant(2, 1, 200), tenant(1, 1, 300), tenant(2, 1, 200)];
    assert.deepEqual(pinned(list, 4), [true, true, false]);
    assert.deepEqual(pinned(list, 3), [false, true, false]);
    assert.deepEqual(pinned(list, 5), [true, true, true]);
  });

  it('works in half of the free macros under ping-pong', () => {
    assert.equal(residenceOf([tenant(9, 1)], device(8, true), 'none', sources).workMacros, 4);
    assert.equal(residenceOf([tenant(9, 1)], device(1, true), 'none', sources).workMacros, 1);
  });

  it('never pins weights that are another map', () => {
    const { resident } = residenceOf([tenant(1, 5, 100, true), tenant(1, 5)], device(8), 'optimal', sources);
    assert.deepEqual(resident, [false, true]);
  });

  it('refuses cells that cannot be rewritten when their weights do not fit', () => {
    const cells = cimDevice(prepareMacro(rram, cimTechnology()), { macros: 4, pingPong: false });
    assert.deepEqual(residenceOf([tenant(3, 1), tenant(2, 1)], cells, 'optimal', sources).violations, [
      { name: 'nvmReload', value: 5, limit: 4 },
    ]);
    assert.deepEqual(residenceOf([tenant(3, 1)], cells, 'optimal', sources).violations, []);
    assert.equal(residenceOf([tenant(3, 1)], cells, 'none', sources).violations.length, 1);
  });
});

describe('rounds', () => {
  it('compute and write as many tiles as there are', () => {
    const { tiles } = tenant(10, 7);
    // 3 rounds of 4, 4 and 2 tiles side by side.
    assert.equal(computeNs(tiles, 4), 3 * 7);
    // Each round writes tiles at 10 ns side by side, but weights arrive at 1 byte a ns.
    assert.equal(reloadNs(tiles, 4, 1), 1000);
    assert.equal(reloadNs(tiles, 4, 1e9), 30);
  });

  it('of macros that hold several tiles take these in turn', () => {
    const tiles = { ...tenant(10, 7).tiles, tilesPerMacro: 2, arrays: 5 };
    assert.equal(computeNs(tiles, 5), 2 * 7);
    assert.equal(computeNs(tiles, 4), 2 * 7 + 7);
  });

  it('with more macros are never slower', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), (count, macros) => {
        const { tiles } = tenant(count, 3);
        assert.ok(computeNs(tiles, macros + 1) <= computeNs(tiles, macros));
        assert.ok(reloadNs(tiles, macros + 1, 2) <= reloadNs(tiles, macros, 2) * (1 + 1e-12));
      }),
      settings,
    );
  });
});
