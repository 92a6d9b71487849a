import type { RandomStream } from '../stats/random.js';

/**
 * `count` points of [0, 1)^dimension such that each of the `count` equal intervals of every axis holds one of them
 * (McKay, Beckman & Conover 1979); uniform inside its cell.
 */
export function latinHypercube(count: number, dimension: number, random: RandomStream): Float64Array[] {
  const points = Array.from({ length: count }, () => new Float64Array(dimension));
  const order = Array.from({ length: count }, (_, k) => k);
  for (let j = 0; j < dimension; j++) {
    random.shuffle(order);
    points.forEach((point, k) => {
      // The quotient may round up to the cell's end, which belongs to the next cell.
      point[j] = Math.min(
        ((order[k] as number) + random.uniform()) / count,
        ((order[k] as number) + 1 - 2 ** -20) / count,
      );
    });
  }
  return points;
}
