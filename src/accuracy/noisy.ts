/** An estimator whose answers are off by as much as it says they may be: for studies of how robust a search is. */
import { RandomStream } from '../stats/random.js';
import type { AccuracyEstimator, AccuracyInput } from './estimator.js';

/**
 * Wraps an estimator: adds N(0, standardError) to each accuracy (then clamps to 0..1). The deviation depends on `seed`,
 * the task and the network alone, so asking twice gives the same figure.
 */
export const noisy =
  (seed: number) =>
  (estimator: AccuracyEstimator): AccuracyEstimator => ({
    id: `noisy(${estimator.id})`,
    tasks: estimator.tasks,
    supports: (network) => estimator.supports(network),
    identify: (input) => identity(estimator, input),
    estimate(input, task) {
      const exact = estimator.estimate(input, task);
      const deviation = RandomStream.from(seed, `${task} ${identity(estimator, input)}`).normal();
      return {
        ...exact,
        accuracy: Math.min(1, Math.max(0, exact.accuracy + exact.standardError * deviation)),
        provenance: {
          ...exact.provenance,
          estimator: `noisy(${exact.provenance.estimator})`,
          reasons: [...exact.provenance.reasons, `noise of one standard error was added (seed ${seed})`],
        },
      };
    },
  });

/** The estimator's own name of the input, else its JSON with sorted names. */
function identity(estimator: AccuracyEstimator, input: AccuracyInput): string {
  return estimator.identify?.(input) ?? JSON.stringify(input, sortNames);
}

function sortNames(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
