/**
 * The hyperparameter lottery: how much of what an agent found is the agent, and how much its hyperparameters and seed.
 * What the ArchGym study (Krishnan et al., ISCA 2023) observed is tested here, with intervals, not assumed.
 */
import { median, probabilityOfImprovement } from '../../stats/index.js';
import { bestOfK, crossing } from './best-of-k.js';
import { type Distribution, distribution, reachShare } from './distribution.js';
import { type Finding, leaderFinding, type ProblemValues, spreadFinding } from './findings.js';
import { type Profiles, profiles } from './profile.js';
import { type Rank, type Ranking, rankings } from './ranking.js';
import { pooled, type SetValues, valuesAt } from './resampling.js';
import type { ProblemFigures } from './table.js';

/** Figures are in the direction of the problem's `direction`. */
export interface AgentResult {
  readonly agent: string;
  readonly sets: number;
  readonly runs: number;
  readonly distribution: Distribution;
  /** Share of the runs within 1, 5 and 10 % of the range from random's median to the best known; null without `random`. */
  readonly reach: { readonly within1: number; readonly within5: number; readonly within10: number } | null;
  readonly rank: Rank;
  /** Share of the resamples in which it is first by the median. */
  readonly first: number;
  /** Expected best of k sets, k from 1, with 95 % intervals. */
  readonly bestOfK: readonly {
    readonly k: number;
    readonly expected: number;
    readonly low: number;
    readonly high: number;
  }[];
}

export interface Pair {
  readonly agent: string;
  readonly other: string;
  /** Probability that a run of `agent` is better than one of `other`, ties 1/2. */
  readonly probability: number;
  /** `other` is behind with one set each, and ahead for good from this many sets on; null when it is not. */
  readonly overtakenFromK: number | null;
}

/** One problem at one budget. */
export interface LotteryEntry {
  readonly name: string;
  readonly problem: string;
  readonly figure: string;
  readonly direction: 'minimize' | 'maximize';
  readonly budget: number;
  readonly seeds: number;
  /** Best known of the problem, or the best of the whole study where that is better or none is known. */
  readonly best: number;
  readonly bestIs: 'known' | 'best of the study';
  /** Median of the agent `random` at this budget; null when it did not run. */
  readonly medianRandom: number | null;
  readonly agents: readonly AgentResult[];
  readonly pairs: readonly Pair[];
  /** Share of 2,000 resamples with the same order of all agents by their medians. */
  readonly stability: number;
  /** The order by the expected best of k sets, for each k. */
  readonly byBestOfK: readonly { readonly k: number; readonly stability: number; readonly order: readonly string[] }[];
}

export interface Lottery {
  readonly entries: readonly LotteryEntry[];
  readonly findings: readonly Finding[];
  /** All problems together at their largest budgets; null without `random`, or when nothing beat its median. */
  readonly profiles: Profiles | null;
}

/** Analyses the figures of a study; equal figures give equal results. */
export function analyse(figures: readonly ProblemFigures[]): Lottery {
  const entries = figures.flatMap((problem) => problem.budgets.map((_, i) => entryOf(problem, i)));
  const largest = figures.map((problem) => ({
    problem,
    values: problem.agents.map((agent) => valuesAt(agent, problem.budgets.length - 1)),
  }));
  return { entries, findings: [leaderFinding(largest), spreadFinding(largest)], profiles: profilesOf(largest) };
}

/** Every problem of a study has the same agents, but for those that a problem adds. */
function profilesOf(problems: readonly ProblemValues[]): Profiles | null {
  const [first] = problems;
  const names = (first?.problem.agents ?? [])
    .map(({ agent }) => agent)
    .filter((name) => problems.every(({ problem }) => problem.agents.some(({ agent }) => agent === name)));
  if (!names.includes('random')) return null;
  const profiled = problems.map(({ problem, values }) => {
    const of = (name: string): SetValues =>
      values[problem.agents.findIndex(({ agent }) => agent === name)] as SetValues;
    return {
      name: problem.name,
      values: names.map(of),
      best: Math.min(found(problem), problem.bestKnown ?? Number.POSITIVE_INFINITY),
      medianRandom: median(pooled(of('random'))),
    };
  });
  return profiles(names, profiled);
}

