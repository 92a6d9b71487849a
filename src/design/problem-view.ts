import type { Problem } from './problem.js';

/** Every member of `problem`, methods bound to it: the base of a problem that sees it in another way. */
export function viewOf(problem: Problem): Problem {
  return {
    id: problem.id,
    version: problem.version,
    space: problem.space,
    objectives: problem.objectives,
    metrics: problem.metrics,
    evaluate: (design) => problem.evaluate(design),
    mask: problem.mask?.bind(problem),
    repair: problem.repair?.bind(problem),
    validSize: problem.validSize?.bind(problem),
    rewards: problem.rewards,
    partitions: problem.partitions,
    observe: problem.observe?.bind(problem),
    explain: problem.explain?.bind(problem),
    decompose: problem.decompose?.bind(problem),
    worstObjectives: problem.worstObjectives,
    referencePoint: problem.referencePoint,
    baseline: problem.baseline,
    warnings: problem.warnings,
    bestKnown: problem.bestKnown,
    workload: problem.workload,
    constraints: problem.constraints,
    costModel: problem.costModel,
  };
}
