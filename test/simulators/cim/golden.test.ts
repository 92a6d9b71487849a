/** Every row that ZigZag-IMC, NeuroSim and the survey's plug-in printed, to the tolerances of the model's claims. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adcFigures, type GateMacro, type MacroFigures, prepareMacro } from '../../../simulators/cim/index.js';
import {
  arrayLayer,
  asZigzag,
  gateLayer,
  quantile,
  type Row,
  referenceRows,
  relativeError,
  technology,
} from './support.js';

const numbers = (row: Row) => (name: string) => Number(row[name]);

function gateMacroOf(row: Row, outputs: string, rows: string, macros: string): GateMacro {
  const n = numbers(row);
  const shape = {
    costModel: 'gate-level',
    outputsPerWordline: n(outputs),
    rows: n(rows),
    macros: n(macros),
    groupDepth: n('group_depth'),
    inputBitsPerCycle: n('input_bits_per_cycle'),
  } as const;
  return row['imc_type'] === 'digital'
    ? { ...shape, kind: 'digital-sram' }
    : { ...shape, kind: 'analog-sram', adcModel: 'zigzag-28nm', adcBits: n('adc_bits') };
}

/** Columns of zigzag_imc_macros.csv with the figure that they give and its scale. */
const macroColumns: readonly [string, (figures: MacroFigures) => number, number][] = [
  ['area_cells_mm2', ({ areaUm2 }) => areaUm2.cells, 1e6],
  ['area_mults_mm2', ({ areaUm2 }) => areaUm2.multipliers, 1e6],
  ['area_adcs_mm2', ({ areaUm2 }) => areaUm2.adcs, 1e6],
  ['area_adders_mm2', ({ areaUm2 }) => areaUm2.adderTrees, 1e6],
  ['area_adders_pv_mm2', ({ areaUm2 }) => areaUm2.placeValueAdders, 1e6],
  ['area_accumulators_mm2', ({ areaUm2 }) => areaUm2.accumulators, 1e6],
  ['area_total_mm2', ({ areaUm2 }) => areaUm2.total, 1e6],
  ['delay_adcs_ns', ({ delayNs }) => delayNs.adcs, 1],
  ['delay_adders_ns', ({ delayNs }) => delayNs.adderTrees, 1],
  ['delay_adders_pv_ns', ({ delayNs }) => delayNs.placeValueAdders, 1],
  ['delay_accumulators_ns', ({ delayNs }) => delayNs.accumulators, 1],
  ['tclk_ns', ({ clockNs }) => clockNs, 1],
  ['e_cycle_dacs_pJ', ({ cycleEnergyPj }) => cycleEnergyPj.dacs, 1],
  ['e_cycle_adcs_pJ', ({ cycleEnergyPj }) => cycleEnergyPj.adcs, 1],
  ['e_cycle_analog_bitlines_pJ', ({ cycleEnergyPj }) => cycleEnergyPj.bitlines, 1],
  ['e_cycle_adders_pJ', ({ cycleEnergyPj }) => cycleEnergyPj.adderTrees, 1],
  ['e_cycle_accumulators_pJ', ({ cycleEnergyPj }) => cycleEnergyPj.accumulators, 1],
  ['e_cycle_total_pJ', ({ cycleEnergyPj }) => cycleEnergyPj.total, 1],
  ['peak_tops_per_mm2', ({ peakTopsPerMm2 }) => peakTopsPerMm2, 1],
];

describe('gate-level macros against ZigZag-IMC', () => {
  it('agree in every component to 0.01 %', (t) => {
    const rows = referenceRows(t, 'zigzag_imc_macros.csv');
    if (rows === undefined) return;
    assert.equal(rows.length, 100);
    for (const row of rows) {
      const macro = gateMacroOf(row, 'd1_outputs_per_macro', 'd2_rows', 'd3_macros');
      const { figures } = prepareMacro(macro, technology);
      for (const [column, figure, scale] of macroColumns) {
        const expected = Number(row[column]) * scale;
        if (expected === 0) continue;
        assert.ok(relativeError(figure(figures), expected) < 1e-4, `${column} of ${JSON.stringify(macro)}`);
      }
    }
  });

  it('run layers in the same cycles, and most of them at the same energy', (t) => {
    const rows = referenceRows(t, 'zigzag_imc_layers.csv');
    if (rows === undefined) return;
    const energyErrors: number[] = [];
    const coreErrors: number[] = [];
    let otherCycles = 0;
    for (const row of rows) {
      const n = numbers(row);
      const depthwise = row['type'] === 'depthwise';
      const figures = gateLayer(
        gateMacroOf(row, 'd1_outputs', 'd2_rows', 'd3_macros'),
        {
          outChannels: n(depthwise ? 'G' : 'K'),
          inChannels: n(depthwise ? 'G' : 'C'),
          groups: n('G'),
          kernelHeight: n('FY'),
          kernelWidth: n('FX'),
          stride: n('stride'),
          outHeight: n('OY'),
          outWidth: n('OX'),
        },
        asZigzag,
      );
      const cycles = n('cycles_mac_ideal_temporal') + n('cycles_weight_loading');
      if (figures.computeAndLoadCycles !== cycles) otherCycles++;
      energyErrors.push(relativeError(figures.energyPj.total, n('energy_total_pJ')));
      if (figures.computeAndLoadCycles === cycles) {
        coreErrors.push(relativeError(figures.energyPj.macro, n('energy_mac_pJ')));
      }
    }
    assert.equal(rows.length, 216);
    assert.ok(otherCycles <= 16, `${otherCycles} rows of other cycles`);
    assert.ok(quantile(energyErrors, 0.5) < 1e-9 && quantile(energyErrors, 0.9) < 0.02);
    assert.ok(Math.max(...coreErrors) < 1e-9, `${Math.max(...coreErrors)}`);
  });
});

