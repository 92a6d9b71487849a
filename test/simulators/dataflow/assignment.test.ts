import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  assign,
  energyOfAssignment,
  exactAssignment,
  type Instance,
  listSchedule,
  makespanBound,
} from '../../../simulators/dataflow/index.js';
import { RandomStream } from '../../../src/stats/random.js';

interface Drawn extends Instance {
  readonly times: number[];
  readonly energies: number[];
}

/** Machine of each layer with the least `first`; ties: less `second`, then the lower machine. */
function bestMachines({ machines }: Instance, first: ArrayLike<number>, second: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: first.length / machines }, (_, layer) => {
    const at = Array.from({ length: machines }, (_, machine) => layer * machines + machine);
    at.sort((a, b) => (first[a] as number) - (first[b] as number) || (second[a] as number) - (second[b] as number));
    return (at[0] as number) - layer * machines;
  });
}

/** Times and energies uniform in 1..100; the limit lies 5 % below the mean makespan of the heuristic's two starts. */
function randomInstance(seed: number, chains: readonly number[], machines: number): Drawn & { limit: number } {
  const random = RandomStream.from(seed, 'assignment');
  const entries = chains.reduce((sum, length) => sum + length, 0) * machines;
  const draw = () => Array.from({ length: entries }, () => 1 + random.integer(100));
  const instance = { chains, machines, times: draw(), energies: draw() };
  const { times, energies } = instance;
  const frugal = listSchedule(instance, bestMachines(instance, energies, times)).makespan;
  const fast = listSchedule(instance, bestMachines(instance, times, energies)).makespan;
  return { ...instance, limit: (0.95 * (frugal + fast)) / 2 };
}

/** The published rules written out plainly, without any shortcut. */
function plainHeuristic(instance: Instance, limit: number): Int32Array {
  const { machines, times, energies } = instance;
  const energy = (layer: number, machine: number) => energies[layer * machines + machine] as number;
  const makespan = (machine: Int32Array) => listSchedule(instance, machine).makespan;
  const moves = (from: Int32Array) =>
    [...from.keys()].flatMap((layer) =>
      Array.from({ length: machines }, (_, to) => {
        const machine = from.slice();
        machine[layer] = to;
        return { machine, increase: energy(layer, to) - energy(layer, from[layer] as number) };
      }),
    );
  const improve = (start: Int32Array) => {
    let now = start;
    while (makespan(now) > limit) {
      const before = makespan(now);
      const gaining = moves(now)
        .map((move) => ({ ...move, gain: before - makespan(move.machine) }))
        .filter(({ gain }) => gain > 0)
        .map((move) => ({ ...move, ratio: move.increase <= 0 ? Number.POSITIVE_INFINITY : move.gain / move.increase }));
      // Sorting is stable: the lower layer and machine stay first on ties.
      gaining.sort((a, b) => (b.ratio === a.ratio ? b.gain - a.gain : b.ratio - a.ratio));
      if (gaining[0] === undefined) return now;
      now = gaining[0].machine;
    }
    for (;;) {
      const saving = moves(now).filter(({ machine, increase }) => increase < 0 && makespan(machine) <= limit);
      saving.sort((a, b) => a.increase - b.increase);
      if (saving[0] === undefined) return now;
      now = saving[0].machine;
    }
  };
  const a = improve(bestMachines(instance, energies, times));
  const b = improve(bestMachines(instance, times, energies));
  const [within, other] = [makespan(a) <= limit, makespan(b) <= limit];
  if (within !== other) return within ? a : b;
  const [costA, costB] = within
    ? [energyOfAssignment(instance, a), energyOfAssignment(instance, b)]
    : [makespan(a), makespan(b)];
  return costB < costA ? b : a;
}

