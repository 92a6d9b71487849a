/** Files that are damaged or made to do harm are refused with a clear error, in bounded time and memory. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CogymError } from '../../../src/errors.js';
import { type ByteSource, importTflite, memorySource } from '../../../src/networks/index.js';
import { flatbuffer, type Table } from './flatbuffer-writer.js';
import { ModelWriter } from './model.js';

function valid(): Uint8Array {
  const model = new ModelWriter();
  const x = model.input([1, 16, 16, 3]);
  const padded = model.conv(model.pad(x, [0, 1, 0, 1]), 8, { kernel: 3, stride: 2, padding: 'valid' });
  const block = model.add(model.conv(model.depthwise(padded, { kernel: 3 }), 8), padded);
  const pooled = model.node('MEAN', [block, model.ints([1, 2])], [1, 8]);
  return model.bytes(model.node('SOFTMAX', [model.fc(pooled, 10)], [1, 10]));
}

const refused = (bytes: Uint8Array | ByteSource, message: RegExp, code = 'malformedModel'): void => {
  const source = bytes instanceof Uint8Array ? memorySource(bytes) : bytes;
  assert.throws(
    () => importTflite(source),
    (error) => error instanceof CogymError && error.code === code && message.test(error.message),
  );
};

/** Either a network, or a CogymError. */
function survives(bytes: Uint8Array): void {
  try {
    importTflite(memorySource(bytes));
  } catch (error) {
    if (!(error instanceof CogymError)) throw error;
  }
}

const graph = (fields: Table): Table => ({
  0: { tables: [] },
  1: { integers: [] },
  2: { integers: [] },
  3: { tables: [] },
  ...fields,
});
const model = (fields: Table): Uint8Array =>
  flatbuffer(
    { 0: { uint32: 3 }, 1: { tables: [{}] }, 2: { tables: [graph({})] }, 4: { tables: [{}] }, ...fields },
    'TFL3',
  );
const tensor: Table = { 0: { integers: [1, 4] }, 1: { uint8: 9 }, 3: { text: 't' } };
const add = (inputs: readonly number[], outputs: readonly number[]): Table => ({
  0: { uint32: 0 },
  1: { integers: inputs },
  2: { integers: outputs },
});

