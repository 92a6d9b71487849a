/** What one phase of a strategy optimises: the problem's evaluations, judged by the phase's objectives and limits. */
import { totalViolation } from '../design/evaluation.js';
import type { Problem } from '../design/problem.js';
import { viewOf } from '../design/problem-view.js';
import { withObjectives } from '../design/with-objectives.js';
import type { Phase } from './strategy.js';

/**
 * `problem` as `phase` sees it. Stated objectives replace the problem's; stated constraints replace the specifications,
 * that is the limits of metrics. What makes a design invalid otherwise (a sum, a failed simulation) stays.
 */
export function phaseProblem(problem: Problem, { objectives, constraints }: Phase): Problem {
  if (constraints !== undefined) {
    return withObjectives(withoutLimits(problem), { objectives: objectives ?? problem.objectives, constraints });
  }
  return objectives === undefined ? problem : withObjectives(problem, { objectives });
}

/** `problem` without the limits of its metrics. Objectives of designs that break them stay as they were. */
function withoutLimits(problem: Problem): Problem {
  const limited = new Set(problem.metrics.filter(({ limit }) => limit !== undefined).map(({ name }) => name));
  return {
    ...viewOf(problem),
    metrics: problem.metrics.map(({ limit: _, ...metric }) => metric),
    evaluate(design) {
      const evaluation = problem.evaluate(design);
      if (evaluation.feasible) return evaluation;
      const violations = evaluation.violations.filter(({ name }) => !limited.has(name));
      return { ...evaluation, feasible: violations.length === 0, violation: totalViolation(violations), violations };
    },
  };
}
