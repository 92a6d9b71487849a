import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Instance, listSchedule, makespanBound } from '../../../simulators/dataflow/index.js';

/** Random chains on 1 to 3 machines, with a machine for each layer. */
const scheduled = fc
  .record({
    chains: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }),
    machines: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ chains, machines }) => {
    const layers = chains.reduce((sum, length) => sum + length, 0);
    const numbers = fc.array(fc.integer({ min: 0, max: 100 }), {
      minLength: layers * machines,
      maxLength: layers * machines,
    });
    const assignment = fc.array(fc.integer({ min: 0, max: machines - 1 }), { minLength: layers, maxLength: layers });
    return fc.record({ chains: fc.constant(chains), machines: fc.constant(machines), times: numbers, assignment });
  });

const instanceOf = ({ chains, machines, times }: Omit<Instance, 'energies'>): Instance => ({
  chains,
  machines,
  times,
  energies: times,
});

describe('list schedule', () => {
  it('starts the earliest layer first and keeps chains and machines in order', () => {
    // Chain 0: a (3 on 0), b (2 on 1); chain 1: c (2 on 1), d (4 on 0).
    const instance = instanceOf({ chains: [2, 2], machines: 2, times: [3, 9, 9, 2, 9, 2, 4, 9] });
    const { start, end, makespan } = listSchedule(instance, [0, 1, 1, 0]);
    assert.deepEqual([...start], [0, 3, 0, 3]);
    assert.deepEqual([...end], [3, 5, 2, 7]);
    assert.equal(makespan, 7);
  });

  it('breaks ties by more remaining work, then by the lower chain', () => {
    const work = instanceOf({ chains: [1, 2], machines: 1, times: [5, 1, 9] });
    assert.deepEqual([...listSchedule(work, [0, 0, 0]).start], [10, 0, 1]);
    const equal = instanceOf({ chains: [1, 1], machines: 1, times: [5, 5] });
    assert.deepEqual([...listSchedule(equal, [0, 0]).start], [0, 5]);
  });

  it('takes chains without layers', () => {
    const instance = instanceOf({ chains: [0, 2, 0], machines: 1, times: [5, 1] });
    assert.equal(listSchedule(instance, [0, 0]).makespan, 6);
    assert.equal(listSchedule(instanceOf({ chains: [0], machines: 2, times: [] }), []).makespan, 0);
  });

  it('never overlaps, never idles without need, and stays within the bounds', () => {
    fc.assert(
      fc.property(scheduled, ({ assignment, ...rest }) => {
        const instance = instanceOf(rest);
        const { machines, times, chains } = instance;
        const { start, end, makespan } = listSchedule(instance, assignment);
        const time = (layer: number) => times[layer * machines + (assignment[layer] as number)] as number;
        let layer = 0;
        for (const length of chains) {
          for (let i = 0; i < length; i++, layer++) {
            assert.equal(end[layer], (start[layer] as number) + time(layer));
            if (i > 0) assert.ok((start[layer] as number) >= (end[layer - 1] as number), 'order of the chain');
          }
        }
        for (let machine = 0; machine < machines; machine++) {
          const layers = [...assignment.keys()].filter((layer) => assignment[layer] === machine);
          const sorted = layers.sort((a, b) => (start[a] as number) - (start[b] as number) || time(a) - time(b));
          for (let i = 1; i < sorted.length; i++) {
            const [before, after] = [sorted[i - 1] as number, sorted[i] as number];
            assert.ok((start[after] as number) >= (end[before] as number), 'one layer at a time');
          }
        }
        assert.equal(makespan, Math.max(0, ...end));
        assert.ok(makespan >= makespanBound(instance), 'lower bound');
        const sequential = assignment.reduce((sum, _, i) => sum + time(i), 0);
        assert.ok(makespan <= sequential, 'sequential schedule');
      }),
      { seed: 11, numRuns: 1000 },
    );
  });

  it('refuses what is no instance or no assignment', () => {
    const instance = instanceOf({ chains: [2], machines: 2, times: [1, 2, 3, 4] });
    const refused: readonly (readonly [Instance, readonly number[], string])[] = [
      [{ ...instance, machines: 0 }, [0, 0], '/machines'],
      [{ ...instance, chains: [1.5] }, [0, 0], '/chains/0'],
      [{ ...instance, times: [1, 2, 3] }, [0, 0], '/times'],
      [{ ...instance, times: [1, Number.NaN, 3, 4] }, [0, 0], '/times/1'],
      [{ ...instance, times: [1, -1, 3, 4] }, [0, 0], '/times/1'],
      [{ ...instance, energies: [1, 2, 3, Number.POSITIVE_INFINITY] }, [0, 0], '/energies/3'],
      [instance, [0, 2], '/assignment/1'],
      [instance, [0, 0.5], '/assignment/1'],
      [instance, [0], '/assignment/1'],
      [instance, [0, 0, 0], '/assignment/2'],
    ];
    for (const [bad, assignment, path] of refused) {
      assert.throws(() => listSchedule(bad, assignment), { code: 'badRequest', path });
    }
  });
});
