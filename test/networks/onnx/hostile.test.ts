/** Files that are damaged or made to do harm are refused with a clear error, in bounded time and memory. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CogymError } from '../../../src/errors.js';
import { type ByteSource, importOnnx, memorySource } from '../../../src/networks/index.js';
import { ModelWriter } from './model.js';

function valid(): Uint8Array {
  const model = new ModelWriter({ valueInfo: { Conv_1: [1, 8, 8, 8] } });
  const x = model.input(['batch', 3, 16, 16]);
  const conv = model.node('Conv', [x, model.weight(8, 3, 3, 3)], { strides: [2, 2], pads: [1, 1, 1, 1] });
  const act = model.node('Mul', [conv, model.node('Sigmoid', [conv])]);
  const flat = model.node('Reshape', [act, model.ints([1, -1])]);
  return model.bytes(model.node('Gemm', [flat, model.weight(512, 10), model.weight(10)]));
}

const refused = (bytes: Uint8Array, message: RegExp, code = 'malformedModel'): void => {
  assert.throws(
    () => importOnnx(memorySource(bytes)),
    (error) => error instanceof CogymError && error.code === code && message.test(error.message),
  );
};

/** Either a network, or a CogymError. */
function survives(bytes: Uint8Array): void {
  try {
    importOnnx(memorySource(bytes));
  } catch (error) {
    if (!(error instanceof CogymError)) throw error;
  }
}

const message = (field: number, content: readonly number[]): number[] => [
  field * 8 + 2,
  ...varint(content.length),
  ...content,
];
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return [...bytes, value];
}

describe('hostile ONNX files', () => {
  const file = valid();
  const parameters = { seed: 20261121, numRuns: 400 };

  it('survive truncation at any byte', () => {
    for (let length = 0; length < Math.min(file.length, 400); length++) {
      refused(file.subarray(0, length), /not a readable ONNX model/);
    }
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => survives(file.subarray(0, length))),
      parameters,
    );
  });

  it('survive flipped bytes', () => {
    const flips = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    // Half of the flips go where names and shapes are, not into the weights.
    const near = fc.array(fc.tuple(fc.nat(500), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.oneof(flips, near), (changes) => {
        const bytes = file.slice();
        for (const [at, value] of changes) bytes[at] = value;
        survives(bytes);
      }),
      parameters,
    );
  });

  it('survive noise', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives), parameters);
  });

  it('cannot claim more bytes than there are', () => {
    refused(
      Uint8Array.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
      /claims \d+ bytes, but 0 are left/,
    );
    refused(Uint8Array.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]), /claims -1 bytes/);
  });

  it('cannot have numbers of more than 64 bits', () => {
    refused(Uint8Array.from([0x08, ...Array<number>(11).fill(0xff)]), /more than 64 bits/);
  });

  it('cannot have groups, field 0 or no graph', () => {
    refused(Uint8Array.from([0x0b]), /wire type 3/);
    refused(Uint8Array.from([0x00, 0x00]), /no protobuf field/);
    refused(new Uint8Array(0), /no graph/);
  });

  it('cannot have negative or immense dimensions', () => {
    const minus = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    refused(Uint8Array.from(message(7, message(5, [0x08, ...minus]))), /dimensions \[-1\]/);
    const immense = [0x08, ...varint(2 ** 40), 0x08, ...varint(2 ** 40)];
    refused(Uint8Array.from(message(7, message(5, immense))), /dimensions \[1099511627776/);
  });

  it('cannot be cyclic, compute a value twice, or read what nobody computes', () => {
    const text = (value: string) => [...Buffer.from(value)];
    const node = (input: string, output: string) =>
      message(1, [...message(1, text(input)), ...message(2, text(output)), ...message(4, text('Relu'))]);
    const graph = (...parts: number[][]) =>
      Uint8Array.from(message(7, [...parts.flat(), ...message(12, message(1, text('b')))]));
    refused(graph(node('b', 'a'), node('a', 'b')), /cycle through Relu/);
    refused(graph(node('b', 'b')), /cycle/);
    refused(graph(node('a', 'b'), node('a', 'b')), /two nodes compute 'b'/);
    refused(graph(node('a', 'b')), /reads 'a', which no node/);
  });

  it('may nest messages as deep as they like: nothing follows', () => {
    // Node in graph in attribute in node, 2,000 deep; only the outermost node is read.
    let bytes: number[] = [];
    for (let depth = 0; depth < 2000; depth++) bytes = message(5, message(6, message(1, bytes)));
    refused(Uint8Array.from(message(7, message(1, bytes))), /names no operator/);
  });

  it('are refused at once when they have a million nodes', () => {
    const one = Uint8Array.from(message(1, [...message(4, [65]), ...message(2, [66])]));
    const graph = new Uint8Array(one.length * 1_000_000);
    for (let i = 0; i < 1_000_000; i++) graph.set(one, i * one.length);
    const head = [7 * 8 + 2, ...varint(graph.length)];
    const bytes = new Uint8Array(head.length + graph.length);
    bytes.set(head);
    bytes.set(graph, head.length);
    const start = process.cpuUsage();
    refused(bytes, /more than 100000 nodes/);
    assert.ok(process.cpuUsage(start).user < 5e6);
  });

  it('of 500 MB are read by their outlines', () => {
    const model = new ModelWriter();
    const y = model.node('MatMul', [model.input([1, 4, 8]), 'huge']);
    const payload = 500_000_000;
    // The same file with one more initializer, 8 x 15,625,000 floats, that exists only as numbers of bytes.
    const name = message(8, [...Buffer.from('huge')]);
    const tensor = [0x08, 8, 0x08, ...varint(15_625_000), 0x10, 1, ...name, 9 * 8 + 2, ...varint(payload)];
    const initializer = [5 * 8 + 2, ...varint(tensor.length + payload), ...tensor];
    const outer = Uint8Array.from([7 * 8 + 2, ...varint(initializer.length + payload), ...initializer]);
    // Repeated messages of one field are merged (protobuf.dev, "Encoding", last one wins).
    const rest = model.bytes(y);
    const size = outer.length + payload + rest.length;
    let read = 0;
    const source: ByteSource = {
      size,
      read: (offset, length) => {
        const bytes = new Uint8Array(length);
        for (let i = 0; i < length; i++) {
          const at = offset + i;
          bytes[i] =
            at < outer.length
              ? (outer[at] ?? 0)
              : at < outer.length + payload
                ? 0
                : (rest[at - outer.length - payload] ?? 0);
        }
        read += length;
        return bytes;
      },
    };
    const { network } = importOnnx(source);
    assert.equal(network.totals.weights, 8 * 15_625_000);
    assert.ok(read < 1_000_000, `${read} bytes were read`);
  });
});
