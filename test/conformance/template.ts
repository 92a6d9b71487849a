import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type DataflowCosts,
  type DataflowTemplate,
  loadTemplate,
  type Template,
  type TemplateFolder,
  templateNames,
  validateTemplate,
} from '../../hwtemplates/index.js';
import { coverage, evaluateLayer, type Layer, layerCost } from '../../simulators/dataflow/index.js';

/** Layers that a dataflow template is tried on: common, pointwise, strided, odd, tiny, and matrix products. */
const layers: readonly Layer[] = [
  { op: 'conv2d', k: 64, c: 64, r: 3, s: 3, y: 58, x: 58 },
  { op: 'conv2d', k: 256, c: 64, r: 1, s: 1, y: 56, x: 56 },
  { op: 'conv2d', k: 128, c: 256, r: 1, s: 1, y: 56, x: 56, strideY: 2, strideX: 2 },
  { op: 'conv2d', k: 64, c: 3, r: 7, s: 7, y: 230, x: 230, strideY: 2, strideX: 2 },
  { op: 'conv2d', k: 13, c: 5, r: 3, s: 5, y: 17, x: 29, strideY: 2, strideX: 3 },
  { op: 'conv2d', k: 7, c: 2, r: 2, s: 1, y: 11, x: 9, strideY: 3, strideX: 2 },
  { op: 'conv2d', k: 1, c: 1, r: 1, s: 1, y: 1, x: 1 },
  { op: 'depthwiseConv2d', c: 96, r: 3, s: 3, y: 114, x: 114, strideY: 2, strideX: 2 },
  { op: 'depthwiseConv2d', c: 19, r: 5, s: 5, y: 18, x: 18 },
  { op: 'gemm', m: 1, n: 1000, k: 2048 },
  { op: 'gemm', m: 197, n: 768, k: 768 },
];
const arrays = [
  { pes: 16, nocBandwidth: 4 },
  { pes: 168, nocBandwidth: 16 },
  { pes: 1024, nocBandwidth: 64 },
] as const;

/**
 * Registers tests that a shipped template passes: it satisfies its folder's schema and, where it describes hardware,
 * names itself and its source and does what its simulator expects of it.
 */
export function templateConformance(folder: TemplateFolder, name: string): void {
  describe(`template ${folder}/${name}`, () => {
    test('is found and satisfies the schema', () => {
      assert.ok(templateNames(folder).includes(name));
      const template: Template<TemplateFolder> = loadTemplate(folder, name);
      assert.ok(Object.isFrozen(template));
      validateTemplate(folder, JSON.parse(JSON.stringify(template)));
    });
    if (folder === 'dataflow') dataflowTests(() => loadTemplate(folder, name), name);
    if (folder === 'dataflow/costs') costsTests(() => loadTemplate(folder, name), name);
  });
}

/** The same for a dataflow template of the caller's own, which has been validated. */
export function dataflowConformance(template: DataflowTemplate): void {
  describe(`dataflow template ${template.name}`, () => dataflowTests(() => template, template.name));
}

function dataflowTests(load: () => DataflowTemplate, name: string): void {
  test('bears the name of its file and names its source', () => {
    assert.equal(load().name, name);
    assert.ok(load().source.length > 10);
  });

  test('does every MAC of every layer that it maps exactly once', () => {
    const template = load();
    const costs = loadTemplate('dataflow/costs', 'maestro-2021');
    const mapped = layers.filter(({ op }) => {
      const asConvolution = op === 'gemm' && template.mappings.conv2d !== undefined;
      return template.mappings[op] !== undefined || asConvolution;
    });
    assert.ok(mapped.length > 0);
    for (const layer of mapped) {
      for (const array of arrays) {
        const request = { layer, template, ...array, costs };
        const { enumerated, macs } = coverage(request);
        assert.equal(enumerated, macs, JSON.stringify({ layer, array }));
        const { cycles, utilization, accesses, energyPj } = evaluateLayer(request);
        assert.ok(cycles >= Math.ceil(macs / array.pes) && utilization > 0 && utilization <= 1);
        assert.ok(accesses.input.l2Reads >= accesses.input.l2Writes && energyPj.total > 0);
      }
    }
  });
}

function costsTests(load: () => DataflowCosts, name: string): void {
  test('bears the name of its file, names its source and gives finite, positive figures', () => {
    const costs = load();
    assert.ok(costs.source.length > 10);
    assert.equal(costs.name, name);
    const template = loadTemplate('dataflow', 'dla');
    for (const layer of layers) {
      for (const array of arrays) {
        const request = { layer, template, ...array, costs };
        const { energyPj } = layerCost(request);
        const { areaUm2, powerMw } = evaluateLayer(request);
        for (const figure of [energyPj, areaUm2.total, powerMw.total]) assert.ok(figure > 0 && Number.isFinite(figure));
      }
    }
  });
}
