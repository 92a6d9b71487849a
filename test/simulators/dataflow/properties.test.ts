/** What must hold of every layer and mapping in mode `corrected`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { coverage, evaluateLayer, type LayerRequest, layerCost } from '../../../simulators/dataflow/index.js';
import { listRequests, templateRequests } from './generators.js';

const runs = { seed: 20240401, numRuns: 1500 };

/** Elements of the input that some output reads, by the definition of a convolution. */
function tensorsOf({ layer }: LayerRequest): { inputs: number; weights: number; outputs: number; macs: number } {
  if (layer.op === 'gemm') {
    const { m, n, k } = layer;
    return { inputs: m * k, weights: k * n, outputs: m * n, macs: m * n * k };
  }
  const { c, r, s, y, x, strideY = 1, strideX = 1 } = layer;
  const rows = rowsRead(y, r, strideY);
  const columns = rowsRead(x, s, strideX);
  const filters = layer.op === 'conv2d' ? layer.k * c : c;
  const channels = layer.op === 'conv2d' ? layer.k : c;
  return {
    inputs: c * rows.read * columns.read,
    weights: filters * r * s,
    outputs: channels * rows.outputs * columns.outputs,
    macs: filters * r * s * rows.outputs * columns.outputs,
  };
}

function rowsRead(extent: number, kernel: number, stride: number): { read: number; outputs: number } {
  const read = new Set<number>();
  let outputs = 0;
  for (let at = 0; at + kernel <= extent; at += stride, outputs++) for (let i = 0; i < kernel; i++) read.add(at + i);
  return { read: read.size, outputs };
}

for (const [what, requests] of Object.entries({ templates: templateRequests, 'directive lists': listRequests })) {
  describe(`dataflow, mode corrected, random ${what}`, () => {
    it('meets every MAC once', () => {
      fc.assert(
        fc.property(requests, (request) => {
          const { enumerated, macs } = coverage(request);
          assert.equal(macs, tensorsOf(request).macs);
          assert.equal(enumerated, macs);
        }),
        runs,
      );
    });

    it('reads every element, writes every output, and takes no less time than the MACs need', () => {
      fc.assert(
        fc.property(requests, (request) => {
          const cost = evaluateLayer(request);
          const { inputs, weights, outputs, macs } = tensorsOf(request);
          const { input, weight, output } = cost.accesses;
          assert.equal(input.l2Writes, inputs);
          assert.equal(weight.l2Writes, weights);
          assert.ok(input.l2Reads >= inputs, `reads ${input.l2Reads} of ${inputs} inputs`);
          assert.ok(weight.l2Reads >= weights, `reads ${weight.l2Reads} of ${weights} weights`);
          assert.ok(output.l2Writes >= outputs, `writes ${output.l2Writes} of ${outputs} outputs`);
          assert.equal(output.l2Reads, output.l2Writes - outputs);
          assert.ok(cost.cycles >= Math.ceil(macs / (request.pes * (request.simdLanes ?? 1))));
          assert.ok(cost.averageActivePes > 0 && cost.averageActivePes <= request.pes);
          assert.equal(cost.dramBytes, inputs + weights + outputs);
          assert.equal(cost.provenance.validated, false);
        }),
        runs,
      );
    });

    it('never runs slower with more bandwidth', () => {
      fc.assert(
        fc.property(requests, fc.integer({ min: 1, max: 64 }), fc.integer({ min: 0, max: 64 }), (request, noc, off) => {
          const wider = {
            ...request,
            nocBandwidth: request.nocBandwidth + noc,
            offchipBandwidth: (request.offchipBandwidth ?? 70000) + off,
          };
          assert.ok(layerCost(wider).cycles <= layerCost(request).cycles);
        }),
        runs,
      );
    });

    it('gives the same bits on the short way', () => {
      fc.assert(
        fc.property(requests, (request) => {
          const { cycles, energyPj, l1RequiredBytes, l2RequiredBytes } = evaluateLayer(request);
          assert.deepEqual(layerCost(request), { cycles, energyPj: energyPj.total, l1RequiredBytes, l2RequiredBytes });
        }),
        { ...runs, numRuns: 300 },
      );
    });
  });
}