/** The best of all runs. */
const found = ({ agents }: ProblemFigures): number =>
  Math.min(...agents.flatMap(({ sets }) => sets.flatMap(({ values }) => values.map((list) => Math.min(...list)))));

function entryOf(problem: ProblemFigures, index: number): LotteryEntry {
  const { name, figure, direction, agents, seeds, bestKnown } = problem;
  const values = agents.map((agent) => valuesAt(agent, index));
  const bestFound = found(problem);
  const best = bestKnown === null ? bestFound : Math.min(bestFound, bestKnown);
  const random = agents.findIndex(({ agent }) => agent === 'random');
  const medianRandom = random < 0 ? null : median(pooled(values[random] as SetValues));
  const ranks = rankings(values);
  const results = agents.map(({ agent, sets }, a) =>
    shown(direction, {
      agent,
      sets: sets.length,
      runs: sets.length * seeds.length,
      distribution: distribution(values[a] as SetValues),
      reach: medianRandom === null ? null : reachOf(values[a] as SetValues, best, medianRandom),
      rank: ranks.byMedian.ranks[a] as Rank,
      first: ranks.byMedian.first[a] as number,
      bestOfK: bestOfK(values[a] as SetValues).map((expected, i) => ({
        k: i + 1,
        expected,
        ...(ranks.bestOfK[a]?.[i] as { low: number; high: number }),
      })),
    }),
  );
  const sign = direction === 'maximize' ? -1 : 1;
  return {
    name,
    problem: problem.problem,
    figure,
    direction,
    budget: problem.budgets[index] as number,
    seeds: seeds.length,
    best: flip(sign, best),
    bestIs: bestKnown !== null && bestKnown <= bestFound ? 'known' : 'best of the study',
    medianRandom: medianRandom === null ? null : flip(sign, medianRandom),
    agents: results,
    pairs: pairsOf(
      agents.map(({ agent }) => agent),
      values,
    ),
    stability: ranks.byMedian.stability,
    byBestOfK: ranks.byBestOfK.map((ranking, i) => ({
      k: i + 1,
      stability: ranking.stability,
      order: orderOf(
        ranking,
        agents.map(({ agent }) => agent),
      ),
    })),
  };
}

const reachOf = (values: SetValues, best: number, medianRandom: number): NonNullable<AgentResult['reach']> => ({
  within1: reachShare(values, best, medianRandom, 0.01),
  within5: reachShare(values, best, medianRandom, 0.05),
  within10: reachShare(values, best, medianRandom, 0.1),
});

function pairsOf(names: readonly string[], values: readonly SetValues[]): Pair[] {
  const curves = values.map(bestOfK);
  const sets = Math.max(...curves.map((curve) => curve.length));
  return names.flatMap((agent, a) =>
    names.flatMap((other, b) => {
      if (a === b) return [];
      const negated = (list: SetValues): Float64Array => pooled(list).map((value) => -value);
      const probability = probabilityOfImprovement(negated(values[a] as SetValues), negated(values[b] as SetValues));
      return [
        { agent, other, probability, overtakenFromK: crossing(curves[a] as number[], curves[b] as number[], sets) },
      ];
    }),
  );
}

/** Names from first to last; equal ones in the order of the study. */
const orderOf = ({ ranks }: Ranking, names: readonly string[]): string[] =>
  names
    .map((name, i) => ({ name, rank: (ranks[i] as Rank).rank }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name);

const flip = (sign: number, value: number): number => (sign < 0 ? 0 - value : value);

/** The result with minimised figures turned into the direction in which they are shown. */
function shown(direction: 'minimize' | 'maximize', result: AgentResult): AgentResult {
  if (direction === 'minimize') return result;
  const { min, q25, median: middle, q75, max, iqm, ...rest } = result.distribution;
  return {
    ...result,
    distribution: {
      ...rest,
      min: 0 - max,
      q25: 0 - q75,
      median: 0 - middle,
      q75: 0 - q25,
      max: 0 - min,
      iqm: { estimate: 0 - iqm.estimate, low: 0 - iqm.high, high: 0 - iqm.low },
    },
    bestOfK: result.bestOfK.map(({ k, expected, low, high }) => ({
      k,
      expected: 0 - expected,
      low: 0 - high,
      high: 0 - low,
    })),
  };
}
