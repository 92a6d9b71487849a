/** What is refused: with a code, the field and what to do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { handler } from '../../../src/cli/simulate/cim.js';
import { CogymError } from '../../../src/errors.js';
import { analog, conv, digital, rram } from './support.js';

const layer = (macro: unknown, more: Record<string, unknown> = {}, of: unknown = conv) => ({
  query: 'layer',
  macro,
  layer: of,
  ...more,
});
const macro = (fields: unknown) => ({ query: 'macro', macro: fields });

/** [what, request, code, path, words of the message] */
const cases: readonly [string, Record<string, unknown>, string, string, RegExp][] = [
  ['no query', {}, 'badRequest', '/query', /adc, macro, layer, noise/],
  ['an unknown query', { query: 'chip' }, 'badRequest', '/query', /not "chip"/],
  ['an unknown field', { ...macro(digital), color: 1 }, 'badRequest', '/color', /unknown field color/],
  ['no macro', { query: 'macro' }, 'badRequest', '/macro', /object, not missing/],
  ['an unknown published macro', macro('yan-iscc-2022'), 'badRequest', '/macro', /yan-isscc-2022/],
  ['an unknown cost model', macro({ ...digital, costModel: 'gates' }), 'badRequest', '/macro/costModel', /gate-level/],
  ['an unknown kind', macro({ ...digital, kind: 'dram' }), 'badRequest', '/macro/kind', /digital-sram, analog-sram/],
  ['a kind without gates', macro({ ...digital, kind: 'rram' }), 'unsupported', '/macro/kind', /array-level/],
  ['a kind without arrays', macro({ ...rram, kind: 'digital-sram' }), 'unsupported', '/macro/kind', /gate-level/],
  ['rows that are no power of two', macro({ ...digital, rows: 100 }), 'badRequest', '/macro/rows', /power of two/],
  ['no rows', macro({ ...digital, rows: undefined }), 'badRequest', '/macro/rows', /not missing/],
  ['half an output', macro({ ...digital, outputsPerWordline: 0.5 }), 'badRequest', '/macro/outputsPerWordline', /0.5/],
  ['a misspelt field', macro({ ...digital, macro: 2 }), 'badRequest', '/macro/macro', /did you mean macros/],
  ['a converter in digital', macro({ ...digital, adcBits: 4 }), 'badRequest', '/macro/adcBits', /no converter/],
  ['no converter', macro({ ...analog, adcModel: undefined }), 'badRequest', '/macro/adcModel', /hinge on it/],
  ['an unknown converter', macro({ ...analog, adcModel: 'flash' }), 'badRequest', '/macro/adcModel', /andrulis/],
  ['converters without bits', macro({ ...analog, adcBits: 0 }), 'badRequest', '/macro/adcBits', /1 to 16/],
  ['gates of another node', macro({ ...digital, technologyNm: 7 }), 'unsupported', '/macro/technologyNm', /28 nm/],
  [
    'more bits at once than there are',
    macro({ ...digital, inputBitsPerCycle: 9 }),
    'badRequest',
    '/macro/inputBitsPerCycle',
    /1 to 8/,
  ],
  [
    'arrays with wide inputs',
    macro({ ...rram, inputBitsPerCycle: 2 }),
    'unsupported',
    '/macro/inputBitsPerCycle',
    /bit by bit/,
  ],
  [
    'SRAM cells of two bits',
    macro({ ...rram, kind: 'analog-sram', cellBits: 2 }),
    'badRequest',
    '/macro/cellBits',
    /1 bit/,
  ],
  [
    'more rows on than there are',
    macro({ ...rram, rowsParallel: 129 }),
    'badRequest',
    '/macro/rowsParallel',
    /1 to 128/,
  ],
  ['flash without a clock', macro({ ...rram, adcType: 'flash' }), 'unsupported', '/macro/clockNs', /give clockNs/],
  ['no layer', { query: 'layer', macro: digital }, 'badRequest', '/layer', /layer is an object/],
  [
    'a layer without outputs',
    layer(digital, {}, { outChannels: 1, inChannels: 1 }),
    'badRequest',
    '/layer/outHeight',
    /missing/,
  ],
  [
    'two sizes of outputs',
    layer(digital, {}, { ...conv, outPositions: 49 }),
    'badRequest',
    '/layer/outPositions',
    /not both/,
  ],
  [
    'uneven groups',
    layer(digital, {}, { ...conv, groups: 3 }),
    'badRequest',
    '/layer/outChannels',
    /multiple of groups = 3/,
  ],
  ['a negative kernel', layer(digital, {}, { ...conv, kernelWidth: -3 }), 'badRequest', '/layer/kernelWidth', /not -3/],
  ['an unknown mapper', layer(digital, { mapper: 'best' }), 'badRequest', '/mapper', /lowest-edp, widest-two/],
  [
    'packing by factors',
    layer(digital, { packDepthwise: true, rowMapping: 'loop-factors' }),
    'badRequest',
    '/packDepthwise',
    /dense/,
  ],
  ['arrays by factors', layer(rram, { rowMapping: 'loop-factors' }), 'unsupported', '/rowMapping', /dense/],
  ['a density above 1', layer(rram, { inputBitDensity: 2 }), 'badRequest', '/inputBitDensity', /0 to 1/],
  [
    'weights that are rewritten in NVM',
    layer(rram, { weightsResident: false }),
    'unsupported',
    '/weightsResident',
    /per inference/,
  ],
  [
    'a converter by a wrong field',
    { query: 'adc', adcModel: 'andrulis', bits: 8, rows: 128 },
    'badRequest',
    '/rows',
    /unknown field/,
  ],
  [
    'a converter without speed',
    { query: 'adc', adcModel: 'andrulis', bits: 8, technologyNm: 28 },
    'badRequest',
    '/conversionsPerSecond',
    /missing/,
  ],
];

describe('bad requests to cim', () => {
  for (const [what, request, code, path, words] of cases) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => handler(JSON.parse(JSON.stringify(request))),
        (error) => {
          assert.ok(error instanceof CogymError, String(error));
          assert.deepEqual([error.code, error.path], [code, path], error.message);
          assert.match(error.message, words);
          return true;
        },
      );
    });
  }
});
