/** Noise of converters and cells against a Monte Carlo of dot products, and the rules that it follows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type ArrayMacro,
  accuracyDrop,
  layerNoise,
  type NoiseOptions,
  prepareMacro,
} from '../../../simulators/cim/index.js';
import { roundedVariance } from '../../../simulators/cim/noise/conversion-noise.js';
import { drifted, pcmCellError, programmingError } from '../../../simulators/cim/noise/pcm.js';
import { analog, digital, quantile, type Row, referenceRows, rram, technology } from './support.js';

const noiseOf = (macro: ArrayMacro, rows: number, options?: NoiseOptions) =>
  layerNoise(
    prepareMacro(macro, technology),
    { outChannels: 24, inChannels: rows, outPositions: 1 },
    technology,
    options,
  );

interface Trial {
  readonly rows: number;
  readonly figures: ReturnType<typeof noiseOf>;
  readonly fullRange: boolean;
  readonly cellError: number;
  readonly step: number;
  /** dB of the Monte Carlo, and of the formula with the moments of its own sample of operands. */
  readonly monteCarlo: number;
  readonly withItsMoments: number;
}

function trialOf(row: Row): Trial {
  const n = (name: string) => (row[name] === 'inf' ? Number.POSITIVE_INFINITY : Number(row[name]));
  const cellError = n('cond_sigma_rel');
  const fullRange = row['range_mode'] === 'full';
  const macro = { ...rram, rows: n('rows'), cellBits: n('cell_bits'), adcBits: n('adc_bits') };
  const figures = noiseOf(macro, n('rows'), { adcRange: fullRange ? 'full' : 'calibrated', cellError });
  return {
    rows: n('rows'),
    figures,
    fullRange,
    cellError,
    step: n('adc_step_lsb'),
    monteCarlo: n('sqnr_db_mc'),
    withItsMoments: n('sqnr_db_formula'),
  };
}

/**
 * The Monte Carlo draws 24 columns of weights for each number of rows, so that its signal has a variance of its own. At
 * full range the noise is d^2 / 12 whatever the operands, and its formula gives that variance away.
 */
function signalOf(trials: readonly Trial[]): Map<number, number> {
  const offsets = new Map<number, number>();
  for (const { rows, figures, fullRange, cellError, withItsMoments } of trials) {
    if (fullRange && cellError === 0 && figures.coarsestStep > 1) offsets.set(rows, withItsMoments - figures.sqnrDb);
  }
  return offsets;
}

describe('noise against the Monte Carlo', () => {
  it('of calibrated converters: median 0.11 dB, 40 of 41 rows within 3 dB', (t) => {
    const rows = referenceRows(t, 'noise_mc.csv');
    if (rows === undefined) return;
    const trials = rows.map(trialOf);
    const signal = signalOf(trials);
    const errors = trials
      .filter(({ fullRange, cellError, step }) => !fullRange && cellError === 0 && step > 1)
      .map(({ figures, rows: count, monteCarlo }) =>
        Math.abs(figures.sqnrDb + (signal.get(count) as number) - monteCarlo),
      );
    assert.equal(errors.length, 41);
    assert.ok(quantile(errors, 0.5) < 0.15, `${quantile(errors, 0.5)}`);
    // Of the last row (256 rows, 2-bit cells, 7 bits) 68 % of the noise come from converters whose step is 1.030; at 1 it
    // jumps to 0. With the moments of the Monte Carlo's own operands the same rule is within 0.9 dB.
    assert.equal(errors.filter((error) => error <= 3).length, 40);
    assert.ok(Math.max(...errors) < 4.1);
  });

  it('is exact where the Monte Carlo is: every partial sum has a code', (t) => {
    const rows = referenceRows(t, 'noise_mc.csv');
    if (rows === undefined) return;
    const exact = rows.map(trialOf).filter(({ monteCarlo }) => monteCarlo === Number.POSITIVE_INFINITY);
    assert.ok(exact.length > 15);
    for (const { figures } of exact) assert.ok(figures.sqnrDb > 100 && figures.coarsestStep === 1);
  });

  it('of cells behind exact converters is 0 to 8 dB optimistic: rounding heals most errors', (t) => {
    const rows = referenceRows(t, 'noise_mc.csv');
    if (rows === undefined) return;
    const trials = rows.map(trialOf);
    const signal = signalOf(trials);
    const healed = trials.filter(({ figures, cellError }) => cellError > 0 && figures.coarsestStep === 1);
    assert.equal(healed.length, 12);
    const optimism = healed.map(
      ({ figures, rows: count, monteCarlo }) => figures.sqnrDb + (signal.get(count) as number) - monteCarlo,
    );
    assert.ok(Math.min(...optimism) > -0.1 && Math.max(...optimism) < 8, `${optimism}`);
    assert.ok(quantile(optimism, 0.5) < 3.2, `${quantile(optimism, 0.5)}`);
  });

  it('shows what a calibrated range is worth: 50 dB at 128 rows and 5 bits', () => {
    const full = noiseOf(rram, 128, { adcRange: 'full' }).sqnrDb;
    const calibrated = noiseOf(rram, 128).sqnrDb;
    assert.ok(full < 0 && calibrated > 40, `${full} ${calibrated}`);
  });
});

