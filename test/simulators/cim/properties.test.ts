/** Rules that hold for every macro and layer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { treeAdders, treeEnergyPj } from '../../../simulators/cim/gate-level/adders.js';
import { gatesOf } from '../../../simulators/cim/gate-level/gates.js';
import {
  type ArrayMacro,
  type CimLayer,
  type GateMacro,
  type LayerOptions,
  layerOnMacro,
  prepareMacro,
} from '../../../simulators/cim/index.js';
import { memoryOf, sliceOf } from '../../../simulators/cim/memory.js';
import { arrayLayer, gateLayer, technology } from './support.js';

const power = (low: number, high: number) => fc.integer({ min: low, max: high }).map((exponent) => 2 ** exponent);
const small = (max: number) => fc.integer({ min: 1, max });

const gateMacros: fc.Arbitrary<GateMacro> = fc
  .record({
    outputsPerWordline: small(64),
    rows: power(1, 10),
    macros: small(8),
    groupDepth: small(4),
    inputBitsPerCycle: fc.constantFrom(1, 2, 4, 8),
    analog: fc.boolean(),
    adcBits: fc.integer({ min: 2, max: 8 }),
    adcModel: fc.constantFrom('zigzag-28nm', 'andrulis', 'neurosim-sar'),
  })
  .map(({ analog, adcBits, adcModel, ...macro }) =>
    analog
      ? { ...macro, costModel: 'gate-level', kind: 'analog-sram', adcBits, adcModel }
      : { ...macro, costModel: 'gate-level', kind: 'digital-sram' },
  );

const arrayMacros: fc.Arbitrary<ArrayMacro> = fc.record({
  costModel: fc.constant('array-level'),
  kind: fc.constantFrom('rram', 'pcm', 'mram'),
  rows: power(4, 9),
  columns: power(4, 9),
  cellBits: fc.constantFrom(1, 2, 4),
  adcBits: fc.integer({ min: 3, max: 9 }),
  columnMux: fc.constantFrom(4, 8, 16),
  adcModel: fc.constantFrom('zigzag-28nm', 'andrulis', 'neurosim-sar'),
});

const layers: fc.Arbitrary<CimLayer> = fc
  .record({
    groups: fc.constantFrom(1, 1, 2, 12),
    out: small(80),
    channels: small(80),
    kernelHeight: fc.constantFrom(1, 3, 5),
    kernelWidth: fc.constantFrom(1, 3, 7),
    outHeight: small(20),
    outWidth: small(20),
  })
  .map(({ out, channels, ...layer }) => ({
    ...layer,
    outChannels: out * layer.groups,
    inChannels: channels * layer.groups,
  }));

const gateOptions: fc.Arbitrary<LayerOptions> = fc.oneof(
  fc.record({
    rowMapping: fc.constant('loop-factors' as const),
    mapper: fc.constantFrom('widest-two' as const, 'lowest-edp' as const),
    weightsResident: fc.boolean(),
  }),
  fc.record({ rowMapping: fc.constant('dense' as const), packDepthwise: fc.boolean(), weightsResident: fc.boolean() }),
);

const total = (parts: object) => Object.values(parts).reduce((sum: number, part: number) => sum + part, 0);
const same = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-9 * Math.abs(b), `${a} is not ${b}`);

describe('macros', () => {
  it('are the sum of their components', () => {
    fc.assert(
      fc.property(fc.oneof(gateMacros, arrayMacros), (macro) => {
        const { areaUm2, cycleEnergyPj, delayNs, clockNs, macsPerCycle, peakTops } = prepareMacro(
          macro,
          technology,
        ).figures;
        const { total: area, ...areas } = areaUm2;
        const { total: energy, ...energies } = cycleEnergyPj;
        same(total(areas), area);
        same(total(energies), energy);
        same(total(delayNs), clockNs);
        same(peakTops, (2 * macsPerCycle) / clockNs / 1000);
      }),
      { seed: 1 },
    );
  });

  it('grow in proportion when more stand side by side', () => {
    fc.assert(
      fc.property(fc.oneof(gateMacros, arrayMacros), small(5), (macro, times) => {
        const one = prepareMacro({ ...macro, macros: 1 }, technology).figures;
        const many = prepareMacro({ ...macro, macros: times }, technology).figures;
        same(many.areaUm2.total, times * one.areaUm2.total);
        same(many.peakTops, times * one.peakTops);
        same(many.peakTopsPerWatt, one.peakTopsPerWatt);
      }),
      { seed: 2 },
    );
  });
});

describe('layers on gate-level macros', () => {
  it('are the sum of their parts, and never work more than the cells can', () => {
    fc.assert(
      fc.property(gateMacros, layers, gateOptions, (macro, layer, options) => {
        const figures = gateLayer(macro, layer, options);
        const { energyPj } = figures;
        same(total(energyPj.components), energyPj.macro);
        same(energyPj.macro + energyPj.weights + energyPj.inputs + energyPj.outputs, energyPj.total);
        same(
          figures.computeCycles + figures.weightLoadCycles + figures.onloadCycles + figures.offloadCycles,
          figures.totalCycles,
        );
        same(figures.latencyNs, figures.totalCycles * figures.clockNs);
        assert.ok(figures.utilization > 0 && figures.utilization <= 1 + 1e-12, `${figures.utilization}`);
        const { rows, c, kernelHeight, kernelWidth, rowTiles, columnTiles, tiles } = figures.mapping;
        assert.equal(rows, c * kernelHeight * kernelWidth);
        assert.ok(rows <= macro.rows && tiles % (rowTiles * columnTiles) === 0);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('count the loading of weights, unless they are resident', () => {
    fc.assert(
      fc.property(gateMacros, layers, gateOptions, (macro, layer, options) => {
        const loading = gateLayer(macro, layer, { ...options, weightsResident: false });
        const resident = gateLayer(macro, layer, { ...options, weightsResident: true });
        assert.ok(loading.weightLoadCycles >= loading.mapping.tiles && loading.onloadCycles >= 1);
        assert.ok(loading.energyPj.weights > 0);
        assert.equal(resident.weightLoadCycles + resident.onloadCycles + resident.energyPj.weights, 0);
        if (options.mapper !== 'lowest-edp') assert.ok(resident.totalCycles < loading.totalCycles);
      }),
      { seed: 4 },
    );
  });

  it('are mapped no worse by lowest-edp than by widest-two', () => {
    fc.assert(
      fc.property(gateMacros, layers, (macro, layer) => {
        const prepared = prepareMacro(macro, technology);
        const product = (mapper: 'widest-two' | 'lowest-edp') => {
          const { energyPj, totalCycles } = layerOnMacro(prepared, layer, { rowMapping: 'loop-factors', mapper });
          return energyPj.total * totalCycles;
        };
        assert.ok(product('lowest-edp') <= product('widest-two'));
      }),
      { seed: 5 },
    );
  });

  it('need no fewer cycles for more outputs, channels or positions', () => {
    fc.assert(
      fc.property(gateMacros, layers, (macro, layer) => {
        const cycles = (more: Partial<CimLayer>) =>
          gateLayer({ ...macro, macros: 1 }, { ...layer, ...more }).computeCycles;
        const { groups = 1 } = layer;
        assert.ok(cycles({ outChannels: layer.outChannels + groups }) >= cycles({}));
        assert.ok(cycles({ inChannels: layer.inChannels + groups }) >= cycles({}));
        assert.ok(cycles({ outHeight: (layer.outHeight ?? 1) + 1 }) >= cycles({}));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it('need no more tiles of a macro with more rows', () => {
    fc.assert(
      fc.property(gateMacros, layers, (macro, layer) => {
        const one = { ...macro, macros: 1 };
        const tiles = (rows: number) => gateLayer({ ...one, rows }, layer).mapping.tiles;
        assert.ok(tiles(2 * macro.rows) <= tiles(macro.rows));
      }),
      { seed: 7 },
    );
  });
});

describe('layers on arrays', () => {
  it('are the sum of their parts, and use no more cells than there are', () => {
    fc.assert(
      fc.property(arrayMacros, layers, fc.boolean(), (macro, layer, packDepthwise) => {
        const figures = arrayLayer(macro, layer, { packDepthwise });
        const { total: energy, ...energies } = figures.energyPj;
        same(total(energies), energy);
        assert.ok(figures.utilization > 0 && figures.utilization <= 1 + 1e-12);
        assert.ok(Number.isInteger(figures.copies) && figures.copies >= 1);
        assert.ok(figures.weightWrite.timeNs > 0 && figures.weightWrite.energyPj > 0);
        assert.equal(figures.latencyNs, figures.readLatencyNs);
      }),
      { seed: 8 },
    );
  });

  it('need no more arrays when these have more rows or columns, or groups are packed', () => {
    fc.assert(
      fc.property(arrayMacros, layers, (macro, layer) => {
        const { arrays } = arrayLayer(macro, layer);
        assert.ok(arrayLayer({ ...macro, rows: 2 * macro.rows }, layer).arrays <= arrays);
        assert.ok(arrayLayer({ ...macro, columns: 2 * macro.columns }, layer).arrays <= arrays);
        assert.ok(arrayLayer(macro, layer, { packDepthwise: true }).arrays <= arrays);
      }),
      { seed: 9 },
    );
  });

  it('write SRAM per inference unless it is resident', () => {
    const sram: ArrayMacro = {
      costModel: 'array-level',
      kind: 'analog-sram',
      rows: 128,
      columns: 128,
      adcModel: 'neurosim-sar',
      adcBits: 5,
    };
    const layer = { outChannels: 64, inChannels: 256, outPositions: 49 };
    const loading = arrayLayer(sram, layer);
    const resident = arrayLayer(sram, layer, { weightsResident: true });
    assert.equal(loading.weightWrite.timeNs, 128 * loading.clockNs);
    same(loading.latencyNs - resident.latencyNs, loading.weightWrite.timeNs);
    assert.ok(loading.energyPj.weights > 64 * 256 * 8 * 3.7 && resident.energyPj.weights === 0);
  });
});

describe('adder trees', () => {
  it('spend no more the fewer leaves switch, and all when all do', () => {
    const gates = gatesOf(technology.gateLevel, 0.9, 1);
    for (const rows of [2, 8, 64, 512]) {
      let before = 0;
      for (let used = 1; used <= rows; used++) {
        const energy = treeEnergyPj(gates, rows, 8, used);
        assert.ok(energy >= before, `${used} of ${rows}`);
        before = energy;
      }
      same(before, treeAdders(rows, 8) * gates.fullAdder.pj);
    }
  });
});

describe('memories', () => {
  it('have the figures of the table at its rows, and lie between them elsewhere', () => {
    const { memory } = technology;
    memory.rows.forEach((rows, i) => {
      assert.equal(sliceOf(memory, rows).areaUm2, memory.areaUm2[i]);
      assert.equal(sliceOf(memory, rows).writePj, memory.writePj[i]);
    });
    const { readPj } = sliceOf(memory, 1500);
    assert.ok(readPj > sliceOf(memory, 1024).readPj && readPj < sliceOf(memory, 2048).readPj);
    assert.deepEqual(sliceOf(memory, 1), sliceOf(memory, 32));
    same(memoryOf(memory, 2 ** 16, 64).areaUm2, 2 * sliceOf(memory, 1024).areaUm2);
  });
});
