import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  acceleratorMasks,
  acceleratorParameters,
  acceleratorsOf,
  BANDWIDTH_STEP,
  BANDWIDTH_SUM,
  countValid,
  PE_STEP,
  PE_SUM,
  remainingFractions,
  scaleToBudget,
  structuralViolations,
} from '../../../envs/asic-codesign/budgets.js';
import type { Design, ParameterValue } from '../../../src/design/parameter.js';
import { RandomStream } from '../../../src/stats/random.js';

const templates = ['shi', 'dla', 'rs'];

/** Walks the parameters in order, drawing among the values that the mask leaves. */
function maskedWalk(count: number, random: RandomStream): Design {
  const design: Record<string, ParameterValue> = {};
  for (const [position, parameter] of acceleratorParameters(count, templates).entries()) {
    const isBandwidth = parameter.name.endsWith('nocBandwidth');
    if (isBandwidth && design[parameter.name.replace('nocBandwidth', 'pes')] === 0) {
      design[parameter.name] = parameter.default as number;
      continue;
    }
    const mask = acceleratorMasks(design, count, templates.length)[position] as Uint8Array;
    const open = [...mask.keys()].filter((index) => mask[index] === 1);
    assert.ok(open.length > 0, `${parameter.name} is a dead end after ${JSON.stringify(design)}`);
    const index = random.choice(open);
    if (parameter.type === 'categorical') design[parameter.name] = parameter.values[index] as string;
    else design[parameter.name] = isBandwidth ? (index + 1) * BANDWIDTH_STEP : index * PE_STEP;
  }
  return design;
}

describe('budgets of sub-accelerators', () => {
  for (const count of [1, 2, 3, 4]) {
    it(`ends every masked walk in a valid design (${count} sub-accelerators)`, () => {
      const random = RandomStream.from(count, 'masked walks');
      for (let walk = 0; walk < 2500; walk++) {
        const parts = acceleratorsOf(maskedWalk(count, random), count);
        assert.deepEqual(structuralViolations(parts), [], JSON.stringify(parts));
      }
    });
  }

  it('masks nothing that a valid completion could use', () => {
    const first = { 'acc1.template': 'shi', 'acc1.pes': PE_SUM - PE_STEP };
    const bandwidth = acceleratorMasks(first, 3, 3)[2] as Uint8Array;
    assert.equal(
      bandwidth.reduce((sum, bit) => sum + bit, 0),
      7,
      '8 held back: only one of the two others can exist',
    );
    const all = acceleratorMasks({ ...first, 'acc1.pes': PE_SUM }, 3, 3)[2] as Uint8Array;
    assert.equal(
      all.reduce((sum, bit) => sum + bit, 0),
      8,
      'nobody else can exist',
    );
    const last = acceleratorMasks({ 'acc1.template': 'dla', 'acc1.pes': 0 }, 2, 3)[4] as Uint8Array;
    assert.deepEqual([last[0], last[1], last[PE_SUM / PE_STEP]], [0, 1, 1], 'the last one must exist if no other does');
  });

  it('leaves single parameters of a full design changeable within the sums', () => {
    const full = {
      'acc1.template': 'shi',
      'acc1.pes': 2048,
      'acc1.nocBandwidth': 24,
      'acc2.template': 'dla',
      'acc2.nocBandwidth': 32,
    };
    const pes = acceleratorMasks(full, 2, 3)[4] as Uint8Array;
    assert.deepEqual([pes[0], pes[64], pes[65]], [1, 1, 0]);
  });

  it('scales any sums into the budget', () => {
    const widths = Array.from({ length: BANDWIDTH_SUM / BANDWIDTH_STEP }, (_, i) => (i + 1) * BANDWIDTH_STEP);
    const random = RandomStream.from(7, 'repair');
    for (const a of widths) {
      for (const b of widths) {
        for (const c of widths) {
          for (const d of widths) {
            const design: Record<string, ParameterValue> = {};
            for (const [i, nocBandwidth] of [a, b, c, d].entries()) {
              design[`acc${i + 1}.template`] = 'rs';
              design[`acc${i + 1}.pes`] = random.integer(PE_SUM / PE_STEP + 1) * PE_STEP;
              design[`acc${i + 1}.nocBandwidth`] = nocBandwidth;
            }
            const parts = acceleratorsOf(scaleToBudget(design, 4), 4);
            assert.deepEqual(structuralViolations(parts), [], `${JSON.stringify(design)} -> ${JSON.stringify(parts)}`);
          }
        }
      }
    }
  });

  it('leaves a valid design alone when repairing', () => {
    const random = RandomStream.from(8, 'valid');
    for (let i = 0; i < 500; i++) {
      const design = maskedWalk(3, random);
      assert.deepEqual(scaleToBudget(design, 3), design);
    }
  });

  it('counts the valid designs exactly', () => {
    // One part: 3 templates x 128 PE values x 8 bandwidths.
    assert.equal(countValid(1, 3), 3n * 128n * 8n);
    // Two parts, by enumeration.
    let pairs = 0;
    for (let p = 0; p <= 128; p++) {
      for (let q = 0; p + q <= 128; q++) {
        if (p + q === 0) continue;
        for (let b = 1; b <= 8; b++) {
          for (let c = 1; c <= 8; c++) {
            if (p === 0 && b > 1) continue; // an inactive bandwidth is one design, not eight
            if (q === 0 && c > 1) continue;
            if ((p > 0 ? b : 0) + (q > 0 ? c : 0) <= 8) pairs++;
          }
        }
      }
    }
    assert.equal(countValid(2, 3), 9n * BigInt(pairs));
  });

  it('tells the fractions that are left', () => {
    assert.deepEqual(remainingFractions({}, 2), [1, 1]);
    assert.deepEqual(remainingFractions({ 'acc1.pes': 1024, 'acc1.nocBandwidth': 16 }, 2), [0.75, 0.75]);
    const overdrawn = { 'acc1.pes': 4096, 'acc1.nocBandwidth': 64, 'acc2.pes': 4096, 'acc2.nocBandwidth': 8 };
    assert.deepEqual(remainingFractions(overdrawn, 2), [0, 0]);
    assert.deepEqual(remainingFractions({ 'acc1.pes': 0, 'acc1.nocBandwidth': 16 }, 2), [1, 1]);
  });
});
