/** A problem seen with other objectives, further constraints or a reward of the user's own. */
import { createHash } from 'node:crypto';
import { type Evaluation, totalViolation, type Violation } from './evaluation.js';
import { UNBOUNDED_OBJECTIVE } from './evaluator.js';
import {
  type CompiledObjective,
  type Constraint,
  compileConstraint,
  compileExpression,
  compileObjective,
} from './expression.js';
import { type Range, rangeOf } from './expression-range.js';
import type { Design } from './parameter.js';
import type { MetricSpec, Objective, Problem } from './problem.js';
import { viewOf } from './problem-view.js';
import { dimensionOfMetric, plain } from './units.js';

export interface ObjectiveOptions {
  /** `maximize accuracy`, `minimize latencyS*energyJ`, or objects, also with a target. Default: the problem's own. */
  readonly objectives?: readonly (string | Objective)[];
  /** `latencyS <= 5 ms`: added to the problem's own. */
  readonly constraints?: readonly string[];
  /** An expression that becomes the problem's default reward (feasible designs; the infeasible get -1 - min(v, 4)). */
  readonly reward?: string;
}

/**
 * `problem` with the same space and metrics, its evaluation recomputed from the metrics.
 *
 * An infeasible design's objective is `bound + max(1, |bound|) * min(violation, 1e6)`: finite, growing with the
 * violation and worse than every feasible one. `bound` is the largest value that the objective can take while every
 * metric keeps its limits (interval arithmetic; a metric with a unit is >= 0, an accuracy or quality is in [0, 1]). Where
 * no limit bounds the objective it is 1e15, and feasible objectives above it count as 1e15. With the problem's own
 * objectives the problem's own `worstObjectives` are the bound.
 *
 * @throws CogymError `badRequest` at `/objectives/0`, `/constraints/0` or `/reward` for an expression that is refused
 */
export function withObjectives(problem: Problem, options: ObjectiveOptions): Problem {
  const names = problem.metrics.map(({ name }) => name);
  const constraints = (options.constraints ?? []).map((text, i) => compileConstraint(text, names, `/constraints/${i}`));
  const objectives = options.objectives?.map((text, i) => compileObjective(text, names, `/objectives/${i}`));
  const bounds = boundsOf(problem, objectives, constraints);
  const view = viewOf(problem);
  const evaluate = (design: Design) => reassessed(problem.evaluate(design), objectives, constraints, bounds);
  const common = {
    version: `${problem.version}+${shortHash(options)}`,
    evaluate,
    worstObjectives: bounds,
    bestKnown: undefined,
    constraints: [...(problem.constraints ?? []), ...(options.constraints ?? [])],
  };
  const reward = userReward(options.reward, names);
  if (objectives === undefined) return { ...view, ...common, rewards: { ...problem.rewards, ...reward } };
  return {
    ...view,
    ...common,
    objectives: objectives.map(({ expression: _, ...objective }) => objective),
    rewards: reward,
    decompose: undefined,
    referencePoint: undefined,
  };
}

/** Tells apart two sets of options in a version, without spelling them out. */
function shortHash(options: ObjectiveOptions): string {
  return createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 8);
}

function userReward(text: string | undefined, names: readonly string[]): NonNullable<Problem['rewards']> {
  if (text === undefined) return {};
  const expression = compileExpression(text, names, '/reward');
  return {
    default: ({ feasible, violation, metrics }) =>
      feasible ? expression.evaluate(metrics) : -1 - Math.min(violation, 4),
  };
}

function boundsOf(
  problem: Problem,
  objectives: readonly CompiledObjective[] | undefined,
  constraints: readonly Constraint[],
): number[] {
  if (objectives === undefined) {
    return problem.objectives.map((_, i) => problem.worstObjectives?.[i] ?? UNBOUNDED_OBJECTIVE);
  }
  const ranges = new Map(problem.metrics.map((metric) => [metric.name, rangeOfMetric(metric)]));
  for (const constraint of constraints) narrow(ranges, constraint);
  return objectives.map(({ expression, direction }) => {
    const [low, high] = rangeOf(expression.term, ranges);
    const worst = direction === 'minimize' ? high : -low;
    return worst < UNBOUNDED_OBJECTIVE ? Math.max(worst, -UNBOUNDED_OBJECTIVE) : UNBOUNDED_OBJECTIVE;
  });
}

function rangeOfMetric({ name, limit }: MetricSpec): Range {
  if (/(accuracy|quality)$/i.test(name)) return [0, 1];
  const physical = dimensionOfMetric(name) !== plain;
  return [physical ? 0 : Number.NEGATIVE_INFINITY, limit ?? Number.POSITIVE_INFINITY];
}

/** Takes `metric <= number` and `metric >= number` into account. */
function narrow(ranges: Map<string, Range>, { value, limit, comparison }: Constraint): void {
  if (value.term.kind !== 'metric' || limit.metrics.length > 0) return;
  const number = limit.evaluate({});
  const [low, high] = ranges.get(value.term.name) as Range;
  const isUpper = comparison.startsWith('<');
  ranges.set(value.term.name, isUpper ? [low, Math.min(high, number)] : [Math.max(low, number), high]);
}

function reassessed(
  evaluation: Evaluation,
  objectives: readonly CompiledObjective[] | undefined,
  constraints: readonly Constraint[],
  bounds: readonly number[],
): Evaluation {
  const { metrics } = evaluation;
  const present = ({ metrics: names }: { metrics: readonly string[] }) =>
    names.every((name) => Object.hasOwn(metrics, name));
  const broken = constraints.flatMap((constraint): readonly Violation[] => {
    // A design refused before it was simulated has no metrics to check.
    if (!evaluation.feasible && !(present(constraint.value) && present(constraint.limit))) return [];
    const violation = constraint.check(metrics);
    return violation === undefined ? [] : [violation];
  });
  const values = objectives?.map(({ expression, direction }) => {
    const value = expression.evaluate(metrics);
    return direction === 'minimize' ? value : -value;
  });
  if (evaluation.feasible) {
    values?.forEach((value, i) => {
      if (!Number.isFinite(value))
        broken.push({ name: (objectives as CompiledObjective[])[i]?.name ?? '', value: 0, limit: 0, excess: 1 });
    });
  }
  if (evaluation.feasible && broken.length === 0) {
    if (values === undefined) return evaluation;
    return { ...evaluation, objectives: values.map((value, i) => Math.min(value, bounds[i] as number)) };
  }
  const violation = evaluation.violation + totalViolation(broken);
  const penalised = bounds.map((worst) => worst + Math.max(1, Math.abs(worst)) * Math.min(violation, 1e6));
  const keepsOwn = objectives === undefined && !evaluation.feasible && broken.length === 0;
  return {
    ...evaluation,
    objectives: keepsOwn ? evaluation.objectives : penalised,
    feasible: false,
    violation,
    violations: [...evaluation.violations, ...broken],
  };
}
