/** The exponential of negative numbers by a table: in V8 `Math.exp` takes three times as long. */

const STEPS = 64;
/** `decay` takes less than this; what lies beyond is below 1e-11. */
export const MOST_DECAY = 26;
const table = Float64Array.from({ length: MOST_DECAY * STEPS + 1 }, (_, i) => Math.exp(-i / STEPS));

/** exp(-x) for 0 <= x < `MOST_DECAY`, to a relative 3e-9: a table's entry times Taylor's cubic of the rest. */
export function decay(x: number): number {
  const at = x * STEPS;
  const i = at | 0;
  const rest = (at - i) * (1 / STEPS);
  return table[i] * (1 - rest * (1 - rest * (0.5 - rest * (1 / 6))));
}
