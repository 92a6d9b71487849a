/** The mapper against an enumeration of its own rules, written from the rules alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cyclesOf, energyOf } from '../../../simulators/cim/gate-level/cost.js';
import type { PreparedGateMacro } from '../../../simulators/cim/gate-level/macro.js';
import { rowUnrollings } from '../../../simulators/cim/gate-level/row-unrolling.js';
import { type CimLayer, type GateMacro, layerOnMacro, prepareMacro } from '../../../simulators/cim/index.js';
import type { GateMapping, MacroDimension } from '../../../simulators/cim/types.js';
import { analog, asZigzag, digital, gateLayer, technology } from './support.js';

interface Tried {
  readonly mapping: GateMapping;
  readonly cycles: number;
  readonly energyDelay: number;
}

type Shape = Required<
  Pick<CimLayer, 'outChannels' | 'inChannels' | 'kernelHeight' | 'kernelWidth' | 'outHeight' | 'outWidth'>
>;

const ceil = (a: number, b: number) => Math.ceil(a / b);
const order: readonly MacroDimension[] = ['none', 'K', 'C', 'OY', 'OX'];

/** Every mapping of a layer of one group, by trying every number of rows. */
function enumerate(prepared: PreparedGateMacro, layer: Shape): Tried[] {
  const { rows, macros, outputsPerWordline } = prepared.macro;
  const { outChannels: k, inChannels, kernelHeight, kernelWidth, outHeight, outWidth } = layer;
  const loops = { groups: 1, outChannels: k, channels: inChannels, kernelHeight, kernelWidth, outHeight, outWidth };
  const ku = Math.min(k, outputsPerWordline);
  const tried: Tried[] = [];
  for (let c = 1; c <= rows; c++) {
    for (let fy = 1; fy <= rows; fy++) {
      for (let fx = 1; fx <= rows; fx++) {
        const whole = Math.min(inChannels, rows) % c === 0 && Math.min(kernelHeight, rows) % fy === 0;
        if (!whole || Math.min(kernelWidth, rows) % fx !== 0 || c * fy * fx > rows) continue;
        for (const dimension of order) {
          const most = { none: 1, K: Math.floor(k / ku), C: Math.floor(inChannels / c), OY: outHeight, OX: outWidth };
          const u = Math.min(macros, most[dimension]);
          if (dimension !== 'none' && u < 2) continue;
          const rowTiles =
            ceil(inChannels, c * (dimension === 'C' ? u : 1)) * ceil(kernelHeight, fy) * ceil(kernelWidth, fx);
          const columnTiles = ceil(k, ku * (dimension === 'K' ? u : 1));
          const tiles = rowTiles * columnTiles;
          const mapping = {
            c,
            kernelHeight: fy,
            kernelWidth: fx,
            macroDimension: dimension,
            macroUnroll: u,
            rows: c * fy * fx,
            rowTiles,
            columnTiles,
            tiles,
          };
          const compute =
            tiles *
            ceil(outHeight, dimension === 'OY' ? u : 1) *
            ceil(outWidth, dimension === 'OX' ? u : 1) *
            prepared.beats;
          const cycles = compute + tiles * c * fy * fx;
          const total = cyclesOf(prepared, loops, mapping, false).total;
          tried.push({ mapping, cycles, energyDelay: energyOf(prepared, loops, mapping, false).total * total });
        }
      }
    }
  }
  return tried;
}

const first = (a: Tried, b: Tried) =>
  b.mapping.rows - a.mapping.rows ||
  b.mapping.macroUnroll - a.mapping.macroUnroll ||
  order.indexOf(a.mapping.macroDimension) - order.indexOf(b.mapping.macroDimension) ||
  b.mapping.c - a.mapping.c ||
  b.mapping.kernelHeight - a.mapping.kernelHeight;

const best = (tried: readonly Tried[]) =>
  tried.reduce((lowest, other) => (other.energyDelay < lowest.energyDelay ? other : lowest));

