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
  const latencies = latenciesOf(starts, ends, writes, direction);
  const count = latencies.length;
  if (count === 0) return { count };
  const [sum, most] = sumAndMost(latencies);
  const atRank = most <= 8 * count + 65536 ? ranksByCounting(latencies, most) : ranksBySorting(latencies);
  const percentile = (p: number): number => atRank(Math.max(1, Math.ceil(p * count))) * scale;
  return {
    count,
    mean: (sum * scale) / count,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    maximum: most * scale,
  };
}

function latenciesOf(starts: Float64Array, ends: Float64Array, writes: Uint8Array, direction: number): Float64Array {
  const latencies = new Float64Array(starts.length);
  let count = 0;
  for (let i = 0; i < starts.length; i++) {
    if (writes[i] === direction) latencies[count++] = (ends[i] as number) - (starts[i] as number);
  }
  return latencies.subarray(0, count);
}

function sumAndMost(latencies: Float64Array): [sum: number, most: number] {
  let sum = 0;
  let most = 0;
  for (let i = 0; i < latencies.length; i++) {
    const latency = latencies[i] as number;
    sum += latency;
    if (latency > most) most = latency;
  }
  return [sum, most];
}

/** The value at a rank (from 1), by how often each value up to `most` occurs. */
function ranksByCounting(latencies: Float64Array, most: number): (rank: number) => number {
  const times = new Uint32Array(most + 1);
  for (let i = 0; i < latencies.length; i++) {
    const latency = latencies[i] as number;
    times[latency] = (times[latency] as number) + 1;
  }
  return (rank) => {
    let seen = 0;
    let value = 0;
    for (; seen + (times[value] as number) < rank; value++) seen += times[value] as number;
    return value;
  };
}

function ranksBySorting(latencies: Float64Array): (rank: number) => number {
  const sorted = latencies.slice().sort();
  return (rank) => sorted[rank - 1] as number;
}
