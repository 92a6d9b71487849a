/** What holds for every network, system, assignment and schedule. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Assignment,
  canRun,
  policies,
  residencies,
  type System,
  type SystemResult,
  schedules,
  type Work,
} from '../../../simulators/npu-cim/index.js';
import { networks, simulate, systemOf, worked } from './support.js';

const settings = { seed: 13, numRuns: 20 };
const options = fc.record({
  macros: fc.constantFrom(1, 4, 16, 64),
  pingPong: fc.boolean(),
  sramKib: fc.constantFrom(32, 256),
  offChipGBs: fc.constantFrom(0.5, 4),
});
const work = networks.map(worked);
const bits = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });

const assigned = (layers: readonly Work[], system: System, flags: readonly boolean[]): Assignment =>
  layers.map((layer, i) => (flags[i] && canRun(system.cim, layer) ? 1 : 0));
const energyOf = ({ energyPj }: SystemResult): number => Object.values(energyPj).reduce((sum, pj) => sum + pj, 0);
const atMost = (less: number, more: number, what: string) =>
  assert.ok(less <= more * (1 + 1e-9), `${what}: ${less} > ${more}`);

describe('npu-cim properties', () => {
  it('sequential >= parallel >= the busiest device without contention >= nothing, for the same assignment', () => {
    fc.assert(
      fc.property(work, options, bits, (layers, chosen, flags) => {
        const system = systemOf(chosen);
        const assignment = assigned(layers, system, flags);
        const sequential = simulate(system, layers, { assignment });
        const parallel = simulate(system, layers, { assignment, schedule: 'parallel' });
        const free = simulate(system, layers, { assignment, schedule: 'parallel', contention: 'none' });
        atMost(parallel.latencyNs, sequential.latencyNs, 'parallel');
        atMost(free.latencyNs, parallel.latencyNs, 'no contention');
        atMost(Math.max(free.busyNs.npu, free.busyNs.cim), free.latencyNs, 'busy');
      }),
      settings,
    );
  });

  it('a parallel schedule is no shorter than the longest chain of layers, and keeps to their order', () => {
    fc.assert(
      fc.property(work, options, bits, (layers, chosen, flags) => {
        const system = systemOf(chosen);
        const assignment = assigned(layers, system, flags);
        const alone = simulate(system, layers, { assignment, schedule: 'parallel', contention: 'none' });
        const shared = simulate(system, layers, { assignment, schedule: 'parallel' });
        const chain = new Float64Array(layers.length);
        for (const { index, inputs } of layers) {
          const { startNs = 0, endNs = 0 } = alone.schedule[index] ?? {};
          chain[index] = endNs - startNs + Math.max(0, ...inputs.map((input) => chain[input] as number));
          for (const { schedule } of [alone, shared]) {
            for (const input of inputs) atMost(schedule[input]?.endNs ?? 0, schedule[index]?.startNs ?? 0, 'order');
          }
        }
        atMost(Math.max(...chain), alone.latencyNs, 'critical path');
        atMost(Math.max(...chain), shared.latencyNs, 'critical path under contention');
      }),
      settings,
    );
  });

  it('a pipeline takes at least the busiest device and at most one frame after the other', () => {
    fc.assert(
      fc.property(work, options, bits, (layers, chosen, flags) => {
        const system = systemOf(chosen);
        const assignment = assigned(layers, system, flags);
        const sequential = simulate(system, layers, { assignment });
        atMost(
          simulate(system, layers, { assignment, schedule: 'pipelined' }).periodNs,
          sequential.latencyNs,
          'period',
        );
        const fast: System = {
          ...system,
          sram: { ...system.sram, bytesPerNs: 1e9 },
          offChip: { ...system.offChip, bytesPerNs: 1e9 },
        };
        const { periodNs, busyNs } = simulate(fast, layers, { assignment, schedule: 'pipelined' });
        atMost(Math.max(busyNs.npu, busyNs.cim), periodNs, 'busiest device');
      }),
      settings,
    );
  });

  it('bytes and compute energy do not depend on the schedule', () => {
    fc.assert(
      fc.property(work, options, bits, (layers, chosen, flags) => {
        const system = systemOf(chosen);
        const assignment = assigned(layers, system, flags);
        const results = schedules.map((schedule) => simulate(system, layers, { assignment, schedule }));
        const weightsOf = (layer: number) => layers[layer]?.weightBytes ?? 0;
        for (const { energyPj, sramBytes, offChipBytes, schedule } of results) {
          const { leakage: _, ...parts } = energyPj;
          const { leakage: __, ...first } = results[0]?.energyPj ?? energyPj;
          assert.deepEqual(parts, first);
          assert.deepEqual([sramBytes, offChipBytes], [results[0]?.sramBytes, results[0]?.offChipBytes]);
          const moved = schedule.reduce((sum, part) => sum + part.offChipBytes, 0);
          const weights = schedule.reduce((sum, part) => sum + (part.reloadNs > 0 ? weightsOf(part.layer) : 0), 0);
          assert.ok(
            Math.abs(moved - offChipBytes - weights) <= 1e-9 * moved,
            'reloads move weights, the rest is theirs',
          );
          const inside = schedule.reduce((sum, part) => sum + part.sramBytes, 0);
          assert.ok(inside >= sramBytes * (1 - 1e-12), 'and handovers');
        }
      }),
      settings,
    );
  });

  it('the energy of the layers and the leakage are the whole', () => {
    fc.assert(
      fc.property(work, options, fc.constantFrom(...policies), (layers, chosen, assignment) => {
        const result = simulate(systemOf(chosen), layers, { assignment });
        const byLayer = result.layerEnergyPj.reduce((sum, pj) => sum + pj, 0) + result.energyPj.leakage;
        assert.ok(Math.abs(byLayer / energyOf(result) - 1) < 1e-9);
      }),
      settings,
    );
  });

  it('residence is never slower than a reload at each inference', () => {
    fc.assert(
      fc.property(work, options, (layers, chosen) => {
        const system = systemOf({ ...chosen, pingPong: false });
        const [none, , optimal] = residencies.map(
          (residency) => simulate(system, layers, { assignment: 'cim-only', residency }).latencyNs,
        );
        atMost(optimal as number, none as number, 'optimal residency');
      }),
      settings,
    );
  });

  it('more macros are never slower under optimal residency, whether all layers are on them or the fastest ones', () => {
    fc.assert(
      fc.property(work, options, fc.integer({ min: 1, max: 64 }), (layers, chosen, more) => {
        for (const assignment of ['cim-only', 'optimal'] as const) {
          const [few, many] = [0, more].map(
            (further) =>
              simulate(systemOf({ ...chosen, pingPong: false, macros: chosen.macros + further }), layers, {
                assignment,
              }).latencyNs,
          );
          atMost(many as number, few as number, `${more} more macros under ${assignment}`);
        }
      }),
      settings,
    );
  });

  it('optimal is no slower than every other policy, in each schedule', () => {
    fc.assert(
      fc.property(work, options, fc.constantFrom(...schedules), (layers, chosen, schedule) => {
        const system = systemOf(chosen);
        const time = (assignment: (typeof policies)[number]) => {
          const { latencyNs, periodNs } = simulate(system, layers, { assignment, schedule });
          return schedule === 'pipelined' ? periodNs : latencyNs;
        };
        for (const policy of policies) atMost(time('optimal'), time(policy), policy);
      }),
      settings,
    );
  });

  it('splitting never makes the network slower', () => {
    fc.assert(
      fc.property(work, options, (layers, chosen) => {
        const system = systemOf(chosen);
        const [whole, split] = [false, true].map((splitOutputChannels) =>
          simulate(system, layers, { schedule: 'parallel', assignment: 'greedy', splitOutputChannels }),
        );
        atMost(split?.latencyNs ?? 0, whole?.latencyNs ?? 0, 'split');
        assert.equal(split?.macs, whole?.macs);
      }),
      settings,
    );
  });
});