const macros: fc.Arbitrary<GateMacro> = fc.record({
  costModel: fc.constant('gate-level'),
  kind: fc.constant('digital-sram'),
  outputsPerWordline: fc.integer({ min: 1, max: 8 }),
  rows: fc.constantFrom(2, 4, 8, 16, 32),
  macros: fc.integer({ min: 1, max: 5 }),
});
const shapes: fc.Arbitrary<Shape> = fc.record({
  outChannels: fc.integer({ min: 1, max: 24 }),
  inChannels: fc.integer({ min: 1, max: 30 }),
  kernelHeight: fc.constantFrom(1, 2, 3, 5),
  kernelWidth: fc.constantFrom(1, 3, 4),
  outHeight: fc.integer({ min: 1, max: 9 }),
  outWidth: fc.integer({ min: 1, max: 9 }),
});

describe('the mapper on small layers', () => {
  it('lowest-edp finds the best of all mappings, the first of equals', () => {
    fc.assert(
      fc.property(macros, shapes, (macro, layer) => {
        const prepared = prepareMacro(macro, technology);
        const expected = best(enumerate(prepared, layer).sort(first));
        const figures = layerOnMacro(prepared, layer, { rowMapping: 'loop-factors' });
        assert.deepEqual(figures.mapping, expected.mapping);
        assert.equal(figures.computeAndLoadCycles, expected.cycles);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it('widest-two takes the better of the first two', () => {
    fc.assert(
      fc.property(macros, shapes, (macro, layer) => {
        const prepared = prepareMacro(macro, technology);
        const expected = best(enumerate(prepared, layer).sort(first).slice(0, 2));
        const figures = layerOnMacro(prepared, layer, asZigzag);
        assert.deepEqual(figures.mapping, expected.mapping);
      }),
      { seed: 2, numRuns: 150 },
    );
  });
});

describe('row unrollings', () => {
  it('are the products of whole factors, widest first', () => {
    assert.deepEqual(
      rowUnrollings(6, 3, 1, 8).map(({ c, fy, fx }) => [c, fy, fx]),
      [
        [6, 1, 1],
        [2, 3, 1],
        [3, 1, 1],
        [1, 3, 1],
        [2, 1, 1],
        [1, 1, 1],
      ],
    );
  });

  it('are the same when a shape comes again', () => {
    assert.equal(rowUnrollings(48, 3, 3, 64), rowUnrollings(48, 3, 3, 64));
  });
});

describe('ways to lay rows', () => {
  const conv = { outChannels: 64, inChannels: 31, kernelHeight: 3, kernelWidth: 3, outPositions: 49 };

  it('dense fills the rows that whole factors leave empty', () => {
    const dense = gateLayer(digital, conv).mapping;
    const factors = gateLayer(digital, conv, asZigzag).mapping;
    assert.equal(dense.rows, 256);
    assert.equal(dense.rowTiles, 2);
    assert.deepEqual([factors.rows, factors.rowTiles], [93, 3]);
  });

  it('packs the groups of a depthwise layer on the diagonal', () => {
    const depthwise = {
      outChannels: 96,
      inChannels: 96,
      groups: 96,
      kernelHeight: 3,
      kernelWidth: 3,
      outHeight: 14,
      outWidth: 14,
    };
    const alone = gateLayer(analog, depthwise);
    const packed = gateLayer(analog, depthwise, { packDepthwise: true });
    // 256 / 9 = 28 groups to a macro.
    assert.equal(alone.mapping.tiles, 96);
    assert.equal(packed.mapping.tiles, Math.ceil(96 / 28));
    assert.equal(packed.macs, alone.macs);
    assert.ok(packed.totalCycles < alone.totalCycles / 5);
    assert.deepEqual(
      [alone.provenance.validated, packed.provenance.validated, packed.provenance.extrapolated],
      [true, false, true],
    );
  });
});
