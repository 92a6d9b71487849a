/** Rewards: one number, higher is better, from an evaluation and, for `rank`, from the run so far. */
import { badRequest } from '../errors.js';
import { nearest } from '../stats/nearest.js';
import type { Evaluation } from './evaluation.js';
import { compileExpression } from './expression.js';
import type { Objective, Problem } from './problem.js';
import { RankHistory } from './rank-history.js';

/** One run's reward. */
export interface Reward {
  /** `bounded`, `rank`, ..., a name of the problem's own, or the expression. */
  readonly name: string;
  /** Adds `evaluation` to the run; call it once before scoring the evaluation. */
  observe(evaluation: Evaluation): void;
  score(evaluation: Evaluation): number;
  /** Begins a new run. */
  reset(): void;
}

/** A number that an objective is to reach: what `bounded`, `logRatio` and `archgym` compare. */
interface Target {
  readonly value: number;
  readonly direction: 'minimize' | 'maximize';
  /** The objective as it stands in the problem, not negated. */
  of(evaluation: Evaluation): number;
}

export const rewardNames = ['bounded', 'negative', 'rank', 'logRatio', 'archgym', 'nasaic'] as const;

/** Weight of the excess in `nasaic`. */
const EXCESS_WEIGHT = 10;

/** The most that `archgym` gives: its formula is singular at the target. */
const SINGULAR = 1e9;

/** The least that an infeasible design gets, and a feasible one whose reward expression has no finite value. */
const WORST_PENALTY = -5;

/**
 * The reward `name` of `problem`:
 * - `bounded` (default): geometric mean over the objectives of min(1, target / value); infeasible -v/(1+v). A target is
 *   the objective's own, else the limit of its metric, else half (maximised: twice) its value for the problem's baseline;
 *   where an objective has none, `rank`.
 * - `rank`: 1 - 2 rank/(n+1) among the n feasible evaluations of the run so far (mean over objectives).
 * - `negative`: minus the objective (sum). `logRatio`: mean of ln(target/value).
 * - `archgym`: mean of target/|target - value|, a legacy that punishes being better than the target; at the target
 *   itself, where it is singular, 1e9.
 * - `nasaic`: the maximised objectives (sum) - 10 * summed excess over the limits, for infeasible designs too. NASAIC (Yang
 *   et al. 2020, arXiv 2002.04116; as generally described, not checked against the paper's text) divides by the span from
 *   the limit to a bound; the bound here is twice the limit. A problem that knows bounds has a `nasaic` of its own.
 * - a name in `problem.rewards`, or an expression over the metrics.
 * Infeasible designs get -1 - min(v, 4) unless said otherwise; the problem's own rewards decide for themselves.
 *
 * @throws CogymError `badRequest` at `/reward` for an unknown name, a refused expression or missing targets,
 *   and for `nasaic` where nothing is maximised
 */
export function makeReward(problem: Problem, name?: string): Reward {
  const own = problem.rewards ?? {};
  const wanted = name ?? (Object.hasOwn(own, 'default') ? 'default' : 'bounded');
  if (Object.hasOwn(own, wanted)) return stateless(wanted, own[wanted] as (evaluation: Evaluation) => number);
  const targets = targetsOf(problem);
  switch (wanted) {
    case 'bounded':
      return targets === undefined ? rank(problem) : stateless(wanted, bounded(targets));
    case 'rank':
      return rank(problem);
    case 'negative':
      return penalised(wanted, ({ objectives }) => -objectives.reduce((sum, objective) => sum + objective, 0));
    case 'logRatio':
      return penalised(wanted, logRatio(needed(targets, wanted)));
    case 'archgym':
      return penalised(wanted, archgym(needed(targets, wanted)));
    case 'nasaic':
      return stateless(wanted, nasaic(problem));
    default:
      return expression(problem, wanted);
  }
}

function stateless(name: string, score: (evaluation: Evaluation) => number): Reward {
  return { name, score, observe: () => {}, reset: () => {} };
}

function penalised(name: string, score: (evaluation: Evaluation) => number): Reward {
  return stateless(name, (evaluation) => (evaluation.feasible ? score(evaluation) : penalty(evaluation)));
}

const penalty = ({ violation }: Evaluation): number => Math.max(-1 - violation, WORST_PENALTY);

