/** What the ArchGym study observed, tested on the figures at hand. */
import { median, quantile, quantileOfSorted } from '../../stats/index.js';
import { bestOfK } from './best-of-k.js';
import { ranksOf } from './ranking.js';
import { pooled, resample, type SetValues } from './resampling.js';
import type { ProblemFigures } from './table.js';

export type Verdict = 'supported' | 'contradicted' | 'undecided';

export interface Finding {
  /** The observation, in ArchGym's sense. */
  readonly claim: string;
  readonly verdict: Verdict;
  /** One line for each problem with the figures that decide. */
  readonly evidence: readonly string[];
}

/** A problem with its agents' values at the largest budget. */
export interface ProblemValues {
  readonly problem: ProblemFigures;
  readonly values: readonly SetValues[];
}

const RESAMPLES = 2000;
/** Share of the resamples that decides. */
const SURE = 0.95;
const percent = (share: number): string => `${(100 * share).toFixed(share > 0.1 && share < 0.9 ? 0 : 1)} %`;

/**
 * "With enough tuning no agent is consistently best": contradicted when one agent leads on every problem, after all sets
 * were tried, in 95 % of the resamples of each; supported when two problems are surely led by different agents.
 */
export function leaderFinding(problems: readonly ProblemValues[]): Finding {
  const leaders = problems.map(({ problem, values }) => {
    const names = problem.agents.map(({ agent }) => agent);
    const shares = names.map(() => 0);
    resample(values, RESAMPLES, 1, (drawn) => {
      const ranks = ranksOf(drawn.map((sets) => bestOfK(sets).at(-1) as number));
      const best = Math.min(...ranks);
      const tied = ranks.filter((rank) => rank === best).length;
      for (const [i, rank] of ranks.entries())
        if (rank === best) shares[i] = (shares[i] as number) + 1 / tied / RESAMPLES;
    });
    const share = Math.max(...shares);
    return { name: problem.name, agent: names[shares.indexOf(share)] as string, share };
  });
  const sure = leaders.filter(({ share }) => share >= SURE);
  const different = new Set(sure.map(({ agent }) => agent)).size;
  return {
    claim: 'With enough tuning no agent is consistently best.',
    verdict:
      different > 1
        ? 'supported'
        : different === 1 && sure.length === leaders.length && leaders.length > 1
          ? 'contradicted'
          : 'undecided',
    evidence: leaders.map(
      ({ name, agent, share }) =>
        `${name}: ${agent} is first in ${percent(share)} of the resamples once every set was tried`,
    ),
  };
}

/**
 * "The spread within an agent exceeds the spread between agents": mean interquartile range of the agents that have more
 * than one set, divided by that of the agents' medians; decided when the 95 % interval leaves 1 out on every problem.
 */
export function spreadFinding(problems: readonly ProblemValues[]): Finding {
  const ratios = problems.map(({ problem, values }) => {
    const drawn: number[] = [];
    resample(values, RESAMPLES, 2, (agents) => drawn.push(spreadRatio(agents)));
    const sorted = Float64Array.from(drawn).sort();
    return {
      name: problem.name,
      ratio: spreadRatio(values),
      low: quantileOfSorted(sorted, (1 - SURE) / 2),
      high: quantileOfSorted(sorted, (1 + SURE) / 2),
    };
  });
  const all = (test: (low: number, high: number) => boolean): boolean =>
    ratios.every(({ low, high }) => test(low, high));
  return {
    claim:
      "The spread within an agent, over its hyperparameters and seeds, exceeds the spread between the agents' medians.",
    verdict: all((low) => low > 1) ? 'supported' : all((_, high) => high < 1) ? 'contradicted' : 'undecided',
    evidence: ratios.map(
      ({ name, ratio, low, high }) => `${name}: ratio ${ratioText(ratio)} [${ratioText(low)}, ${ratioText(high)}]`,
    ),
  };
}

function spreadRatio(agents: readonly SetValues[]): number {
  const range = (list: ArrayLike<number>): number => quantile(list, 0.75) - quantile(list, 0.25);
  const tuned = agents.filter((sets) => sets.length > 1);
  const within = tuned.reduce((sum, sets) => sum + range(pooled(sets)), 0) / Math.max(1, tuned.length);
  const between = range(agents.map((sets) => median(pooled(sets))));
  return between > 0 ? within / between : within > 0 ? Number.MAX_VALUE : 1;
}

/** Medians that are all but equal make any ratio large. */
const ratioText = (ratio: number): string => (ratio > 1e6 ? 'without bound' : ratio.toPrecision(3));
