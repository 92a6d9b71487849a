/** What rows may stand in one data set. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { categorical, integer, ordinal, type Parameter, real } from '../../../src/design/parameter.js';
import { combineSchemas, hashOfSchema, type SourcedSchema } from '../../../src/experiments/dataset/data-schema.js';

const source = { simulator: 'toy', validated: true, extrapolated: false } as const;
const metric = (name: string, unit: string, description = '') => ({ name, unit, description, source });

const schema = (parameters: readonly Parameter[], changes: Partial<SourcedSchema> = {}): SourcedSchema => ({
  from: 'a',
  parameters,
  metrics: [metric('latencyS', 's')],
  objectives: [{ name: 'latencyS', direction: 'minimize' }],
  ...changes,
});

const narrow = [
  real('clock', 0, 1),
  integer('pes', 2, 8, { step: 2 }),
  ordinal('size', [1, 4]),
  categorical('kind', ['x', 'y']),
];
const wide = [real('clock', -1, 0.5), integer('pes', 3, 9), ordinal('size', [2, 4]), categorical('kind', ['z', 'y'])];

describe('the schemas of several data sets', () => {
  it('have one hash whatever descriptions and objectives say, another for another unit', () => {
    const first = schema(narrow);
    const hash = hashOfSchema(first);
    assert.equal(hashOfSchema(schema(narrow, { metrics: [metric('latencyS', 's', 'time')], objectives: [] })), hash);
    assert.notEqual(hashOfSchema(schema(narrow, { metrics: [metric('latencyS', 'ms')] })), hash);
    assert.notEqual(hashOfSchema(schema(wide)), hash);
    assert.deepEqual(combineSchemas([first, { ...first, from: 'b' }]).parameters, narrow);
  });

  it('are the union of ranges and metrics with force, in whatever order', () => {
    const [a, b] = [schema(narrow), schema(wide, { from: 'b', metrics: [metric('energyJ', 'J')] })];
    assert.throws(() => combineSchemas([a, b]), { code: 'schemaMismatch', message: /clock, pes, size, kind/ });
    const both = combineSchemas([a, b], true);
    assert.deepEqual(combineSchemas([b, a], true), both);
    const [clock, pes, size, kind] = both.parameters;
    assert.deepEqual(clock, real('clock', -1, 1));
    assert.deepEqual(pes, integer('pes', 2, 9, { step: 1 }));
    assert.deepEqual(size, ordinal('size', [1, 2, 4]));
    assert.deepEqual(new Set((kind as { values: readonly unknown[] }).values), new Set(['x', 'y', 'z']));
    assert.deepEqual(new Set(both.metrics.map(({ name }) => name)), new Set(['latencyS', 'energyJ']));
  });

  it('never mix kinds of parameters, units or directions', () => {
    const a = schema(narrow);
    const other = schema([real('clock', 0, 1), real('pes', 2, 8), ...narrow.slice(2)], { from: 'b' });
    assert.throws(() => combineSchemas([a, other], true), { code: 'schemaMismatch', message: /'pes' is of two kinds/ });
    assert.throws(() => combineSchemas([a, schema(narrow.slice(1), { from: 'b' })], true), /same parameters/);
    const ms = schema(narrow, { from: 'b', metrics: [metric('latencyS', 'ms')] });
    assert.throws(() => combineSchemas([a, ms], true), { code: 'schemaMismatch', message: /one column/ });
    const negated = schema(narrow, { from: 'b', objectives: [{ name: 'latencyS', direction: 'maximize' }] });
    assert.throws(() => combineSchemas([a, negated]), { code: 'schemaMismatch', message: /maximize/ });
  });
});
