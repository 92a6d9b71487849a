/** An agent that asks the points of a sequence: what Sobol's sequence and the Latin hypercube share. */
import type { Agent, AgentContext, Json } from '../../src/design/agent.js';

/**
 * Asks point after point, each coordinate the quantile of what the mask allows. The results told decide nothing, and
 * batches of any size give the same sequence.
 * @param point coordinates in [0, 1) of the point of an index from 0
 */
export function pointSequence(
  name: string,
  { space, mask, hyperparameters }: AgentContext,
  point: (index: number) => ArrayLike<number>,
): Agent {
  let next = 0;
  return {
    name,
    hyperparameters,
    ask: (count) => Array.from({ length: Math.max(1, count) }, () => space.atQuantiles(point(next++), mask)),
    tell() {},
    state: (): Json => ({ next }),
    restore(state) {
      next = (state as { next: number }).next;
    },
  };
}
