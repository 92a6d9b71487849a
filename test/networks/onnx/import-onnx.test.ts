import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import onnxProto from 'onnx-proto';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { evaluateLayer } from '../../../simulators/dataflow/index.js';
import { CogymError } from '../../../src/errors.js';
import { buildNetwork, loadNetwork, type Network, toDataflowLayers } from '../../../src/networks/index.js';
import { type Dim, ModelWriter, type Options } from './model.js';

/** Writes a network as an exporter of a training framework would: [1, c, h, w], normalisations and activations as nodes. */
function exported(
  network: Network,
  options: Options = {},
  input?: readonly Dim[],
): { model: ModelWriter; output: string; shapes: Record<string, number[]> } {
  const model = new ModelWriter(options);
  const shapes: Record<string, number[]> = {};
  const { h, w, c } = network.input;
  const names = new Map<number, string>([[-1, model.input(input ?? [1, c, h, w])]]);
  for (const layer of network.layers) {
    const sources = layer.inputs.map((source) => names.get(source) as string);
    const [oh, ow, oc] = layer.out;
    const [kh = 1, kw = 1] = layer.kernel ?? [];
    const strides = [...(layer.stride ?? [1, 1])];
    const same = layer.padding === 'same' ? 'SAME_UPPER' : 'VALID';
    const [x = ''] = sources;
    const bias = layer.useBias ? [model.weight(oc)] : [];
    let name: string;
    if (layer.op === 'conv2d' || layer.op === 'dwconv2d') {
      const group = layer.op === 'dwconv2d' ? oc : (layer.groups ?? 1);
      name = model.node('Conv', [x, model.weight(oc, layer.in[2] / group, kh, kw), ...bias], {
        strides,
        group,
        auto_pad: same,
      });
      shapes[name] = [1, oc, oh, ow];
    } else if (layer.op === 'fc') {
      const flat = model.node('Flatten', [x]);
      name = model.node('Gemm', [flat, model.weight(oc, layer.in[0] * layer.in[1] * layer.in[2]), ...bias], {
        transB: 1,
      });
      shapes[name] = [1, oc];
    } else if (layer.op === 'avgpool' || layer.op === 'maxpool') {
      const op = layer.op === 'avgpool' ? 'AveragePool' : 'MaxPool';
      name = model.node(op, [x], { kernel_shape: [kh, kw], strides, auto_pad: same });
    } else if (layer.op === 'add' || layer.op === 'mul') name = model.node(layer.op === 'add' ? 'Add' : 'Mul', sources);
    else if (layer.op === 'batchnorm')
      name = model.node('BatchNormalization', [x, ...Array.from({ length: 4 }, () => model.weight(oc))]);
    else if (layer.op === 'concat') name = model.node('Concat', sources, { axis: 1 });
    else if (layer.op === 'upsample')
      name = model.node('Resize', [x, '', model.floats([1, 1, layer.scale ?? 1, layer.scale ?? 1])]);
    else if (layer.op === 'act') name = x;
    else throw new Error(`no exporter for ${layer.op}`);
    if (layer.norm === 'batch')
      name = model.node('BatchNormalization', [name, ...Array.from({ length: 4 }, () => model.weight(oc))]);
    if (layer.act === 'relu') name = model.node('Relu', [name]);
    else if (layer.act === 'relu6') name = model.node('Clip', [name, model.scalar(0), model.scalar(6)]);
    else if (layer.act === 'sigmoid') name = model.node('Sigmoid', [name]);
    else assert.equal(layer.act, 'none');
    names.set(layer.i, name);
  }
  return { model, output: names.get(network.layers.length - 1) as string, shapes };
}

/** MACs counted with another reader: weights times the positions that the file's own shapes declare. */
function countedElsewhere(file: Uint8Array): number {
  const { graph } = onnxProto.onnx.ModelProto.decode(file);
  const number = (value: unknown) => Number(String(value));
  const weights = new Map(graph?.initializer?.map(({ name, dims }) => [name, (dims ?? []).map(number)]));
  const shapes = new Map(
    graph?.valueInfo?.map(({ name, type }) => [
      name,
      (type?.tensorType?.shape?.dim ?? []).map(({ dimValue }) => number(dimValue)),
    ]),
  );
  let macs = 0;
  for (const { opType, input, output } of graph?.node ?? []) {
    if (opType !== 'Conv' && opType !== 'Gemm') continue;
    const positions = shapes.get(output?.[0] ?? '')?.slice(2) ?? [];
    macs += [...(weights.get(input?.[1] ?? '') ?? []), ...positions].reduce((a, b) => a * b, 1);
  }
  return macs;
}

