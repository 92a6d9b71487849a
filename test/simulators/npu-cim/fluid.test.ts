/** Bandwidth that running tasks share. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type FluidTask, maxMinShares, runFluid } from '../../../simulators/npu-cim/fluid.js';

const settings = { seed: 11, numRuns: 200 };
const task = (durationNs: number, bytes: number[], after: number[] = []): FluidTask => ({ durationNs, bytes, after });

const bytesOf = ({ bytes }: FluidTask): number => bytes[0] as number;

describe('fluid contention', () => {
  it('ends two tasks that each ask 80 % of a channel at 1.6 times their own time', () => {
    const tasks = [task(100, [80]), task(100, [80])];
    const { endNs, makespanNs } = runFluid(tasks, [[0], [1]], [1], 'fluid');
    assert.deepEqual(
      Array.from(endNs, (end) => Math.round(end * 1e9) / 1e9),
      [160, 160],
    );
    assert.equal(makespanNs, endNs[1]);
  });

  it('runs one task alone at its own speed', () => {
    const { startNs, endNs } = runFluid([task(30, [90]), task(20, [5], [0])], [[0], [1]], [1], 'fluid');
    assert.deepEqual([...startNs, ...endNs], [0, 30, 30, 50]);
  });

  it('speeds the other task up when one ends', () => {
    // Both run at 1/2 until the first is done at 20; the second has 5/6 of its work left.
    const { endNs } = runFluid([task(10, [10]), task(60, [60])], [[0], [1]], [1], 'fluid');
    assert.ok(Math.abs((endNs[0] as number) - 20) < 1e-9);
    assert.ok(Math.abs((endNs[1] as number) - 70) < 1e-9);
  });

  it('gives a small demand all it asks and the rest to the other', () => {
    assert.deepEqual(maxMinShares([0.9, 0.2], 1), [0.8, 0.2]);
    assert.deepEqual(maxMinShares([0.9, 0.9, 0.1], 1), [0.45, 0.45, 0.1]);
  });

  it('refuses queues that wait for each other', () => {
    assert.throws(() => runFluid([task(1, [0], [1]), task(1, [0], [0])], [[0], [1]], [1], 'fluid'), RangeError);
  });

  const random = fc
    .array(
      fc.record({
        duration: fc.double({ min: 0.1, max: 50, noNaN: true }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        onCim: fc.boolean(),
      }),
      {
        minLength: 2,
        maxLength: 12,
      },
    )
    .map((list) => ({
      tasks: list.map(({ duration, share }) => task(duration, [duration * share])),
      queues: [false, true].map((onCim) => list.flatMap((each, i) => (each.onCim === onCim ? [i] : []))),
    }));

  it('is never faster than the channel, and no task beats its own time', () => {
    fc.assert(
      fc.property(random, ({ tasks, queues }) => {
        const { startNs, endNs, makespanNs } = runFluid(tasks, queues, [1], 'fluid');
        const asked = tasks.reduce((sum, each) => sum + bytesOf(each), 0);
        assert.ok(asked <= makespanNs * (1 + 1e-9), `${asked} bytes in ${makespanNs} ns`);
        for (const [i, { durationNs }] of tasks.entries()) {
          assert.ok((endNs[i] as number) - (startNs[i] as number) >= durationNs * (1 - 1e-9));
        }
      }),
      settings,
    );
  });

  it('moves every byte that is asked for, added up from event to event at fair shares', () => {
    fc.assert(
      fc.property(random, ({ tasks, queues }) => {
        const { startNs, endNs } = runFluid(tasks, queues, [1], 'fluid');
        const moved = tasks.map(() => 0);
        const events = [...new Set([...startNs, ...endNs])].sort((a, b) => a - b);
        for (const [i, from] of events.slice(0, -1).entries()) {
          const to = events[i + 1] as number;
          const active = tasks.flatMap((_, id) => ((startNs[id] ?? 0) <= from && (endNs[id] ?? 0) >= to ? [id] : []));
          const rates = active.map((id) => bytesOf(tasks[id] as FluidTask) / (tasks[id] as FluidTask).durationNs);
          for (const [k, share] of maxMinShares(rates, 1).entries()) {
            moved[active[k] as number] = (moved[active[k] as number] as number) + share * (to - from);
          }
        }
        for (const [id, task] of tasks.entries()) {
          const asked = bytesOf(task);
          assert.ok(Math.abs((moved[id] as number) - asked) <= 1e-9 * Math.max(1, asked), `${moved[id]} of ${asked}`);
        }
      }),
      settings,
    );
  });

  it('is never slower than one task after the other, nor faster than without contention', () => {
    fc.assert(
      fc.property(random, ({ tasks, queues }) => {
        const serial = tasks.reduce((sum, { durationNs }) => sum + durationNs, 0);
        const fluid = runFluid(tasks, queues, [1], 'fluid').makespanNs;
        assert.ok(fluid <= serial * (1 + 1e-9));
        assert.ok(runFluid(tasks, queues, [1], 'none').makespanNs <= fluid * (1 + 1e-9));
      }),
      settings,
    );
  });

  it('stretches both tasks alike under slowdown', () => {
    const { endNs } = runFluid([task(100, [90]), task(100, [60])], [[0], [1]], [1], 'slowdown');
    assert.ok(Math.abs((endNs[0] as number) - 150) < 1e-9);
  });
});
