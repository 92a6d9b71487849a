/** The assignment that `optimal` finds against every assignment there is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  canRun,
  type LayerNetwork,
  type Residency,
  type ScheduleName,
  type System,
  schedules,
  type Work,
} from '../../../simulators/npu-cim/index.js';
import { layerTimes } from '../../../simulators/npu-cim/layer-times.js';
import { spilledBytes } from '../../../simulators/npu-cim/liveness.js';
import { pricedAssignments } from '../../../simulators/npu-cim/priced-assignment.js';
import { buildNetwork, type Layer, NetworkBuilder } from '../../../src/networks/index.js';
import { digital, networks, simulate, systemOf, worked } from './support.js';

/** Least time over all assignments of the layers that the macros can run. */
function exhaustive(system: System, work: readonly Work[], schedule: ScheduleName, residency: Residency): number {
  const able = work.filter((layer) => canRun(system.cim, layer)).map(({ index }) => index);
  let least = Number.POSITIVE_INFINITY;
  for (let set = 0; set < 1 << able.length; set++) {
    const assignment = work.map(({ index }) => (able.includes(index) ? (set >> able.indexOf(index)) & 1 : 0));
    const { latencyNs, periodNs } = simulate(system, work, { assignment, schedule, residency });
    least = Math.min(least, schedule === 'pipelined' ? periodNs : latencyNs);
  }
  return least;
}

const ableOf = (work: readonly Work[]): number => work.filter((layer) => canRun(systemOf().cim, layer)).length;
const small = networks.map(worked).filter((work) => ableOf(work) <= 8);
/** Graphs with so many layers that the macros can run. */
const graphs = (least: number, most: number) =>
  fc
    .tuple(networks, networks, networks)
    .map(([first, second, third]) => worked(chained(chained(first, second), third)))
    .filter((work) => ableOf(work) >= least && ableOf(work) <= most);

/** One network after the other, its first layer reading the last of the other. */
function chained(first: LayerNetwork, second: LayerNetwork): LayerNetwork {
  const [, , width] = (first.layers.at(-1) as Layer).out;
  const count = first.layers.length;
  const moved = second.layers.map(
    (layer): Layer => ({
      ...layer,
      i: layer.i + count,
      inputs: layer.inputs.map((input) => input + count),
    }),
  );
  const head = moved[0] as Layer;
  moved[0] = {
    ...head,
    in: [head.in[0], head.in[1], width],
    weights: width * head.out[2],
    macs: (head.macs / head.in[2]) * width,
  };
  return { ...first, layers: [...first.layers, ...moved] };
}
const chains = fc
  .array(fc.constantFrom(16, 48, 96, 200), { minLength: 2, maxLength: 7 })
  .chain((widths) => fc.tuple(fc.constant(widths), fc.integer({ min: 2, max: 16 })))
  .map(([widths, side]) => {
    const network = new NetworkBuilder('chain', { h: side, w: side, c: 32 });
    for (const [i, out] of widths.entries()) network.conv({ out, kernel: i % 2 === 0 ? 1 : 3 });
    return worked(network.build());
  });

describe('optimal assignment', () => {
  it('is the best of all assignments of a chain whose layers do not share macros, as is the dynamic program alone', () => {
    fc.assert(
      fc.property(chains, fc.constantFrom(1, 4, 16), (work, macros) => {
        const system = systemOf({ macros });
        const residency = 'none';
        const times = layerTimes(system, work, spilledBytes(work, system.sram.bytes));
        const reloadedAlone = times.map((time) => ({ ...time, residentNs: Number.POSITIVE_INFINITY }));
        const [assignment = []] = pricedAssignments(system, work, reloadedAlone);
        const least = exhaustive(system, work, 'sequential', residency);
        for (const found of [{ assignment, residency }, { residency }] as const) {
          const { latencyNs } = simulate(system, work, found);
          assert.ok(Math.abs(latencyNs / least - 1) < 1e-12, `${latencyNs} ns, the best is ${least}`);
        }
      }),
      { seed: 14, numRuns: 15 },
    );
  });

  const atBest = (work: fc.Arbitrary<Work[]>, runs: number, seed: number, slack: number, share: number) => {
    let best = 0;
    fc.assert(
      fc.property(
        work,
        fc.constantFrom(2, 8, 24),
        fc.constantFrom(...schedules),
        fc.boolean(),
        (layers, macros, schedule, pingPong) => {
          const system = systemOf({ macros, pingPong });
          const { latencyNs, periodNs } = simulate(system, layers, { schedule });
          const found = schedule === 'pipelined' ? periodNs : latencyNs;
          const least = exhaustive(system, layers, schedule, 'optimal');
          if (found <= least * (1 + 1e-12)) best++;
          assert.ok(found <= least * (1 + slack), `${found} ns, the best is ${least}`);
        },
      ),
      { seed, numRuns: runs },
    );
    assert.ok(best >= share * runs, `${best} of ${runs} are the best there is`);
  };

  it('is the best of all assignments of small graphs that share the macros, in every schedule', () => {
    atBest(small, 20, 15, 1e-12, 1);
  });

  it('is the best of all assignments of graphs of up to 12 layers', () => {
    atBest(graphs(11, 12), 2, 17, 1e-12, 1);
  });

  it('is within 3 % of the best of larger graphs, where it is a heuristic, and mostly the best', () => {
    atBest(graphs(13, 13), 4, 16, 0.03, 0.75);
  });

  it('side by side or as a stream is no slower than one after the other, also of layers too many to try', () => {
    const work = worked(buildNetwork('hybrid', { stage5Type: 'transformer' }));
    const macro = { ...digital, kind: 'analog-sram', rows: 128, adcModel: 'zigzag-28nm', adcBits: 5 } as const;
    for (const macros of [3, 7, 24]) {
      const system = systemOf({ macro, macros, accelerator: 'ethos-u55-256', pingPong: true });
      const of = (schedule: ScheduleName) => simulate(system, work, { assignment: 'optimal', schedule });
      const { latencyNs } = of('sequential');
      assert.ok(of('parallel').latencyNs <= latencyNs * (1 + 1e-12), `${macros} macros, parallel`);
      assert.ok(of('pipelined').periodNs <= latencyNs * (1 + 1e-12), `${macros} macros, pipelined`);
    }
  });
});
