/** Teams against single learners: how probable it is that a run of one is better than a run of the other. */
import { probabilityOfImprovement, quantileOfSorted } from '../../stats/index.js';
import { pooled, resample, type SetValues, valuesAt } from '../lottery/resampling.js';
import type { ProblemFigures } from '../lottery/table.js';
import { contestants } from './contestants.js';

export interface Comparison {
  readonly team: string;
  readonly single: string;
  /** Probability that a run of the team is better, ties 1/2; the mean over problems where `problem` is null. */
  readonly problem: string | null;
  readonly probability: number;
  /** 95 % of 2,000 resamples of sets, then of seeds within them, problem by problem. */
  readonly low: number;
  readonly high: number;
  readonly verdict: 'better' | 'worse' | 'undecided';
}

const RESAMPLES = 2000;

/** Every team against every single learner, over all problems and on each, at the largest budget. */
export function compare(problems: readonly ProblemFigures[]): Comparison[] {
  const teams = contestants.filter(({ sharing }) => sharing !== 'single');
  const singles = contestants.filter(({ sharing }) => sharing === 'single');
  return teams.flatMap(({ name: team }) =>
    singles.flatMap(({ name: single }) => {
      const perProblem = problems.map((figures) => {
        const pair = [valuesOf(figures, team), valuesOf(figures, single)];
        const drawn: number[] = [];
        resample(pair, RESAMPLES, 0, (agents) => drawn.push(improvement(agents)));
        return { problem: figures.name, probability: improvement(pair), drawn };
      });
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      const overall = {
        problem: null,
        probability: mean(perProblem.map(({ probability }) => probability)),
        drawn: Array.from({ length: RESAMPLES }, (_, i) => mean(perProblem.map(({ drawn }) => drawn[i] as number))),
      };
      return [overall, ...perProblem].map(({ problem, probability, drawn }): Comparison => {
        const sorted = Float64Array.from(drawn).sort();
        const [low, high] = [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)];
        const verdict = low > 0.5 ? 'better' : high < 0.5 ? 'worse' : 'undecided';
        return { team, single, problem, probability, low, high, verdict };
      });
    }),
  );
}

function valuesOf({ agents, budgets }: ProblemFigures, name: string): SetValues {
  const figures = agents.find(({ agent }) => agent === name);
  return figures === undefined ? [] : valuesAt(figures, budgets.length - 1);
}

/** Values are minimised. */
const improvement = ([a = [], b = []]: readonly SetValues[]): number =>
  probabilityOfImprovement(negated(a), negated(b));

const negated = (values: SetValues): Float64Array => pooled(values).map((value) => -value);