describe('rules of the noise', () => {
  const macros = fc.record({
    rows: fc.constantFrom(32, 64, 128, 256),
    cellBits: fc.constantFrom(1, 2, 4),
    adcBits: fc.integer({ min: 2, max: 13 }),
  });

  it('never grows with the bits of the converter', () => {
    fc.assert(
      fc.property(macros, fc.constantFrom('full', 'calibrated'), (macro, adcRange) => {
        const coarse = noiseOf({ ...rram, ...macro }, 200, { adcRange });
        const fine = noiseOf({ ...rram, ...macro, adcBits: macro.adcBits + 1 }, 200, { adcRange });
        assert.ok(fine.noiseVariance <= coarse.noiseVariance * (1 + 1e-12));
        assert.equal(fine.signalVariance, coarse.signalVariance);
      }),
      { seed: 1 },
    );
  });

  it('never shrinks with the error of the cells', () => {
    fc.assert(
      fc.property(macros, fc.double({ min: 0.01, max: 0.2, noNaN: true }), (macro, cellError) => {
        const still = noiseOf({ ...rram, ...macro }, 200, { cellError });
        const shaky = noiseOf({ ...rram, ...macro }, 200, { cellError: 1.5 * cellError });
        assert.ok(shaky.noiseVariance >= still.noiseVariance);
      }),
      { seed: 2 },
    );
  });

  it('is none over the full range just where every partial sum has a code', () => {
    fc.assert(
      fc.property(macros, (macro) => {
        const { noiseVariance, coarsestStep } = noiseOf({ ...rram, ...macro }, 200, { adcRange: 'full' });
        const lossless = macro.adcBits >= Math.ceil(Math.log2(macro.rows * (2 ** macro.cellBits - 1) + 1));
        assert.deepEqual([noiseVariance === 0, coarsestStep === 1], [lossless, lossless]);
      }),
      { seed: 3 },
    );
  });

  it('is none in digital macros, and there in analog SRAM', () => {
    const layer = { outChannels: 8, inChannels: 256, outPositions: 1 };
    assert.equal(layerNoise(prepareMacro(digital, technology), layer, technology).sqnrDb, Number.POSITIVE_INFINITY);
    const { sqnrDb } = layerNoise(prepareMacro({ ...analog, adcBits: 4 }, technology), layer, technology);
    assert.ok(Number.isFinite(sqnrDb) && sqnrDb > 0);
  });

  it('takes the operands of the layer', () => {
    const inputs = new Array<number>(256).fill(0);
    inputs[255] = 1;
    const weights = new Array<number>(256).fill(1);
    const { signalVariance } = noiseOf(rram, 128, { operands: { inputs, weights } });
    // Constant inputs of 255: 128 * 255^2 * variance of -128..127.
    assert.ok(Math.abs(signalVariance - 128 * 255 ** 2 * ((256 ** 2 - 1) / 12)) < 1e-3 * signalVariance);
  });

  it('rounds as a sum over whole numbers does', () => {
    assert.ok(Math.abs(roundedVariance(3) - (9 + 1 / 12)) < 1e-6);
    assert.ok(roundedVariance(0.1) < 1e-5);
  });

  it('refuses what it does not know', () => {
    assert.throws(() => noiseOf(rram, 128, { adcRange: 'auto' as 'full' }), /adcRange is one of full, calibrated/);
    assert.throws(() => noiseOf(rram, 128, { cellError: -1 }), /cellError is a number from 0/);
    assert.throws(() => noiseOf(rram, 128, { operands: { inputs: [1], weights: [1] } }), /256 probabilities/);
    assert.throws(() => noiseOf({ ...rram, inputBits: 16 }, 128), /up to 12 bits/);
    const inputs = [1, ...new Array<number>(255).fill(0)];
    const weights = new Array<number>(256).fill(1);
    assert.throws(() => noiseOf(rram, 128, { operands: { inputs, weights } }), /no signal/);
    assert.throws(() => noiseOf(rram, 128, { operands: { inputs, weights: weights.fill(0) } }), /not 0/);
  });
});

describe('phase-change cells', () => {
  const { pcm } = technology.loss;

  it('program and drift as the published model says', () => {
    assert.ok(Math.abs(programmingError(pcm, 1) - (0.2635 + 1.965 - 1.1731) / 25) < 1e-12);
    assert.equal(drifted(pcm, 1, 20), 1);
    assert.ok(Math.abs(drifted(pcm, 1, 20e3) - 1000 ** -0.049) < 1e-12);
    assert.ok(Math.abs(drifted(pcm, 0.001, 20e3) - 0.001 * 1000 ** -0.1) < 1e-12);
    assert.equal(drifted(pcm, 0, 1e6), 0);
  });

  it('err more the longer they wait, after their common gain has been calibrated', () => {
    const shares = [0.25, 0.25, 0.25, 0.25];
    const [fresh, hour, year] = [20, 3600, 3.15e7].map((seconds) => pcmCellError(pcm, shares, seconds)) as [
      number,
      number,
      number,
    ];
    assert.ok(fresh > 0.03 && fresh < hour && hour < year, `${fresh} ${hour} ${year}`);
    const noise = noiseOf({ ...rram, kind: 'pcm' }, 128, { cellError: 'pcm' });
    assert.ok(noise.cellError > 0.02 && noise.sqnrDb < noiseOf(rram, 128).sqnrDb);
  });
});

describe('loss of accuracy', () => {
  const { loss } = technology;

  it('is none without noise, all with very much, and more in sensitive places', () => {
    assert.equal(accuracyDrop(loss, 0.75, [{ sqnrDb: Number.POSITIVE_INFINITY }]), 0);
    assert.ok(Math.abs(accuracyDrop(loss, 0.75, [{ sqnrDb: -40 }]) - 0.75) < 1e-12);
    const middle = accuracyDrop(loss, 0.75, [{ sqnrDb: 20 }]);
    const last = accuracyDrop(loss, 0.75, [{ sqnrDb: 20, places: ['last', 'attentionOutput'] }]);
    assert.ok(Math.abs(middle - 0.75 * (1 - Math.exp(-0.01))) < 1e-12);
    assert.ok(Math.abs(last - 0.75 * (1 - Math.exp(-0.04))) < 1e-12);
  });
});