describe('hostile TFLite files', () => {
  const file = valid();
  const parameters = { seed: 20261121, numRuns: 600 };

  it('survive truncation at any byte', () => {
    for (let length = 0; length < Math.min(file.length, 300); length++) {
      refused(file.subarray(0, length), /not a readable TFLite model/);
    }
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => survives(file.subarray(0, length))),
      parameters,
    );
  });

  it('survive flipped bytes', () => {
    const flips = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(flips, (changes) => {
        const bytes = Uint8Array.from(file);
        for (const [at, value] of changes) bytes[at] = value;
        survives(bytes);
      }),
      { ...parameters, numRuns: 1000 },
    );
  });

  it('survive every word replaced by an extreme one', () => {
    for (let at = 0; at + 4 <= file.length; at += 4) {
      for (const value of [0, 0x7fffffff, 0xffffffff]) {
        const bytes = Uint8Array.from(file);
        new DataView(bytes.buffer).setUint32(at, value, true);
        survives(bytes);
      }
    }
  });

  it('are named for what is wrong', () => {
    refused(new Uint8Array(0), /bytes 4 to 7 are ""/);
    refused(Uint8Array.from(Buffer.from('PK\u0003\u0004 not a model at all')), /not "TFL3"/);
    refused(model({ 0: { uint32: 2 } }), /schema version is 2/);
    refused(model({ 2: { tables: [] } }), /no subgraph/);
    refused(model({}), /no input/);
    const tensors = (...tables: Table[]) => ({ tables });
    const withGraph = (fields: Table) => model({ 2: { tables: [graph(fields)] } });
    refused(withGraph({ 0: tensors({ ...tensor, 2: { uint32: 9 } }) }), /is in buffer 9 of 1/);
    refused(withGraph({ 0: tensors({ ...tensor, 0: { integers: [1, -4] } }) }), /shape \[1, -4\]/);
    refused(withGraph({ 0: tensors({ ...tensor, 0: { integers: Array<number>(40).fill(1) } }) }), /has the shape/);
    refused(
      withGraph({ 0: tensors({ ...tensor, 0: { integers: Array<number>(8).fill(2e9) } }) }),
      /too large to count/,
    );
    refused(withGraph({ 1: { integers: [3] } }), /list of inputs names tensor 3 of 0/);
    refused(withGraph({ 3: { tables: [{ ...add([], []), 0: { uint32: 7 } }] } }), /has code 7 of 1/);
    const three = { 0: tensors(tensor, tensor, tensor), 1: { integers: [0] } };
    refused(
      withGraph({ ...three, 3: { tables: [add([0, 1], [2]), add([0, 2], [1])] } }),
      /reads tensor 1 't', which nothing before/,
    );
    refused(withGraph({ ...three, 3: { tables: [add([0, 0], [1]), add([0, 0], [1])] } }), /which has a value already/);
    refused(withGraph({ ...three, 2: { integers: [2] } }), /nothing computes its output, tensor 2/);
    refused(withGraph({ ...three, 2: { integers: [0] } }), /outputs depend on no layer/);
    refused(
      withGraph({ ...three, 3: { tables: [{ ...add([0, 0], [1]), 3: { uint8: 1 }, 4: { table: {} } }] } }),
      /options of kind 1, not AddOptions/,
    );
    const buffers = { tables: [{}, { 0: { bytes: new Uint8Array(3) } }] };
    refused(
      model({ 2: { tables: [graph({ 0: tensors({ ...tensor, 2: { uint32: 1 } }) })] }, 4: buffers }),
      /takes 4 bytes by its shape and type, but its buffer holds 3/,
    );
    const outside = { tables: [{}, { 1: { uint64: 1e9 }, 2: { uint64: 4 } }] };
    refused(
      model({ 2: { tables: [graph({ 0: tensors({ ...tensor, 2: { uint32: 1 } }) })] }, 4: outside }),
      /lie outside the file/,
    );
  });

  it('may point every offset at the same table: what is read is bounded', () => {
    const wide = add(Array<number>(1000).fill(-1), []);
    const bytes = model({ 2: { tables: [graph({ 3: { tables: Array<Table>(90_000).fill(wide) } })] } });
    assert.ok(bytes.length < 500_000);
    const start = process.cpuUsage();
    refused(bytes, /more than 2000000 dimensions and references/);
    const named: Table = { ...tensor, 3: { text: 'n'.repeat(60_000) } };
    refused(model({ 2: { tables: [graph({ 0: { tables: Array<Table>(90_000).fill(named) } })] } }), /a name at byte/);
    assert.ok(process.cpuUsage(start).user < 5e6);
  });

  it('are refused when they have too many of anything', () => {
    const many = (count: number, one: Table) => ({ tables: Array<Table>(count).fill(one) });
    refused(model({ 4: many(200_001, {}) }), /200001 buffers; at most 200000/);
    refused(model({ 1: many(10_001, {}) }), /10001 operator codes/);
    refused(model({ 2: { tables: [graph({ 0: many(100_001, tensor) })] } }), /100001 tensors/);
    refused(model({ 2: { tables: [graph({ 3: many(100_001, add([], [])) })] } }), /100001 operators/);
  });

  it('with more layers than a network may have are refused', () => {
    const writer = new ModelWriter();
    let x = writer.input([1, 2, 2, 1]);
    for (let i = 0; i < 4097; i++) x = writer.node('MAXIMUM', [x, x], [1, 2, 2, 1]);
    refused(writer.bytes(x), /4096/, 'badRequest');
  });

  it('of 500 MB are read by their outlines', () => {
    const writer = new ModelWriter();
    const x = writer.input([1, 16, 16, 3]);
    const small = writer.bytes(writer.conv(x, 8, { kernel: 3 }));
    const size = 500_000_000;
    let [read, largest] = [0, 0];
    const source: ByteSource = {
      size,
      read: (offset, length) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        bytes.set(small.subarray(Math.min(offset, small.length), Math.min(offset + length, small.length)));
        read += bytes.length;
        largest = Math.max(largest, bytes.length);
        return bytes;
      },
    };
    assert.equal(importTflite(source).network.totals.macs, 16 * 16 * 8 * 27);
    assert.ok(read < 200_000 && largest <= 8192, `${read} bytes were read, at most ${largest} at once`);
  });
});