describe('arrays against NeuroSim', () => {
  it('count arrays and copies exactly, and agree in latency and converter energy', (t) => {
    const rows = referenceRows(t, 'neurosim_v14_layers.csv');
    if (rows === undefined) return;
    const energyErrors: number[] = [];
    for (const row of rows) {
      const n = numbers(row);
      const sar = row['adc_type'] === 'sar';
      const figures = arrayLayer(
        {
          costModel: 'array-level',
          kind: row['mem'] === 'rram' ? 'rram' : 'analog-sram',
          rows: n('rows'),
          columns: n('cols'),
          adcModel: 'neurosim-sar',
          adcType: sar ? 'sar' : 'flash',
          adcBits: n('adc_bits'),
          cellBits: n('cell_bits'),
          columnMux: n('col_mux'),
          rowsParallel: n('rows_parallel'),
          technologyNm: n('tech_nm'),
          clockNs: n('clk_ns'),
          processingElementCells: n('pe_size_cells'),
          tileCells: n('tile_size_cells'),
        },
        {
          outChannels: n('cout'),
          inChannels: n('cin'),
          kernelHeight: n('kh'),
          kernelWidth: n('kw'),
          outPositions: n('out_positions'),
        },
        { inputBitDensity: n('input_bit_density') },
      );
      assert.equal(figures.macs, n('macs'));
      assert.equal(figures.arrays, n('arrays_min'));
      assert.equal(figures.copies, n('speedup'));
      assert.ok(relativeError(figures.utilization, n('utilization_min')) < 1e-5);
      assert.ok(relativeError(figures.readLatencyNs, n('lat_adc_ns')) < 1e-5);
      if (sar && n('tech_nm') === 22) energyErrors.push(relativeError(figures.energyPj.adcs, n('e_adc_pJ')));
    }
    assert.equal(rows.length, 759);
    assert.equal(energyErrors.length, 693);
    assert.ok(quantile(energyErrors, 0.5) < 0.02 && quantile(energyErrors, 0.9) < 0.14);
  });

  it('have the area and the clock of its sub-arrays', (t) => {
    const rows = referenceRows(t, 'neurosim_v14_subarrays.csv');
    if (rows === undefined) return;
    let compared = 0;
    for (const row of rows) {
      const n = numbers(row);
      if (row['adc_type'] !== 'sar' || n('rows_parallel') !== n('rows')) continue;
      const macro = {
        costModel: 'array-level',
        kind: row['mem'] === 'rram' ? 'rram' : 'analog-sram',
        rows: n('rows'),
        columns: n('cols'),
        adcModel: 'neurosim-sar',
        adcBits: n('adc_bits'),
        cellBits: n('cell_bits'),
        columnMux: n('col_mux'),
        technologyNm: n('tech_nm'),
      } as const;
      const { figures } = prepareMacro(macro, technology);
      const bounding = prepareMacro({ ...macro, areaModel: 'bounding' }, technology).figures;
      const exact = n('tech_nm') === 22 && n('col_mux') === 8 && row['mem'] === 'rram';
      const tolerance = exact ? 0.01 : 0.06;
      const area = (column: string, um2: number, factor = 1) =>
        assert.ok(
          relativeError(um2, n(column)) < factor * tolerance,
          `${row['config']} ${column}: ${um2}, not ${n(column)}`,
        );
      area('sub_used_um2', figures.areaUm2.total);
      area('sub_area_um2', bounding.areaUm2.total);
      area('sub_adc_um2', figures.areaUm2.adcs, 2);
      area('sub_accum_um2', figures.areaUm2.accumulators, 2);
      area('sub_array_um2', figures.areaUm2.cells, 2);
      if (n('tech_nm') === 22) assert.ok(relativeError(figures.clockNs, n('clk_ns')) < 1e-4, row['config']);
      compared++;
    }
    assert.equal(compared, 21);
  });
});

describe('the bound of the ADC survey', () => {
  it('agrees with its plug-in', (t) => {
    const rows = referenceRows(t, 'adc_model.csv');
    if (rows === undefined) return;
    for (const row of rows) {
      const n = numbers(row);
      const figures = adcFigures(
        {
          adcModel: 'andrulis',
          bits: n('enob_bits'),
          technologyNm: n('tech_nm'),
          conversionsPerSecond: n('freq_per_adc_Hz'),
        },
        technology,
      );
      assert.ok(relativeError(figures.energyPj, n('energy_per_convert_pJ')) < 1e-9);
      assert.ok(relativeError(figures.areaUm2, n('area_per_adc_um2')) < 1e-9);
    }
    assert.equal(rows.length, 231);
  });
});
