/** Examples whose every figure was worked out by hand or printed by ZigZag-IMC. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adcFigures, prepareMacro } from '../../../simulators/cim/index.js';
import { analog, asZigzag, conv, digital, gateLayer, technology } from './support.js';

const near = (got: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected} within ${tolerance}`);

describe('macros of the worked examples', () => {
  it('digital, 4 weights on 32 rows, 2 bits a cycle', () => {
    const macro = { ...digital, outputsPerWordline: 4, rows: 32, inputBitsPerCycle: 2 };
    const { areaUm2, clockNs, cycleEnergyPj, peakTopsPerWatt, provenance } = prepareMacro(macro, technology).figures;
    near(areaUm2.total, 13_338.64, 0.01);
    near(clockNs, 3.31732, 1e-5);
    near(cycleEnergyPj.total, 8.656956, 1e-6);
    near(peakTopsPerWatt, 7.3929, 1e-4);
    assert.deepEqual(provenance, { validated: true, extrapolated: false, assumption: false, reasons: [] });
  });

  it('analog, 8 weights on 32 rows, converters of 4 bits', () => {
    const macro = { ...analog, outputsPerWordline: 8, rows: 32, adcBits: 4 };
    const { areaUm2, clockNs, cycleEnergyPj, peakTopsPerWatt } = prepareMacro(macro, technology).figures;
    near(areaUm2.total, 17_372.7, 0.05);
    near(clockNs, 6.13956, 1e-5);
    near(cycleEnergyPj.total, 24.07416, 1e-5);
    near(peakTopsPerWatt, 2.65845, 1e-5);
  });

  it('trade rows and bits of converters for efficiency as the field knows', () => {
    const efficiency = (adcBits: number, rows: number) =>
      prepareMacro({ ...analog, rows, adcBits }, technology).figures.peakTopsPerWatt;
    const rows = [32, 64, 128, 256, 512];
    assert.deepEqual(
      rows.map((count) => efficiency(5, count).toFixed(1)),
      ['2.2', '4.2', '7.7', '13.6', '21.8'],
    );
    assert.deepEqual(
      rows.map((count) => efficiency(8, count).toFixed(1)),
      ['1.3', '2.6', '4.9', '8.9', '15.4'],
    );
    for (const count of rows) {
      const flat = prepareMacro({ ...digital, rows: count }, technology).figures;
      assert.ok(flat.peakTopsPerWatt > 7.15 && flat.peakTopsPerWatt < 7.65, `${flat.peakTopsPerWatt}`);
      const slow = prepareMacro({ ...analog, rows: count, adcBits: 8 }, technology).figures;
      assert.ok(slow.clockNs > 2 * flat.clockNs);
    }
  });
});

describe('a layer of the worked examples', () => {
  it('on an analog macro, as ZigZag-IMC prints it', () => {
    const figures = gateLayer(analog, conv, asZigzag);
    assert.deepEqual(figures.mapping, {
      c: 64,
      kernelHeight: 3,
      kernelWidth: 1,
      macroDimension: 'none',
      macroUnroll: 1,
      rows: 192,
      rowTiles: 6,
      columnTiles: 4,
      tiles: 24,
    });
    assert.equal(figures.computeCycles, 9408);
    assert.equal(figures.weightLoadCycles, 4608);
    assert.equal(figures.onloadCycles, 192);
    assert.equal(figures.totalCycles, 14_209);
    near(figures.clockNs, 16.805, 1e-3);
    near(figures.energyPj.macro, 1_584_759.4, 0.1);
    near(figures.energyPj.weights, 4_395_073.5, 0.1);
    near(figures.energyPj.inputs, 74_438.2, 0.1);
    near(figures.energyPj.outputs, 54_103.1, 0.1);
    near(figures.energyPj.total, 6_108_374.3, 0.1);
  });

  it('on a digital macro, with and without its weights', () => {
    const loading = gateLayer(digital, conv, asZigzag);
    const resident = gateLayer(digital, conv, { ...asZigzag, weightsResident: true });
    near(loading.clockNs, 4.18, 0.005);
    near(loading.latencyNs, 59_400, 50);
    near(resident.computeCycles * resident.clockNs, 39_300, 50);
    assert.equal(resident.weightLoadCycles + resident.onloadCycles, 0);
    assert.equal(resident.energyPj.weights, 0);
    const classifier = { outChannels: 1000, inChannels: 1280, outPositions: 1 };
    assert.equal(gateLayer(digital, classifier, asZigzag).totalCycles, 42_497);
    assert.equal(gateLayer(digital, classifier, asZigzag).computeCycles, 1280);
  });
});

describe('converters of the worked examples', () => {
  it('differ by a factor of seven at 8 bits', () => {
    const survey = { adcModel: 'andrulis', bits: 8, technologyNm: 28, conversionsPerSecond: 1e9 } as const;
    near(adcFigures(survey, technology).energyPj, 1.333, 5e-4);
    near(adcFigures({ adcModel: 'zigzag-28nm', bits: 8, rows: 128, supplyV: 0.9 }, technology).energyPj, 0.7, 0.005);
    near(adcFigures({ adcModel: 'neurosim-sar', bits: 8, rows: 128 }, technology).energyPj, 0.18, 0.02);
  });
});
