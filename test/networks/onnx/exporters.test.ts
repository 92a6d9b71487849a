import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import onnxProto from 'onnx-proto';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { evaluateLayer } from '../../../simulators/dataflow/index.js';
import { handler as simulateMcu } from '../../../src/cli/simulate/mcu.js';
import { CogymError } from '../../../src/errors.js';
import {
  type ImportOptions,
  importOnnx,
  loadNetwork,
  memorySource,
  toDataflowLayers,
} from '../../../src/networks/index.js';

const bytesOf = (name: string): Uint8Array => readFileSync(new URL(`./fixtures/${name}.onnx`, import.meta.url));
const imported = (name: string, options?: ImportOptions) => importOnnx(memorySource(bytesOf(name)), options);

interface Exported {
  readonly file: string;
  /** Half of what PyTorch's FlopCounterMode counts (printed by fixtures/make.py). */
  readonly macs: number;
  /** PyTorch's parameters, and those that are left when batch normalisations are folded. */
  readonly params: number;
  readonly deployed: number;
  /** The exporter has folded the normalisations itself. */
  readonly folded: boolean;
  readonly options?: ImportOptions;
}

const square = (side: number): ImportOptions => ({ dimensions: { height: side, width: side } });

const files: readonly Exported[] = [
  { file: 'resnet.script-inferred', macs: 427_936, params: 9194, deployed: 9086, folded: true },
  { file: 'mobilenet-v2.script-free', macs: 297_024, params: 3734, deployed: 3534, folded: true, options: square(32) },
  { file: 'mobilenet-v3.dynamo-batch', macs: 298_896, params: 5694, deployed: 5494, folded: true },
  { file: 'mobilenet-v3.script-raw', macs: 298_896, params: 5694, deployed: 5494, folded: false },
  { file: 'efficientnet.script-constants', macs: 297_280, params: 4030, deployed: 3830, folded: true },
  { file: 'vit.dynamo-batch', macs: 137_440, params: 8026, deployed: 8026, folded: false },
  { file: 'vit.script', macs: 137_440, params: 8026, deployed: 8026, folded: false },
  { file: 'bert.dynamo', macs: 82_944, params: 7584, deployed: 7584, folded: false },
  { file: 'bert.script-batch', macs: 82_944, params: 7584, deployed: 7584, folded: false },
  { file: 'unet.dynamo-unshaped', macs: 253_952, params: 1676, deployed: 1676, folded: false },
];

/** Files whose own shapes are complete enough to count by. */
const counted = new Set(['resnet.script-inferred', 'mobilenet-v3.dynamo-batch', 'bert.dynamo']);

/** MACs by another reader and the shapes that the file declares: weights or rows times positions, a batch being 1. */
function countedElsewhere(file: Uint8Array): number {
  const { graph } = onnxProto.onnx.ModelProto.decode(file);
  const shapes = new Map<string, number[]>();
  for (const { name, dims } of graph?.initializer ?? []) shapes.set(String(name), (dims ?? []).map(Number));
  for (const { name, type } of [...(graph?.input ?? []), ...(graph?.valueInfo ?? []), ...(graph?.output ?? [])]) {
    const dims = type?.tensorType?.shape?.dim ?? [];
    shapes.set(
      String(name),
      dims.map(({ dimValue, dimParam }) => (dimParam ? 1 : Number(dimValue))),
    );
  }
  const product = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);
  const shape = (name: string | undefined) => shapes.get(name ?? '') ?? [];
  let macs = 0;
  for (const { opType, input = [], output = [] } of graph?.node ?? []) {
    if (opType === 'Conv') macs += product(shape(input?.[1])) * product(shape(output?.[0]).slice(2));
    else if (opType === 'Gemm' || opType === 'MatMul')
      macs += product(shape(output?.[0])) * (shape(input?.[0]).at(-1) ?? Number.NaN);
  }
  return macs;
}

/** MACs and parameters of a pre-norm or post-norm encoder block with biases everywhere. */
const encoderBlock = (tokens: number, width: number, mlp: number) => ({
  macs: tokens * (4 * width * width + 2 * width * mlp) + 2 * tokens * tokens * width,
  params: 4 * width * (width + 1) + 2 * width * mlp + mlp + width + 4 * width,
});

