/**
 * All problems in one picture: normalised regret, and the share of an agent's runs that stay within it (a performance
 * profile: Dolan & More 2002, with the bootstrap bands of Agarwal et al. 2021, arXiv 2108.13264).
 */
import { iqm, normalizedScore, performanceProfile, quantileOfSorted } from '../../stats/index.js';
import { resample, type SetValues } from './resampling.js';

export interface Estimate {
  readonly estimate: number;
  /** 95 % of 2,000 resamples of sets, then of seeds within them, problem by problem. */
  readonly low: number;
  readonly high: number;
}

export interface AgentProfile {
  readonly agent: string;
  /** Interquartile mean over the runs of a problem, averaged over problems. */
  readonly regret: Estimate;
  /** Share of the runs with a regret of at most each of {@link Profiles.regrets}, averaged over problems. */
  readonly shares: readonly Estimate[];
}

export interface Profiles {
  /** Problems whose random search left something to gain. */
  readonly problems: readonly string[];
  readonly regrets: readonly number[];
  readonly agents: readonly AgentProfile[];
}

/** One problem at its largest budget, minimised; agents in the order of all problems. */
export interface ProfiledProblem {
  readonly name: string;
  readonly values: readonly SetValues[];
  readonly best: number;
  readonly medianRandom: number;
}

const RESAMPLES = 2000;
const REGRETS = Array.from({ length: 31 }, (_, i) => i / 20);

/**
 * Profiles over `problems`; regret is 0 at the best known and 1 at random search's median.
 * @returns null when no problem leaves anything to gain over random search
 */
export function profiles(names: readonly string[], problems: readonly ProfiledProblem[]): Profiles | null {
  const told = problems.filter(({ best, medianRandom }) => medianRandom > best);
  if (told.length === 0) return null;
  const drawn = names.map(() => Array.from({ length: RESAMPLES }, () => zeros()));
  const estimates = names.map(() => zeros());
  for (const problem of told) {
    problem.values.forEach((values, a) => {
      add(estimates[a] as number[], figuresOf(values, problem), told.length);
    });
    let next = 0;
    resample(problem.values, RESAMPLES, 3, (agents) => {
      agents.forEach((values, a) => {
        add(drawn[a]?.[next] as number[], figuresOf(values, problem), told.length);
      });
      next++;
    });
  }
  return {
    problems: told.map(({ name }) => name),
    regrets: REGRETS,
    agents: names.map((agent, a) => {
      const [regret, ...shares] = (estimates[a] as number[]).map((estimate, i) =>
        interval(
          estimate,
          (drawn[a] as number[][]).map((figures) => figures[i] as number),
        ),
      );
      return { agent, regret: regret as Estimate, shares };
    }),
  };
}

const zeros = (): number[] => new Array<number>(1 + REGRETS.length).fill(0);

function add(sums: number[], figures: readonly number[], problems: number): void {
  figures.forEach((figure, i) => {
    sums[i] = (sums[i] as number) + figure / problems;
  });
}

/** The interquartile mean of the regrets, then the share within each of {@link REGRETS}. */
function figuresOf(values: SetValues, { best, medianRandom }: ProfiledProblem): number[] {
  const regrets = values.flatMap((set) => Array.from(set, (value) => 1 - normalizedScore(value, medianRandom, best)));
  return [iqm(regrets), ...performanceProfile(regrets, REGRETS).map((above) => 1 - above)];
}

function interval(estimate: number, drawn: readonly number[]): Estimate {
  const sorted = Float64Array.from(drawn).sort();
  return { estimate, low: quantileOfSorted(sorted, 0.025), high: quantileOfSorted(sorted, 0.975) };
}
