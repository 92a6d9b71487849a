/** Whole networks: written and read again, and the real files of @mediapipe/face_detection. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { buildNetwork, importTflite, memorySource, type Network } from '../../../src/networks/index.js';
import { exported } from './exported.js';
import { ModelWriter } from './model.js';

describe('a TFLite file', () => {
  for (const [family, parameters] of [
    ['mobilenet-v2', { width: 0.35, resolution: 96 }],
    [
      'resnet9',
      {
        variant: 'cifar',
        stem: 8,
        blocks: [
          { filters: 32, skips: 1 },
          { filters: 32, skips: 0 },
          { filters: 32, skips: 2 },
        ],
      },
    ],
  ] as const) {
    it(`of ${family} is read as the network that it was written from`, () => {
      const network = buildNetwork(family, parameters);
      const { network: read } = importTflite(memorySource(exported(network).file), { id: network.id });
      assert.deepEqual(outline(read), outline(network));
      const { macs, params } = network.totals;
      assert.deepEqual([read.totals.macs, read.totals.params], [macs, params]);
    });
  }

  it('keeps the bits of its tensors', () => {
    const model = new ModelWriter('int16');
    const { network } = model.import(model.conv(model.input([1, 8, 8, 3]), 4));
    assert.equal(network.layers[0]?.bits, 16);
    assert.equal(network.input.dtype, 'int16');
    const quantised = new ModelWriter();
    assert.equal(quantised.import(quantised.conv(quantised.input([1, 8, 8, 3]), 4)).network.layers[0]?.bits, undefined);
  });

  it('of several inputs has the others as constants, and says so', () => {
    const model = new ModelWriter();
    const x = model.input([1, 8, 8, 4]);
    const { network, warnings } = model.import(model.add(model.conv(x, 4), model.input([1, 8, 8, 4])));
    assert.deepEqual(
      network.layers.map(({ op }) => op),
      ['constant', 'conv2d', 'add'],
    );
    assert.match(warnings.join(), /input 'tensor 4' \[1, 8, 8, 4\] enters as a constant/);
  });
});

/** What a second reader (the Python package tflite 2.18.0 over flatbuffers) counts in the same files. */
const faces = [
  { file: 'face_detection_short_range', operators: 164, tensors: 250, macs: 30_760_960, convolutions: 37, outputs: 2 },
  { file: 'face_detection_full_range', operators: 354, tensors: 544, macs: 105_671_232, convolutions: 89, outputs: 2 },
  {
    file: 'face_detection_full_range_sparse',
    operators: 388,
    tensors: 577,
    macs: 117_188_352,
    convolutions: 91,
    outputs: 2,
  },
] as const;

describe('the files of @mediapipe/face_detection', () => {
  const folder = dirname(createRequire(import.meta.url).resolve('@mediapipe/face_detection/package.json'));
  for (const { file, operators, tensors, macs, convolutions, outputs } of faces) {
    it(`${file} is read`, () => {
      const bytes = readFileSync(join(folder, `${file}.tflite`));
      const { network, program, nodes, warnings } = importTflite(memorySource(bytes));
      assert.deepEqual([nodes, program.tensors.length, program.fileBytes], [operators, tensors, bytes.length]);
      assert.equal(network.totals.macs, macs);
      assert.equal(network.layers.filter(({ op }) => op === 'conv2d' || op === 'dwconv2d').length, convolutions);
      assert.equal(network.outputs?.length, outputs);
      assert.ok(network.layers.every(({ bits }) => bits === 32));
      assert.match(warnings.join(), /32-bit floats/);
      // Weights as half floats, or sparse, that DEQUANTIZE and DENSIFY make floats of at run time.
      assert.ok(network.layers.every(({ op }) => op !== 'parameter'));
    });
  }
});

/** A layer without what a deployed file no longer tells: normalisation is folded, and a flattening is a shape. */
const outline = ({ layers }: Network) =>
  layers.map(({ op, inputs, out, kernel, stride, padding, act, macs, weights, bias }) => {
    return { op, inputs, out, kernel, stride, padding, act, macs, weights, bias };
  });
