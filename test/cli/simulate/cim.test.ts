/** `cogym simulate cim`: fields of the answers, and macros by name. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { templateNames } from '../../../hwtemplates/index.js';
import { handler } from '../../../src/cli/simulate/cim.js';
import { analog, asZigzag, conv, digital, rram } from '../../simulators/cim/support.js';

const answer = (request: Record<string, unknown>) =>
  JSON.parse(JSON.stringify(handler(request))) as Record<string, unknown>;

describe('answers of cim', () => {
  it('hold a converter', () => {
    const fields = { query: 'adc', adcModel: 'zigzag-28nm', bits: 8, rows: 128, supplyV: 0.9 };
    assert.deepEqual(Object.keys(answer(fields)), ['energyPj', 'areaUm2', 'delayNs', 'provenance']);
  });

  it('hold a macro with every component, 0 where there is none', () => {
    const { areaUm2, delayNs, cycleEnergyPj, ...rest } = answer({ query: 'macro', macro: digital });
    const parts = ['adcs', 'adderTrees', 'placeValueAdders', 'accumulators'];
    for (const part of ['cells', 'multipliers', ...parts, 'total']) assert.ok(part in (areaUm2 as object), part);
    for (const part of ['multipliers', ...parts]) assert.ok(part in (delayNs as object), part);
    const energy = cycleEnergyPj as Record<string, number>;
    for (const part of ['multipliers', 'dacs', 'bitlines', ...parts, 'total']) assert.ok(part in energy, part);
    assert.deepEqual([energy['adcs'], energy['dacs'], energy['bitlines']], [0, 0, 0]);
    assert.deepEqual(Object.keys(rest).sort(), [
      'clockNs',
      'macsPerCycle',
      'peakTops',
      'peakTopsPerMm2',
      'peakTopsPerWatt',
      'provenance',
    ]);
  });

  it('hold a layer', () => {
    const gates = answer({ query: 'layer', macro: analog, layer: conv, ...asZigzag });
    for (const field of ['mapping', 'totalCycles', 'latencyNs', 'energyPj', 'macsPerSecond', 'utilization']) {
      assert.ok(field in gates, field);
    }
    const arrays = answer({ query: 'layer', macro: rram, layer: conv });
    for (const field of ['arrays', 'utilization', 'copies', 'clockNs', 'readLatencyNs', 'energyPj', 'areaUm2']) {
      assert.ok(field in arrays, field);
    }
  });

  it('hold the noise of a layer, null where there is none', () => {
    assert.equal(answer({ query: 'noise', macro: digital, layer: conv })['sqnrDb'], null);
    const sqnrDb = answer({ query: 'noise', macro: { ...analog, adcBits: 4 }, layer: conv })['sqnrDb'];
    assert.ok(typeof sqnrDb === 'number' && sqnrDb > 0 && sqnrDb < 60);
  });

  it('know published macros by name', () => {
    const names = templateNames('cim');
    assert.ok(names.length >= 13);
    for (const macro of names) {
      const { peakTopsPerWatt } = answer({ query: 'macro', macro });
      assert.ok(typeof peakTopsPerWatt === 'number' && peakTopsPerWatt > 0, macro);
      assert.ok('energyPj' in answer({ query: 'layer', macro, layer: conv }), macro);
    }
  });
});
