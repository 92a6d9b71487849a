/** What the model implies for any chain of operators. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { evaluateNpu, type NpuMemorySystem, OperatorCosts } from '../../../simulators/npu/index.js';
import { chains, requestFor } from './support.js';

const accelerators = fc.constantFrom('ethos-u55-32', 'ethos-u55-128', 'ethos-u55-256', 'ethos-u65-256', 'scaled-1024');
const settings = { seed: 6, numRuns: 60 };

describe('npu properties', () => {
  it('more off-chip bandwidth never makes a chain slower when no weights are copied', () => {
    const unweighted = chains.filter((layers) => layers.every(({ op }) => !op.endsWith('onv2d')));
    fc.assert(
      fc.property(accelerators, unweighted, fc.double({ min: 1, max: 64, noNaN: true }), (name, layers, factor) => {
        const request = requestFor(name, layers);
        const { offChip } = request.memorySystem;
        const wider: NpuMemorySystem = {
          ...request.memorySystem,
          offChip: { ...offChip, bytesPerCycle: offChip.bytesPerCycle * factor },
        };
        assert.ok(evaluateNpu({ ...request, memorySystem: wider }).cycles <= evaluateNpu(request).cycles);
      }),
      settings,
    );
  });

  it('twice the cores never compute slower', () => {
    fc.assert(
      fc.property(accelerators, chains, (name, layers) => {
        const request = requestFor(name, layers);
        const doubled = { ...request.accelerator, cores: 2 * request.accelerator.cores };
        const [one, two] = [request, { ...request, accelerator: doubled }].map((each) => evaluateNpu(each).layers);
        for (const [i, layer] of (two ?? []).entries()) {
          assert.ok(layer.computeCycles <= (one?.[i]?.computeCycles ?? 0), `layer ${i}`);
        }
      }),
      settings,
    );
  });

  it('an operator takes at least its computation and each of its transfers, and no more than the array can do', () => {
    fc.assert(
      fc.property(accelerators, chains, (name, layers) => {
        const result = evaluateNpu(requestFor(name, layers));
        for (const layer of result.layers) {
          assert.ok(layer.cycles >= Math.max(layer.computeCycles, layer.sramCycles, layer.offChipCycles));
          assert.equal(layer.cycles, Math.max(layer.npuCycles, layer.sramCycles, layer.offChipCycles));
        }
        assert.ok(result.utilization <= 1, `utilization ${result.utilization}`);
      }),
      settings,
    );
  });

  it('remembered costs are the computed ones', () => {
    const accelerator = loadTemplate('npu', 'ethos-u55-128');
    const costs = new OperatorCosts({ accelerator, system: loadTemplate('npu/memory', accelerator.memorySystem) });
    fc.assert(
      fc.property(chains, (layers) => {
        const request = requestFor('ethos-u55-128', layers);
        assert.deepEqual(evaluateNpu(request, costs), evaluateNpu(request));
      }),
      settings,
    );
  });

  it('compressed weights cost less energy', () => {
    fc.assert(
      fc.property(accelerators, chains, (name, layers) => {
        const full = evaluateNpu(requestFor(name, layers));
        const half = evaluateNpu(requestFor(name, layers, { weightCompressionRatio: 0.5 }));
        assert.ok(half.energyMjBy.offChip <= full.energyMjBy.offChip);
      }),
      settings,
    );
  });
});
