/** The design space of `DramController-v0`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { presets, problemOf } from './shared.js';

describe('the design space', () => {
  it('has the listed parameters, and exactly as many designs as the specification says', () => {
    const sizes = presets.map((preset) => problemOf({}, preset).space.size());
    assert.deepEqual(sizes, [11_059_200n, 442_368n, 28_311_552n]);
    const { space } = problemOf({}, 'archgym-rl');
    assert.deepEqual(
      space.names.map((name, i) => [name, space.cardinality(i)]),
      [
        ['pagePolicy', 4],
        ['scheduler', 3],
        ['schedulerBuffer', 3],
        ['requestBufferSize', 8],
        ['responseQueue', 2],
        ['refreshPolicy', 2],
        ['refreshMaxPostponed', 4],
        ['refreshMaxPulledIn', 4],
        ['arbiter', 3],
        ['maxActiveTransactions', 8],
      ],
    );
    assert.deepEqual(problemOf().space.names.slice(10), ['commandMux', 'powerDownPolicy', 'addressMap']);
  });

  it('has per-bank refresh and the address maps of the device', () => {
    const valuesOf = (device: string, name: string) => {
      const { space } = problemOf({ device });
      const i = space.indexOf(name);
      return Array.from({ length: space.cardinality(i) }, (_, k) => space.valueAt(i, k));
    };
    assert.deepEqual(valuesOf('ddr3_1600', 'addressMap'), ['rbc', 'brc', 'rcb', 'rbc_xor']);
    assert.deepEqual(valuesOf('lpddr4_3200', 'addressMap'), ['rbc', 'rcb']);
    assert.deepEqual(valuesOf('ddr4_2400', 'refreshPolicy'), ['NoRefresh', 'AllBank']);
    for (const device of ['lpddr4_3200', 'hbm2_2000']) {
      assert.deepEqual(valuesOf(device, 'refreshPolicy'), ['NoRefresh', 'AllBank', 'PerBank']);
    }
  });

  it('begins at the default controller, refresh limits at the least of the preset', () => {
    const expected = { pagePolicy: 'Open', scheduler: 'FrFcfs', requestBufferSize: 8, maxActiveTransactions: 128 };
    for (const [preset, least] of [
      ['extended', 0],
      ['archgym-rl', 1],
      ['archgym-27m', 1],
    ] as const) {
      const design = problemOf({}, preset).space.defaultDesign();
      const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, design[name]]));
      assert.deepEqual(seen, expected);
      assert.deepEqual([design['refreshMaxPostponed'], design['refreshMaxPulledIn']], [least, least]);
      assert.equal(design['refreshPolicy'], 'AllBank');
    }
  });
});
