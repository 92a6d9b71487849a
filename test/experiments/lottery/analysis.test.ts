/** The figures of the hyperparameter lottery on tables whose answers are known. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { analyse } from '../../../src/experiments/lottery/analyse.js';
import { atK, bestOfK, crossing } from '../../../src/experiments/lottery/best-of-k.js';
import { distribution, reachShare, varianceShares } from '../../../src/experiments/lottery/distribution.js';
import { rankings, ranksOf } from '../../../src/experiments/lottery/ranking.js';
import type { SetValues } from '../../../src/experiments/lottery/resampling.js';
import type { ProblemFigures } from '../../../src/experiments/lottery/table.js';
import { lotteryCsv, lotteryMarkdown, lotteryText } from '../../../src/experiments/lottery/tables.js';

const values = (...sets: number[][]): SetValues => sets.map((set) => Float64Array.from(set));
const near = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

/** A problem with one budget, agents by name with their values. */
const problem = (
  name: string,
  agents: Record<string, number[][]>,
  changes: Partial<ProblemFigures> = {},
): ProblemFigures => ({
  name,
  problem: name,
  figure: 'latencyS',
  direction: 'minimize',
  budgets: [100],
  seeds: (Object.values(agents)[0]?.[0] ?? []).map((_, seed) => seed),
  agents: Object.entries(agents).map(([agent, sets]) => ({
    agent,
    sets: sets.map((set, i) => ({ hyperparameters: { set: i }, values: [Float64Array.from(set)] })),
  })),
  bestKnown: null,
  ...changes,
});

describe('variance', () => {
  it('is shared out between sets, seeds and their interaction', () => {
    assert.deepEqual(varianceShares(values([1, 1], [3, 3])), { sets: 1, seeds: 0, interaction: 0 });
    assert.deepEqual(varianceShares(values([1, 3], [1, 3])), { sets: 0, seeds: 1, interaction: 0 });
    assert.deepEqual(varianceShares(values([1, 3], [3, 1])), { sets: 0, seeds: 0, interaction: 1 });
    // Effects 0, 2 of the sets and 0, 1 of the seeds add up: squares 4 and 1.
    const { sets, seeds, interaction } = varianceShares(values([0, 1], [2, 3]));
    near(sets, 0.8);
    near(seeds, 0.2);
    near(interaction, 0);
    assert.deepEqual(varianceShares(values([2, 2], [2, 2])), { sets: 0, seeds: 0, interaction: 0 });
  });

  it('has shares that add up to one', () => {
    const table = fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(table, (sets) => {
        const { sets: a, seeds: b, interaction: c } = varianceShares(values(...sets));
        const sum = a + b + c;
        assert.ok(Math.abs(sum - 1) < 1e-6 || sum === 0, `${sum}`);
      }),
      { seed: 11 },
    );
  });
});

describe('the best of k sets', () => {
  it('is the mean over all choices of k, each set judged by its median', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 7 }), (medians) => {
        const curve = bestOfK(medians.map((m) => Float64Array.of(m - 1, m, m + 100)));
        for (let k = 1; k <= medians.length; k++) {
          const bests = choices(medians, k).map((choice) => Math.min(...choice));
          const mean = bests.reduce((sum, best) => sum + best, 0) / bests.length;
          assert.ok(Math.abs((curve[k - 1] as number) - mean) < 1e-9);
        }
      }),
      { seed: 5 },
    );
  });

  it('stays at its last figure when an agent has no more sets', () => {
    assert.deepEqual(
      [1, 2, 3, 9].map((k) => atK([5, 4], k)),
      [5, 4, 4, 4],
    );
  });

  it('crosses where the agent that starts behind gets ahead for good', () => {
    assert.equal(crossing([3, 2.9, 2.8], [5, 2.95, 2], 3), 3);
    assert.equal(crossing([3, 2.9, 2.8], [5, 2, 1], 3), 2);
    assert.equal(crossing([3, 2, 1], [5, 4, 3], 3), null, 'never');
    assert.equal(crossing([5, 4], [3, 2], 2), null, 'ahead from the start');
    assert.equal(crossing([3], [5, 4, 1], 3), 3, 'the other has one set alone');
  });
});

