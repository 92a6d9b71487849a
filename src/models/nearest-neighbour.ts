import { columnScale, standardised } from './column-scale.js';
import type { Rows } from './regressor.js';

/**
 * For each of `queries` the position of the nearest of `rows`, by squared distance over columns in units of their
 * deviation in `rows`; the first one on ties.
 */
export function nearestRows(rows: Rows, queries: Rows): Uint32Array {
  const scale = columnScale(rows);
  const known = rows.map((row) => standardised(row, scale));
  return Uint32Array.from(queries, (query) => nearestOf(known, standardised(query, scale)));
}

function nearestOf(known: readonly Float64Array[], query: Float64Array): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < known.length; i++) {
    const row = known[i];
    let distance = 0;
    for (let j = 0; j < query.length && distance < least; j++) distance += (row[j] - query[j]) ** 2;
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}