const networks: readonly (readonly [string, object])[] = [
  ['mobilenet-v2', { width: 0.5, resolution: 96 }],
  ['resnet-50', { resolution: 64 }],
  ['nas-bench-201', { cell: 'p1s1ss' }],
  ['unet', { filters: [8, 16, 32] }],
  ['resnet9', { stem: 8, blocks: Array(3).fill({ filters: 32, skips: 1 }) }],
];

describe('importOnnx', () => {
  for (const [family, parameters] of networks) {
    it(`finds ${family} again in its ONNX file, as another reader counts it`, () => {
      const network = buildNetwork(family, parameters);
      const { shapes } = exported(network);
      const { model, output } = exported(network, { valueInfo: shapes });
      const imported = model.import(output);
      assert.deepEqual(imported.warnings, []);
      const { layers, ...totals } = imported.network.totals;
      const { layers: _, ...expected } = network.totals;
      assert.deepEqual(totals, expected);
      assert.ok(layers <= network.totals.layers, 'activations are fused');
      assert.equal(countedElsewhere(model.bytes(output)), network.totals.macs);
      assert.deepEqual(loadNetwork(JSON.parse(JSON.stringify(imported.network))), imported.network);
    });
  }

  it('reads weights in Constant nodes and dynamic dimensions alike', () => {
    const network = buildNetwork('mobilenet-v2', { width: 0.35, resolution: 96 });
    const dims = ['batch_size', 3, 'height', 'width'];
    const plain = exported(network);
    const { model, output } = exported(network, { constants: true }, dims);
    const expected = plain.model.import(plain.output).network.layers;
    assert.deepEqual(model.import(output, { dimensions: { height: 96, width: 96 } }).network.layers, expected);
    assert.throws(
      () => model.import(output),
      (error) =>
        error instanceof CogymError && error.code === 'unresolvedDimension' && /height.*width/.test(error.message),
    );
    assert.throws(
      () => model.import(output, { dimensions: { height: 96, width: 96, hight: 2 } }),
      /no dynamic dimension is named 'hight'.*height/,
    );
    assert.throws(() => model.import(output, { dimensions: { height: 0 } }), /positive integer/);
  });

  it('warns where declared shapes differ and of further inputs', () => {
    const model = new ModelWriter({ valueInfo: { Relu_0: [1, 4, 9, 8] } });
    const sum = model.node('Add', [model.node('Relu', [model.input([1, 4, 8, 8])]), model.input([1, 4, 8, 8], 'y')]);
    const { warnings, network } = model.import(sum);
    assert.match(warnings.join('\n'), /input 'y'.*constant/);
    assert.match(warnings.join('\n'), /declares 'Relu_0' as \[1, 4, 9, 8\]/);
    assert.deepEqual(network.layers.map(({ op }) => op).sort(), ['act', 'add', 'constant']);
  });

  it('names all unsupported operators with where they occur', () => {
    const model = new ModelWriter();
    const x = model.input([1, 6, 16]);
    const a = model.node('LSTM', [x, model.weight(1, 4), model.weight(1, 4)]);
    const b = model.node('Relu', [model.node('NonMaxSuppression', [a])]);
    const [c = ''] = model.nodes('Fancy', [b], {}, 1, 'my.domain');
    assert.throws(
      () => model.import(c),
      (error) =>
        error instanceof CogymError &&
        error.code === 'unsupportedOperator' &&
        /LSTM at '\/LSTM_/.test(error.message) &&
        /NonMaxSuppression at/.test(error.message) &&
        /my\.domain\.Fancy at/.test(error.message) &&
        !/Relu/.test(error.message),
    );
    const dynamic = new ModelWriter();
    const y = dynamic.input([1, 8, 4, 4, 4]);
    assert.throws(
      () => dynamic.import(dynamic.node('Conv', [y, dynamic.weight(4, 8, 3, 3, 3)])),
      /Conv at .*3 spatial dimensions/,
    );
  });

  it('gives a network on which the dataflow simulator runs', () => {
    const { model, output } = exported(buildNetwork('mobilenet-v2', { width: 0.35, resolution: 96 }));
    const { network } = model.import(output);
    const [template, costs] = [loadTemplate('dataflow', 'dla'), loadTemplate('dataflow/costs', 'maestro-2021')];
    let macs = 0;
    for (const { layer, repeat } of toDataflowLayers(network)) {
      const result = evaluateLayer({ layer, template, costs, pes: 256, nocBandwidth: 64 });
      assert.ok(result.cycles > 0);
      macs += repeat * result.macsTrue;
    }
    assert.equal(macs, network.totals.macs);
  });
});
