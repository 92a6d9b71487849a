/** A problem as its own options state it again. */
import type { Problem } from './problem.js';
import { type ObjectiveOptions, withObjectives } from './with-objectives.js';

/**
 * `problem` with the objectives and constraints that its options name; itself where they name none.
 * @throws CogymError as {@link withObjectives}
 */
export function restated(
  problem: Problem,
  { objectives, constraints }: Pick<ObjectiveOptions, 'objectives' | 'constraints'>,
): Problem {
  if (objectives === undefined && constraints === undefined) return problem;
  return withObjectives(problem, { ...(objectives && { objectives }), ...(constraints && { constraints }) });
}
