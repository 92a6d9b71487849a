/** What is refused, with which code, at which field. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CogymError } from '../../src/errors.js';
import { LONGEST_NETWORK, loadNetwork } from '../../src/networks/index.js';

const input = { h: 8, w: 8, c: 4 };
const conv = { op: 'conv2d', kernel: 3, out: [8, 8, 4] };
const of = (...layers: unknown[]) => ({ input, layers });

type Case = [title: string, data: unknown, path: string, code?: string];

const malformed: Case[] = [
  ['nothing', undefined, ''],
  ['null', null, ''],
  ['a list', [], ''],
  ['a string', 'conv2d', ''],
  ['no layers', { input }, '/layers'],
  ['layers that are no list', { input, layers: {} }, '/layers'],
  ['an empty network', of(), '/layers'],
  ['no input', { layers: [conv] }, '/input'],
  ['an input without channels', { input: { h: 8, w: 8 }, layers: [conv] }, '/input/c'],
  ['an input of no height', { input: { ...input, h: 0 }, layers: [conv] }, '/input/h'],
  ['an input with NaN', { input: { ...input, w: Number.NaN }, layers: [conv] }, '/input/w'],
  ['an unknown field of the network', { ...of(conv), layer: [] }, '/layer'],
  ['an unknown field of the input', { input: { ...input, n: 1 }, layers: [conv] }, '/input/n'],
  ['a layer that is no object', of(conv, 3), '/layers/1'],
  ['a layer that is null', of(null), '/layers/0'],
  ['an unknown operator', of({ ...conv, op: 'conv3d' }), '/layers/0/op'],
  ['an operator that is no name', of({ ...conv, op: { toString: 'x' } }), '/layers/0/op'],
  ['an operator named like a prototype', of({ ...conv, op: '__proto__' }), '/layers/0/op'],
  ['an operator named like a method', of({ ...conv, op: 'constructor' }), '/layers/0/op'],
  ['no operator', of({ kernel: 3 }), '/layers/0/op'],
  ['an unknown field', of({ ...conv, kernal: 3 }), '/layers/0/kernal'],
  [
    'a field named __proto__',
    JSON.parse('{"input":{"h":8,"w":8,"c":4},"layers":[{"op":"act","__proto__":{"kernel":3}}]}'),
    '/layers/0/__proto__',
  ],
  ['a field named with a slash', of({ ...conv, 'a/b~c': 3 }), '/layers/0/a~1b~0c'],
  ['a name and its alias', of({ ...conv, outShape: [8, 8, 4] }), '/layers/0/outShape'],
  ['a kernel of text', of({ ...conv, kernel: '3' }), '/layers/0/kernel'],
  ['a kernel of three', of({ ...conv, kernel: [3, 3, 3] }), '/layers/0/kernel'],
  ['a broken kernel', of({ ...conv, kernel: 2.5 }), '/layers/0/kernel'],
  ['no kernel', of({ op: 'conv2d', out: [8, 8, 4] }), '/layers/0/kernel'],
  ['a negative size', of({ ...conv, out: [8, 8, -4] }), '/layers/0/out/2'],
  ['an infinite size', of({ ...conv, out: [8, 8, Number.POSITIVE_INFINITY] }), '/layers/0/out/2'],
  ['a shape of two', of({ ...conv, out: [8, 8] }), '/layers/0/out'],
  ['no output channels', of({ op: 'conv2d', kernel: 3 }), '/layers/0/out'],
  ['a stride of 0', of({ ...conv, stride: 0 }), '/layers/0/stride'],
  ['an unknown padding', of({ ...conv, padding: 'SAME' }), '/layers/0/padding'],
  ['explicit padding without its shape', of({ ...conv, padding: 'explicit' }), '/layers/0/padded_in'],
  ['a padded shape without padding', of({ ...conv, padding: 'same', padded_in: [10, 10, 4] }), '/layers/0/padded_in'],
  ['a kernel larger than the map', of({ ...conv, kernel: 9, padding: 'valid' }), '/layers/0/kernel'],
  ['groups that do not divide', of({ ...conv, groups: 3 }), '/layers/0/groups'],
  ['a depthwise multiplier', of({ ...conv, op: 'dwconv2d', out: [8, 8, 8] }), '/layers/0/out'],
  [
    'explicit padding of a transposed convolution',
    of({ ...conv, op: 'deconv2d', padding: 'explicit' }),
    '/layers/0/padding',
  ],
  ['an unknown activation', of({ ...conv, act: 'swish' }), '/layers/0/act'],
  ['an unknown norm', of({ ...conv, norm: 'group' }), '/layers/0/norm'],
  ['an unknown role', of({ ...conv, role: 'body' }), '/layers/0/role'],
  ['no bits', of({ ...conv, bits: 0 }), '/layers/0/bits'],
  ['a bias flag of 1', of({ ...conv, useBias: 1 }), '/layers/0/useBias'],
  ['a kernel of an addition', of(conv, { op: 'add', inputs: [0, -1], kernel: 3 }), '/layers/1/kernel'],
  ['groups of a pool', of({ op: 'maxpool', kernel: 2, groups: 4 }), '/layers/0/groups'],
  ['perPosition of a convolution', of({ ...conv, perPosition: true }), '/layers/0/perPosition'],
  ['matmul sizes of a convolution', of({ ...conv, m: 4 }), '/layers/0/m'],
  ['a norm of a pool', of({ op: 'maxpool', kernel: 2, norm: 'batch' }), '/layers/0/norm'],
  ['a bias of a pool', of({ op: 'maxpool', kernel: 2, useBias: true }), '/layers/0/useBias'],
  ['a matmul without sizes', of({ op: 'matmul', inputs: [-1, -1], m: 8, k: 8 }), '/layers/0/n'],
  ['a scale of 0', of({ op: 'upsample', scale: 0 }), '/layers/0/scale'],
  ['an upsampling without scale', of({ op: 'upsample' }), '/layers/0/scale'],
  ['a constant without shape', of({ op: 'constant' }), '/layers/0/in'],
  ['a constant with an input', of({ op: 'constant', inputs: [-1], out: [1, 1, 1] }), '/layers/0/inputs'],
  ['a slice without shape', of({ op: 'slice' }), '/layers/0/out'],
  ['an addition of one', of(conv, { op: 'add', inputs: [0] }), '/layers/1/inputs'],
  ['an addition of unnamed layers', of(conv, { op: 'add' }), '/layers/1/inputs'],
  ['a concatenation of nothing', of({ op: 'concat', inputs: [] }), '/layers/0/inputs'],
  ['a convolution of two', of(conv, { ...conv, inputs: [-1, 0] }), '/layers/1/inputs'],
  ['a layer that reads itself', of({ ...conv, inputs: [0] }), '/layers/0/inputs/0'],
  ['a cycle', of({ ...conv, inputs: [1] }, { ...conv, inputs: [0] }), '/layers/0/inputs/0'],
  ['an input before the network', of({ ...conv, inputs: [-2] }), '/layers/0/inputs/0'],
  ['an input that is no index', of({ ...conv, inputs: [0.5] }), '/layers/0/inputs/0'],
  ['two sinks', of(conv, { ...conv, inputs: [-1] }), '/layers/0'],
  ['outputs twice', { ...of(conv), outputs: [0, 0] }, '/outputs'],
  ['no outputs', { ...of(conv), outputs: [] }, '/outputs'],
  ['a network too long', of(...Array.from({ length: LONGEST_NETWORK + 1 }, () => conv)), '/layers'],
  ['a map beyond counting', { input: { h: 1e9, w: 1e9, c: 4 }, layers: [{ op: 'act', act: 'relu' }] }, '/layers/0/in'],
  [
    'MACs beyond counting',
    { input: { h: 1e6, w: 1e6, c: 1e3 }, layers: [{ op: 'conv2d', kernel: 3, out: [1e6, 1e6, 1e3] }] },
    '/layers/0',
  ],
  ['a side beyond 2^31', { input: { ...input, h: 1e10 }, layers: [conv] }, '/input/h'],
];

const contradictions: Case[] = [
  ['a wrong position', of({ ...conv, i: 1 }), '/layers/0/i'],
  ['a wrong input shape', of({ ...conv, in: [8, 8, 5] }), '/layers/0/in'],
  ['a wrong output shape', of({ ...conv, out: [7, 8, 4] }), '/layers/0/out'],
  ['a wrong output of a pool', of({ op: 'maxpool', kernel: 2, stride: 2, out: [8, 8, 4] }), '/layers/0/out'],
  ['a fully connected map', of({ op: 'fc', out: [2, 1, 4] }), '/layers/0/out'],
  ['wrong macs', of(conv, { ...conv, macs: 1 }), '/layers/1/macs'],
  ['wrong weights', of({ ...conv, weights: 145 }), '/layers/0/weights'],
  ['wrong bias', of({ ...conv, useBias: false, bias: 4 }), '/layers/0/bias'],
  ['wrong totals', { ...of(conv), totals: { macs: 9216, params: 1 } }, '/totals/params'],
  [
    'a padded shape smaller than the map',
    of({ ...conv, padding: 'explicit', padded_in: [7, 10, 4] }),
    '/layers/0/padded_in',
  ],
  [
    'an addition of other maps',
    of({ op: 'maxpool', kernel: 2, stride: 2 }, { op: 'add', inputs: [0, -1] }),
    '/layers/1/inputs/0',
  ],
  ['a slice of more than there is', of({ op: 'slice', out: [99, 99, 99] }), '/layers/0/out'],
  ['an addition wider than its operands', of(conv, { op: 'add', inputs: [0, -1], out: [8, 8, 9] }), '/layers/1/out'],
  [
    'a product of other maps',
    of({ op: 'maxpool', kernel: 2, stride: 2 }, { op: 'mul', inputs: [0, -1] }),
    '/layers/1/inputs/0',
  ],
  ['a concatenation that loses values', of(conv, { op: 'concat', inputs: [0, -1], out: [8, 8, 7] }), '/layers/1/out'],
  ['a matmul of other operands', of({ op: 'matmul', inputs: [-1, -1], m: 64, k: 4, n: 63 }), '/layers/0/inputs/1'],
  [
    'a matmul with another result',
    of({ op: 'matmul', inputs: [-1, -1], m: 64, k: 4, n: 64, out: [64, 63, 1] }),
    '/layers/0/out',
  ],
];

describe('loadNetwork refuses', () => {
  for (const [title, data, path] of malformed) {
    it(title, () => assert.throws(() => loadNetwork(data), { name: 'CogymError', code: 'badRequest', path }));
  }
  for (const [title, data, path] of contradictions) {
    it(`${title} as inconsistent`, () => {
      assert.throws(() => loadNetwork(data), { name: 'CogymError', code: 'inconsistentNetwork', path });
    });
  }

  it('with the path of the network inside its request', () => {
    assert.throws(() => loadNetwork(of({ ...conv, macs: 1 }), { path: '/network' }), {
      path: '/network/layers/0/macs',
    });
    assert.throws(() => loadNetwork(of({ op: 'x' }), { path: '/network' }), { path: '/network/layers/0/op' });
  });

  it('with messages that say what was found and what is allowed', () => {
    const message = (data: unknown): string => {
      try {
        loadNetwork(data);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    assert.match(message(of({ ...conv, padding: 'SAME' })), /"same", "valid", "explicit", not "SAME"/);
    assert.match(message(of({ ...conv, kernal: 3 })), /unknown field 'kernal'; nearest known: kernel/);
    assert.match(message(of({ ...conv, kernel: 'big' })), /pair \[vertical, horizontal\].*not "big"/);
    assert.match(message(of({ ...conv, macs: 1 })), /macs 1, but its shapes make 9216/);
    assert.match(message(of(conv, { ...conv, inputs: [-1] })), /2 layers are read by no other \(0, 1\)/);
  });

  it('anything else only with a CogymError', () => {
    const field = fc.constantFrom(
      'op',
      'inputs',
      'in',
      'out',
      'kernel',
      'stride',
      'padding',
      'groups',
      'bits',
      'm',
      'act',
    );
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(field, fc.jsonValue({ maxDepth: 2 })), { maxLength: 3 }),
        fc.jsonValue({ maxDepth: 1 }),
        (layers, any) => {
          for (const data of [
            { input, layers: layers.map((layer) => ({ ...conv, ...layer })) },
            { input: any, layers },
            any,
          ]) {
            try {
              loadNetwork(data);
            } catch (error) {
              assert.ok(error instanceof CogymError, String(error));
            }
          }
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });
});