describe('assignment under a latency limit', () => {
  it('comes near the exact answer and never beats it', (t) => {
    let reachable = 0;
    let met = 0;
    let optimal = 0;
    const gaps: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const { limit, ...instance } = randomInstance(seed, [4, 4], 2);
      const found = assign(instance, limit);
      const exact = assign(instance, limit, 'exact');
      if (!exact.withinLimit) {
        assert.equal(found.withinLimit, false);
        assert.ok(found.makespan >= exact.makespan);
        continue;
      }
      reachable++;
      if (!found.withinLimit) continue;
      met++;
      assert.ok(found.energy >= exact.energy);
      if (found.energy === exact.energy) {
        optimal++;
        assert.ok(found.makespan >= exact.makespan);
      }
      gaps.push(found.energy / exact.energy - 1);
    }
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const worst = Math.max(...gaps);
    const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
    t.diagnostic(
      `limit met ${met} of ${reachable}, mean gap ${percent(mean)}, optimal ${optimal}, worst ${percent(worst)}`,
    );
    assert.ok(reachable > 150);
    assert.ok(met >= 0.97 * reachable, `${met} of ${reachable} within the limit`);
    assert.ok(mean <= 0.05, `mean gap ${percent(mean)}`);
  });

  it('follows the rules to the letter, ties included', () => {
    for (const [chains, machines] of [
      [[4, 4], 2],
      [[3, 2, 4], 3],
      [[6], 2],
      [[2, 2, 2], 1],
    ] as const) {
      for (let seed = 0; seed < 40; seed++) {
        const { limit, ...drawn } = randomInstance(seed, chains, machines);
        // Coarse numbers make ties frequent.
        const coarse = { ...drawn, times: drawn.times.map((time) => Math.ceil(time / 25)) };
        for (const [instance, within] of [
          [drawn, limit],
          [coarse, limit / 25],
          [drawn, 0],
          [drawn, 1e9],
        ] as const) {
          assert.deepEqual([...assign(instance, within).machine], [...plainHeuristic(instance, within)]);
        }
      }
    }
  });

  it('gives the least energy without a limit', () => {
    for (let seed = 0; seed < 20; seed++) {
      const instance = randomInstance(seed, [5, 3], 2);
      const { machine, energy, withinLimit } = assign(instance, Number.POSITIVE_INFINITY);
      assert.deepEqual(machine, bestMachines(instance, instance.energies, instance.times));
      assert.equal(energy, assign(instance, Number.POSITIVE_INFINITY, 'exact').energy);
      assert.equal(withinLimit, true);
    }
  });

  it('returns the schedule of its assignment', () => {
    const { limit, ...instance } = randomInstance(1, [4, 4], 2);
    const { machine, start, end, makespan, energy } = assign(instance, limit);
    assert.deepEqual({ start, end, makespan }, listSchedule(instance, machine));
    assert.equal(energy, energyOfAssignment(instance, machine));
    assert.ok(makespan >= makespanBound(instance));
  });

  it('returns the shortest there is where nothing meets the limit', () => {
    const { limit: _, ...instance } = randomInstance(2, [3, 3], 2);
    const { withinLimit, makespan } = assign(instance, 1);
    assert.equal(withinLimit, false);
    assert.ok(makespan >= assign(instance, 1, 'exact').makespan);
  });

  it('refuses a limit that is none', () => {
    const instance = randomInstance(3, [1], 1);
    for (const limit of [Number.NaN, -1])
      assert.throws(() => assign(instance, limit), { code: 'badRequest', path: '/limit' });
  });
});