function rank(problem: Problem): Reward {
  let histories = problem.objectives.map(() => new RankHistory());
  return {
    name: 'rank',
    observe({ feasible, objectives }) {
      if (feasible)
        histories.forEach((history, i) => {
          history.add(objectives[i] as number);
        });
    },
    score(evaluation) {
      if (!evaluation.feasible) return penalty(evaluation);
      const share = (history: RankHistory, i: number) =>
        1 - (2 * history.rank(evaluation.objectives[i] as number)) / (history.size + 1);
      return histories.reduce((sum, history, i) => sum + share(history, i), 0) / histories.length;
    },
    reset() {
      histories = problem.objectives.map(() => new RankHistory());
    },
  };
}

function expression(problem: Problem, text: string): Reward {
  const names = problem.metrics.map((metric) => metric.name);
  if (/^\w+$/.test(text) && !names.includes(text)) {
    const known = [...rewardNames, ...Object.keys(problem.rewards ?? {})];
    const near = nearest(text, [...known, ...names], 5).join(', ');
    throw badRequest('/reward', `no reward or metric '${text}'; rewards: ${known.join(', ')}; nearest: ${near}`);
  }
  const { evaluate } = compileExpression(text, names, '/reward');
  return penalised(text, ({ metrics }) => {
    const value = evaluate(metrics);
    return Number.isFinite(value) ? value : WORST_PENALTY;
  });
}

/** One target per objective, or undefined when an objective has none. */
function targetsOf(problem: Problem): readonly Target[] | undefined {
  const targets = problem.objectives.map((objective, i): Target | undefined => {
    const { name, direction } = objective;
    const metric = problem.metrics.find((candidate) => candidate.name === name);
    const value = objective.target ?? metric?.limit ?? baselineTarget(problem, objective);
    if (value === undefined || !(value > 0)) return undefined;
    const sign = direction === 'minimize' ? 1 : -1;
    const of =
      metric === undefined
        ? ({ objectives }: Evaluation) => sign * (objectives[i] as number)
        : ({ metrics }: Evaluation) => metrics[name] as number;
    return { value, direction, of };
  });
  return targets.some((target) => target === undefined) ? undefined : (targets as Target[]);
}

/** Half of the baseline where less is better, else twice; undefined without a baseline. */
function baselineTarget({ baseline, metrics }: Problem, { name, direction }: Objective): number | undefined {
  if (baseline === undefined) return undefined;
  const names = metrics.map((metric) => metric.name);
  return compileExpression(name, names).evaluate(baseline) * (direction === 'minimize' ? 0.5 : 2);
}

function needed(targets: readonly Target[] | undefined, name: string): readonly Target[] {
  if (targets !== undefined) return targets;
  throw badRequest('/reward', `'${name}' needs a target > 0 or a limit for each objective; use rank or negative`);
}

/** target/value where less is better, value/target where more is: above 1 when better than the target. */
function ratio({ value: target, direction, of }: Target, evaluation: Evaluation): number {
  const value = of(evaluation);
  return direction === 'minimize' ? target / value : value / target;
}

const bounded = (targets: readonly Target[]) => (evaluation: Evaluation) => {
  if (!evaluation.feasible) return -evaluation.violation / (1 + evaluation.violation);
  const product = targets.reduce((sofar, target) => sofar * Math.max(0, Math.min(1, ratio(target, evaluation))), 1);
  return product ** (1 / targets.length);
};

const logRatio = (targets: readonly Target[]) => (evaluation: Evaluation) => {
  const logs = targets.map((target) => Math.log(Math.max(ratio(target, evaluation), Number.MIN_VALUE)));
  return Math.min(logs.reduce((sum, log) => sum + log, 0) / targets.length, Number.MAX_VALUE);
};

const archgym = (targets: readonly Target[]) => (evaluation: Evaluation) => {
  const terms = targets.map((target) => {
    const distance = Math.abs(target.value - target.of(evaluation)) / target.value;
    return Math.min(1 / distance, SINGULAR);
  });
  return terms.reduce((sum, term) => sum + term, 0) / targets.length;
};

function nasaic({ objectives, metrics }: Problem): (evaluation: Evaluation) => number {
  const names = metrics.map((metric) => metric.name);
  const maximised = objectives.filter(({ direction }) => direction === 'maximize');
  if (maximised.length === 0) {
    throw badRequest('/reward', `'nasaic' needs an objective to maximise, such as an accuracy; use bounded or rank`);
  }
  const qualities = maximised.map(({ name }) => compileExpression(name, names));
  return (evaluation) => {
    const quality = qualities.reduce((sum, { evaluate }) => sum + evaluate(evaluation.metrics), 0);
    // A design that was refused before it was simulated has no metrics.
    return Number.isFinite(quality) ? quality - EXCESS_WEIGHT * evaluation.violation : penalty(evaluation);
  };
}