describe('files that PyTorch exports', () => {
  for (const { file, macs, params, deployed, folded, options } of files) {
    it(`are counted as PyTorch counts the model: ${file}`, () => {
      const { network, warnings, producer } = imported(file, options);
      assert.equal(producer, 'pytorch');
      assert.deepEqual(warnings, []);
      assert.equal(network.totals.macs, macs);
      assert.equal(network.totals.params, deployed);
      assert.equal(network.totals.trainableParams, folded ? deployed : params);
      if (counted.has(file)) assert.equal(countedElsewhere(bytesOf(file)), macs);
      assert.deepEqual(loadNetwork(JSON.parse(JSON.stringify(network))), network);
    });
  }

  it('give the same layers from either exporter', () => {
    for (const [a, b] of [
      ['vit.dynamo-batch', 'vit.script'],
      ['bert.dynamo', 'bert.script-batch'],
    ] as const) {
      const [left, right] = [a, b].map((name) =>
        imported(name, name === 'bert.script-batch' ? { dimensions: { batch: 1 } } : {}).network.layers.map(
          ({ op, macs, weights, bias, act }) => ({ op, macs, weights, bias, act }),
        ),
      );
      assert.deepEqual(left, right, a);
    }
  });

  it('keep attention as products of activations: a vision transformer as its formulas count it', () => {
    const [tokens, width, mlp] = [17, 16, 32];
    const block = encoderBlock(tokens, width, mlp);
    const { layers, totals } = imported('vit.script').network;
    const patches = 16 * width * 3 * 8 * 8;
    assert.equal(totals.macs, patches + 2 * block.macs + width * 10);
    const around = width * 3 * 8 * 8 + width + width + tokens * width + 2 * width + width * 10 + 10;
    assert.equal(totals.params, around + 2 * block.params);
    const products = layers.filter(({ op }) => op === 'matmul');
    assert.deepEqual(
      products.map(({ batch, m, k, n }) => [batch, m, k, n]),
      [1, 2].flatMap(() => [
        [2, 17, 8, 17],
        [2, 17, 17, 8],
      ]),
    );
  });

  it('keep the look-ups of a language encoder as parameters without MACs', () => {
    const [tokens, width, mlp] = [12, 16, 64];
    const block = encoderBlock(tokens, width, mlp);
    const { totals } = imported('bert.dynamo').network;
    assert.equal(totals.macs, 2 * block.macs);
    assert.equal(totals.params, (50 + 12) * width + 2 * width + 2 * block.params);
  });

  it('scale with a dimension that was left open', () => {
    const [small, large] = [32, 64].map((side) => imported('mobilenet-v2.script-free', square(side)).network.totals);
    assert.equal(small?.params, large?.params);
    assert.ok((large?.macs ?? 0) > 3.9 * (small?.macs ?? 0));
    assert.throws(() => imported('mobilenet-v2.script-free'), { code: 'unresolvedDimension' });
  });

  it('run on the dataflow simulator, every multiplication of theirs', () => {
    const [template, costs] = [loadTemplate('dataflow', 'dla'), loadTemplate('dataflow/costs', 'maestro-2021')];
    // A transposed convolution is no layer of the dataflow model.
    for (const { file, macs, options } of files.filter((each) => !each.file.startsWith('unet'))) {
      let run = 0;
      for (const { layer, repeat } of toDataflowLayers(imported(file, options).network)) {
        run += repeat * evaluateLayer({ layer, template, costs, pes: 64, nocBandwidth: 32 }).macsTrue;
      }
      assert.equal(run, macs, file);
    }
  });

  it('run on the microcontroller model, which names the operators that a runtime lacks', () => {
    const request = { board: 'stm32h743', runtime: 'tflm-cmsis' };
    const { network } = imported('resnet.script-inferred');
    const result = simulateMcu({ ...request, network }) as { sramPeakBytes?: number; flashBytes?: number };
    assert.ok((result.flashBytes ?? 0) >= network.totals.weights, JSON.stringify(result).slice(0, 300));
    assert.throws(
      () => simulateMcu({ ...request, network: imported('vit.script').network }),
      (error) => error instanceof CogymError && error.code === 'unsupportedOperator',
    );
  });

  it('name what the format cannot say, and where', () => {
    assert.throws(
      () => imported('recurrent.script'),
      (error) =>
        error instanceof CogymError &&
        error.code === 'unsupportedOperator' &&
        /LSTM at '\/lstm\/LSTM'; TopK at '\/TopK'/.test(error.message),
    );
  });
});
