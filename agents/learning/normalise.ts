import { ranks } from '../../src/stats/index.js';

/**
 * Subtracts `centre` and divides by the standard deviation, in place; equal numbers stay finite.
 * @param centre default: the mean
 */
export function standardise(values: Float64Array, centre?: number): Float64Array {
  const { length } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length;
  const scale = Math.sqrt(variance) + 1e-8;
  for (let i = 0; i < length; i++) values[i] = ((values[i] as number) - (centre ?? mean)) / scale;
  return values;
}

/**
 * The power `emphasis` of the share of the numbers that each one beats (ties half); the numbers themselves when it is 0.
 * A large power tells the best apart and does not care how bad the others are.
 */
export function emphasised(values: Float64Array, emphasis: number): Float64Array {
  if (emphasis === 0) return values;
  return Float64Array.from(ranks(values), (rank) => (rank / values.length) ** emphasis);
}