describe('ranks', () => {
  it('are shared by equal figures', () => {
    assert.deepEqual(ranksOf([2, 1, 2, 5]), [2.5, 1, 2.5, 4]);
  });

  it('are certain when agents do not overlap, and open when they are the same', () => {
    const apart = rankings([values([1, 2], [1, 2]), values([8, 9], [8, 9]), values([4, 5], [4, 5])]);
    assert.deepEqual(apart.byMedian, {
      ranks: [1, 3, 2].map((rank) => ({ rank, low: rank, high: rank })),
      stability: 1,
      first: [1, 0, 0],
    });
    const { byMedian } = rankings([values([1, 5, 3], [2, 9, 4]), values([1, 5, 3], [2, 9, 4])]);
    assert.deepEqual([byMedian.ranks[0]?.low, byMedian.ranks[0]?.high], [1, 2]);
    assert.ok(byMedian.stability < 0.5, 'ties are rare in resamples');
    assert.ok(Math.abs((byMedian.first[0] as number) - 0.5) < 0.06);
  });

  it('repeat bit for bit', () => {
    const agents = [values([1, 5, 3], [2, 9, 4]), values([3, 4, 4], [1, 1, 7])];
    assert.deepEqual(rankings(agents), rankings(agents));
  });
});

describe('reaching the best', () => {
  it('is measured in the range from random search to the best', () => {
    const runs = values([0, 0.9, 1], [1.1, 5, 10]);
    assert.equal(reachShare(runs, 0, 10, 0.1), 3 / 6, 'limit 1');
    assert.equal(reachShare(runs, 0, 10, 0.01), 1 / 6, 'limit 0.1');
    assert.equal(reachShare(runs, 0, -3, 0.1), 1 / 6, 'random search beat the best known: only the best itself counts');
  });
});

describe('the lottery', () => {
  const agents = {
    random: [[5, 6, 7, 8]],
    tuned: [
      [1, 1, 1, 1],
      [9, 9, 9, 9],
    ],
    steady: [
      [3, 3, 3, 4],
      [3, 4, 4, 4],
    ],
  };

  it('says who is ahead with how many sets tried', () => {
    const { entries } = analyse([problem('p', agents)]);
    const [entry] = entries;
    assert.ok(entry !== undefined);
    assert.deepEqual([entry.best, entry.bestIs, entry.medianRandom], [1, 'best of the study', 6.5]);
    assert.deepEqual(
      entry.byBestOfK.map(({ order }) => order[0]),
      ['steady', 'tuned'],
    );
    const overtaken = entry.pairs.filter(({ overtakenFromK }) => overtakenFromK !== null);
    assert.deepEqual(overtaken, [{ agent: 'steady', other: 'tuned', probability: 0.5, overtakenFromK: 2 }]);
    const tuned = entry.agents.find(({ agent }) => agent === 'tuned');
    assert.deepEqual([tuned?.sets, tuned?.runs, tuned?.distribution.variance.sets], [2, 8, 1]);
    assert.deepEqual(tuned?.reach, { within1: 0.5, within5: 0.5, within10: 0.5 });
  });

  it('shows maximised figures in their own direction', () => {
    const negated = Object.fromEntries(
      Object.entries(agents).map(([name, sets]) => [name, sets.map((set) => set.map((value) => -value))]),
    );
    const minimised = analyse([problem('p', negated)]).entries[0];
    const maximised = analyse([problem('p', negated, { direction: 'maximize' })]).entries[0];
    assert.equal(maximised?.best, 9);
    for (const [i, agent] of (maximised?.agents ?? []).entries()) {
      const before = minimised?.agents[i];
      assert.equal(agent.distribution.max, -(before?.distribution.min as number));
      assert.equal(agent.distribution.q25, -(before?.distribution.q75 as number));
      assert.equal(agent.bestOfK[0]?.low, -(before?.bestOfK[0]?.high as number));
      assert.deepEqual(agent.rank, before?.rank);
    }
  });

  it('takes the known best, where the study has none that is better', () => {
    const known = (bestKnown: number) => analyse([problem('p', agents, { bestKnown })]).entries[0];
    assert.deepEqual([known(0.5)?.best, known(0.5)?.bestIs], [0.5, 'known']);
    assert.deepEqual([known(2)?.best, known(2)?.bestIs], [1, 'best of the study']);
  });

  it('finds that no agent is best everywhere only where the runs are sure of it', () => {
    const verdict = (...problems: ProblemFigures[]) => analyse(problems).findings[0]?.verdict;
    const [a, b] = [[[1, 1, 1, 1]], [[2, 2, 2, 2]]];
    assert.equal(verdict(problem('p', { a, b }), problem('q', { a: b, b: a })), 'supported');
    assert.equal(verdict(problem('p', { a, b }), problem('q', { a, b })), 'contradicted');
    assert.equal(verdict(problem('p', { a, b }), problem('q', { a, b: a })), 'undecided');
    assert.equal(verdict(problem('p', { a, b })), 'undecided', 'one problem says nothing of consistency');
  });

  it('compares the spread within agents to that between them', () => {
    const finding = (sets: Record<string, number[][]>) => analyse([problem('p', sets)]).findings[1]?.verdict;
    const wide = Array.from({ length: 24 }, (_, set) => [0, 1, 2, 3].map((seed) => 10 * set + seed));
    assert.equal(finding({ a: wide, b: wide.map((set) => set.map((value) => value + 1)) }), 'supported');
    const narrow = (at: number) => [0, 1, 2, 3].map((base) => [at + base, at + base, at + base, at + base]);
    assert.equal(finding({ a: narrow(0), b: narrow(1000), c: narrow(2000) }), 'contradicted');
  });

  it('is written as tables that hold every agent', () => {
    const lottery = analyse([problem('with | bar', agents)]);
    const csv = lotteryCsv(lottery).trimEnd().split('\n');
    assert.equal(csv.length, 4);
    assert.equal(new Set(csv.map((line) => line.split(',').length)).size, 1, 'as many cells in each line');
    assert.match(lotteryText(lottery), /steady .* 2 +8 /);
    assert.match(lotteryMarkdown(lottery), /\| tuned \| 2 \| 8 \|/);
  });

  it('has distributions in order', () => {
    const { min, q25, median, q75, max, iqm } = distribution(values([3, 1, 2, 8], [4, 4, 9, 0]));
    assert.ok(min <= q25 && q25 <= median && median <= q75 && q75 <= max);
    assert.ok(iqm.low <= iqm.estimate && iqm.estimate <= iqm.high);
  });
});

