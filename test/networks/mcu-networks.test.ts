/** Networks of microcontroller papers and zoos, as lists and as block parameters. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildNetwork, loadNetwork, mbconv } from '../../src/networks/index.js';
import { assertRecounts } from './recount.js';
import { referencePath } from './reference.js';

interface NetworkFile {
  readonly id: string;
  readonly totals: Readonly<Record<string, number>>;
  readonly blocks?: unknown;
}

describe('reference MCU networks', () => {
  it('load unchanged, count as stated and survive JSON', (test) => {
    const folder = referencePath(test, 'mcu', 'networks');
    if (folder === undefined) return;
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    assert.ok(files.length >= 19);
    for (const name of files) {
      const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as NetworkFile;
      const network = loadNetwork(file);
      const { trainableParams: _, ...counted } = network.totals;
      assert.deepEqual(counted, { ...file.totals }, file.id);
      assert.deepEqual(loadNetwork(JSON.parse(JSON.stringify(network))), network, file.id);
      if (file.blocks === undefined) continue;
      const built = buildNetwork('mbconv', file.blocks);
      assert.deepEqual({ ...built.totals, trainableParams: 0 }, { ...file.totals, trainableParams: 0 }, file.id);
      assertRecounts(built);
    }
  });

  it('include a worked example of ten layers', () => {
    const block = { expand: 3, mid: 24 };
    const network = buildNetwork('mbconv', {
      resolution: 16,
      stem: { kernel: 3, stride: 2, out: 8 },
      mbconv: [
        { ...block, kernel: 3, out: 8, stride: 1, residual: true },
        { ...block, kernel: 5, out: 12, stride: 2, residual: false },
      ],
      mix: null,
      classes: 10,
    });
    const { macs, weights, biases, params, layers } = network.totals;
    assert.deepEqual(
      { macs, weights, biases, params, layers },
      { macs: 78840, weights: 2016, biases: 134, params: 2150, layers: 10 },
    );
    assert.deepEqual(network.layers[4]?.inputs, [0, 3]);
  });

  it('count within the rounding of the published Once-for-All networks', (test) => {
    const path = referencePath(test, 'ofa', 'specialized.json');
    if (path === undefined) return;
    const rows = (JSON.parse(readFileSync(path, 'utf8')) as Published[]).filter((row) => row.blocks !== undefined);
    assert.ok(rows.length >= 35);
    for (const row of rows) {
      const { macs, trainableParams } = mbconv.totals(mbconv.parse(parametersOf(row)));
      assert.ok(Math.abs(macs / (row.macsM * 1e6) - 1) <= 0.008, `${row.id} macs`);
      assert.ok(Math.abs(trainableParams / (row.paramsM * 1e6) - 1) <= 0.01, `${row.id} parameters`);
    }
  });
});

type Block = [
  input: number,
  mid: number,
  out: number,
  kernel: number,
  stride: number,
  se: number,
  act: string,
  skip: number,
];
interface Published {
  readonly id: string;
  readonly net: string;
  readonly resolution: number;
  readonly macsM: number;
  readonly paramsM: number;
  readonly classifier: [number, number];
  readonly stem: [number, number, number, number];
  readonly blocks?: readonly Block[];
  readonly final_expand?: [number, number];
  readonly feature_mix?: [number, number];
}

function parametersOf(row: Published) {
  const third = row.net === 'MobileNetV3';
  const act = third ? 'h_swish' : 'relu6';
  const [, out, kernel, stride] = row.stem;
  return {
    resolution: row.resolution,
    classes: row.classifier[1],
    stem: { kernel, stride, out, act },
    mbconv: (row.blocks ?? []).map(([, mid, width, size, step, se, activation, skip]) => {
      return { kernel: size, mid, out: width, stride: step, se: se === 1, act: activation, residual: skip === 1 };
    }),
    ...(row.final_expand ? { finalExpand: { out: row.final_expand[1], act } } : {}),
    ...(row.feature_mix
      ? { mix: { out: row.feature_mix[1], position: third ? 'after-pool' : 'before-pool', act } }
      : {}),
  };
}
