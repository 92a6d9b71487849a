/** Latency statistics of whole clocks. */
import type { LatencySummary } from './types.js';

/**
 * Mean, nearest-rank percentiles and maximum of the differences `ends[i] - starts[i]` of the requests whose `writes[i]`
 * is `direction`, times `scale`.
 */
export function summarise(
  starts: Float64Array,
  ends: Float64Array,
  writes: Uint8Array,
  direction: number,
  scale: number,
): LatencySummary {
  let count = 0;
  let sum = 0;
  let most = 0;
  for (let i = 0; i < starts.length; i++) {
    if (writes[i] !== direction) continue;
    const latency = (ends[i] as number) - (starts[i] as number);
    count++;
    sum += latency;
    if (latency > most) most = latency;
  }
  if (count === 0) return { count };
  const histogram = most <= 8 * count + 65536 ? new Uint32Array(most + 1) : undefined;
  const sorted = histogram === undefined ? new Float64Array(count) : undefined;
  for (let i = 0, k = 0; i < starts.length; i++) {
    if (writes[i] !== direction) continue;
    const latency = (ends[i] as number) - (starts[i] as number);
    if (histogram !== undefined) histogram[latency] = (histogram[latency] as number) + 1;
    else if (sorted !== undefined) sorted[k++] = latency;
  }
  sorted?.sort();
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((p) => {
    const rank = Math.max(1, Math.ceil(p * count));
    return (sorted === undefined ? nth(histogram as Uint32Array, rank) : (sorted[rank - 1] as number)) * scale;
  }) as [number, number, number];
  return { count, mean: (sum * scale) / count, p50, p95, p99, maximum: most * scale };
}

/** The value of the given rank (from 1) in a histogram. */
function nth(histogram: Uint32Array, rank: number): number {
  let seen = 0;
  let value = 0;
  for (; seen + (histogram[value] as number) < rank; value++) seen += histogram[value] as number;
  return value;
}