/** All choices of `k` of the items. */
function choices(items: readonly number[], k: number): number[][] {
  if (k === 0) return [[]];
  return items.flatMap((item, i) => choices(items.slice(i + 1), k - 1).map((rest) => [item, ...rest]));
}

describe('profiles over problems', () => {
  it('put every problem on one scale, from the best known to the median of random search', () => {
    const small = problem('small', { random: [[10, 10]], good: [[0, 0]], half: [[5, 5]] });
    const large = problem('large', { random: [[3000, 3000]], good: [[1000, 1000]], half: [[2000, 2000]] });
    const { profiles } = analyse([small, large]);
    assert.deepEqual(profiles?.problems, ['small', 'large']);
    const of = (name: string) => profiles?.agents.find(({ agent }) => agent === name);
    assert.deepEqual(of('random')?.regret, { estimate: 1, low: 1, high: 1 });
    assert.deepEqual(of('good')?.regret, { estimate: 0, low: 0, high: 0 });
    assert.deepEqual(of('half')?.regret, { estimate: 0.5, low: 0.5, high: 0.5 });
    assert.deepEqual(
      of('half')?.shares.map(({ estimate }) => estimate),
      profiles?.regrets.map((regret) => (regret >= 0.5 ? 1 : 0)),
    );
  });

  it('have bands that hold the share, which never falls', () => {
    const { profiles } = analyse([
      problem('a', {
        random: [[8, 9, 10, 12]],
        mixed: [
          [1, 4, 7, 11],
          [2, 2, 6, 9],
        ],
      }),
    ]);
    for (const { shares } of profiles?.agents ?? []) {
      shares.forEach(({ estimate, low, high }, i) => {
        assert.ok(low <= estimate && estimate <= high, `${low} ${estimate} ${high}`);
        assert.ok(estimate >= (shares[i - 1]?.estimate ?? 0));
      });
    }
  });

  it('leave out problems on which nothing beats random search, and need it', () => {
    const flat = problem('flat', { random: [[3, 3]], other: [[3, 3]] });
    assert.equal(analyse([flat]).profiles, null);
    const told = problem('told', { random: [[3, 3]], other: [[1, 2]] });
    assert.deepEqual(analyse([flat, told]).profiles?.problems, ['told']);
    assert.equal(analyse([problem('none', { other: [[1, 2]] })]).profiles, null);
  });
});