describe('assignment of groups', () => {
  /** Layers of one label moved as one: the same as one layer where they follow each other in one chain. */
  it('treats neighbours of one label as one layer', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { limit, ...halves } = randomInstance(seed, [3, 3], 2);
      const twice = (values: readonly number[]) => {
        const rows = Array.from({ length: 6 }, (_, layer) => values.slice(2 * layer, 2 * layer + 2));
        return rows.flatMap((row) => [...row, ...row]);
      };
      const split = { chains: [6, 6], machines: 2, times: twice(halves.times), energies: twice(halves.energies) };
      const groups = Array.from({ length: 12 }, (_, layer) => Math.floor(layer / 2));
      const whole = { ...halves, times: halves.times.map((t) => 2 * t), energies: halves.energies.map((e) => 2 * e) };
      const grouped = assign({ ...split, groups }, Number.POSITIVE_INFINITY);
      assert.equal(grouped.energy, assign(whole, Number.POSITIVE_INFINITY).energy);
      const bound = assign({ ...split, groups }, 2 * limit);
      for (let layer = 0; layer < 12; layer += 2) assert.equal(bound.machine[layer], bound.machine[layer + 1]);
    }
  });

  it('never beats the exact answer for the same groups', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { limit, ...instance } = randomInstance(seed, [4, 4], 2);
      const grouped = { ...instance, groups: [0, 1, 0, 2, 1, 0, 3, 3] };
      const [found, exact] = [assign(grouped, limit), assign(grouped, limit, 'exact')];
      assert.equal(exact.machine[0], exact.machine[5]);
      if (found.withinLimit) assert.ok(exact.withinLimit && found.energy >= exact.energy);
    }
  });
});

describe('exact assignment', () => {
  it('equals plain enumeration of assignments and orders', () => {
    for (const [chains, machines] of [
      [[2, 3], 2],
      [[1, 2, 2], 2],
      [[3, 1], 3],
      [[1, 1, 1, 1], 2],
    ] as const) {
      for (let seed = 0; seed < 10; seed++) {
        const { limit, ...instance } = randomInstance(seed, chains, machines);
        for (const within of [limit, 0, Number.POSITIVE_INFINITY]) {
          const { energy, makespan, start, end, machine } = exactAssignment(instance, within);
          assert.deepEqual({ energy, makespan }, enumerate(instance, within));
          assert.equal(makespan, Math.max(...end));
          for (let i = 0; i < machine.length; i++) {
            const time = instance.times[i * machines + (machine[i] as number)] as number;
            assert.equal(end[i], (start[i] as number) + time);
          }
        }
      }
    }
  });

  it('refuses instances beyond its size', () => {
    assert.throws(() => assign(randomInstance(0, [11], 1), 9, 'exact'), { code: 'badRequest', path: '/solver' });
    assert.throws(() => assign(randomInstance(0, [2], 4), 9, 'exact'), { code: 'badRequest', path: '/solver' });
  });
});

function enumerate(instance: Instance, limit: number): { energy: number; makespan: number } {
  const layers = instance.chains.reduce((sum, length) => sum + length, 0);
  const answers = Array.from({ length: instance.machines ** layers }, (_, index) => {
    const machine = Array.from(
      { length: layers },
      (_, i) => Math.floor(index / instance.machines ** i) % instance.machines,
    );
    return { energy: energyOfAssignment(instance, machine), makespan: shortest(instance, machine) };
  });
  const within = answers.filter(({ makespan }) => makespan <= limit);
  if (within.length > 0) within.sort((a, b) => a.energy - b.energy || a.makespan - b.makespan);
  else answers.sort((a, b) => a.makespan - b.makespan || a.energy - b.energy);
  return (within[0] ?? answers[0]) as { energy: number; makespan: number };
}

/** Shortest makespan over all interleavings of the chains. */
function shortest({ chains, machines, times }: Instance, machine: readonly number[]): number {
  const first = chains.map((_, chain) => chains.slice(0, chain).reduce((sum, length) => sum + length, 0));
  const place = (next: readonly number[], ready: readonly number[], free: readonly number[]): number => {
    const open = chains.flatMap((length, chain) => ((next[chain] as number) < length ? [chain] : []));
    if (open.length === 0) return Math.max(...free);
    const completed = open.map((chain) => {
      const layer = (first[chain] as number) + (next[chain] as number);
      const on = machine[layer] as number;
      const start = Math.max(ready[chain] as number, free[on] as number);
      const end = start + (times[layer * machines + on] as number);
      return place(next.with(chain, (next[chain] as number) + 1), ready.with(chain, end), free.with(on, end));
    });
    return Math.min(...completed);
  };
  const zeros = (length: number) => Array.from({ length }, () => 0);
  return place(zeros(chains.length), zeros(chains.length), zeros(machines));
}
