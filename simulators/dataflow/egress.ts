/** Outputs that leave a level at a step, and the partial sums that its sub-units make. */
import type { Level } from './level.js';

/** Counts of one set of edge positions; they do not depend on which map moved. */
export interface OutputCounts {
  /** Outputs of all sub-units; what several of them add up together is counted once (reduction in the network). */
  egress: number;
  /** Partial sums of the busiest sub-unit. */
  critical: number;
  /** Partial sums of all sub-units. */
  partialSums: number;
}

/** Fills `counts` for the maps in `edges` at edge (MAESTRO commit 4eb08d17). */
export function countOutputs(level: Level, edges: number, counts: OutputCounts): void {
  let outputs = 1;
  let reduction = 1;
  for (let p = 0; p < level.count; p++) {
    const bit = 1 << p;
    if ((level.spatialMask & bit) !== 0) continue;
    const value = ((edges & bit) !== 0 ? level.outEdgeTile[p] : level.outTile[p]) as number;
    if ((level.outputMask & bit) !== 0) outputs *= value;
    else reduction *= value;
  }
  counts.egress = outputs * egressUnits(level, edges);
  const busiest = spatialPart(level, level.spatialMask, edges, true, false, true);
  const sums = outputs * reduction;
  counts.critical = sums * criticalUnit(level, edges, busiest);
  counts.partialSums = sums * partialSumUnits(level, edges, busiest);
}

function raggedAt(level: Level, p: number, edges: number): boolean {
  return (edges & (1 << p)) !== 0 && level.ragged[p] !== 0;
}

function egressUnits(level: Level, edges: number): number {
  const { outputSpatial, edgeUnits } = level;
  if (outputSpatial < 0) return 1;
  const maps = level.outputMask & level.spatialMask;
  const one = spatialPart(level, maps, edges, true, false, true);
  if ((maps & edges) === 0) return one + (level.units - 1) * spatialPart(level, maps, edges, false, false, true);
  const ragged = raggedAt(level, outputSpatial, edges);
  if (edgeUnits === 1) return ragged ? spatialPart(level, maps, edges, true, true, true) : one;
  const whole = Math.max(edgeUnits - (ragged ? 2 : 1), 0);
  let sum = one;
  if (whole > 0) sum += whole * spatialPart(level, maps, edges, false, false, true);
  if (ragged) sum += spatialPart(level, maps, edges, false, true, true);
  return sum;
}

function criticalUnit(level: Level, edges: number, busiest: number): number {
  const maps = level.outputMask & level.spatialMask;
  if ((maps & edges) === 0 || level.edgeUnits !== 1 || !raggedAt(level, level.outputSpatial, edges)) return busiest;
  return spatialPart(level, level.spatialMask, edges, true, true, true);
}

function partialSumUnits(level: Level, edges: number, busiest: number): number {
  const { spatialMask, lastSpatial, edgeUnits } = level;
  if ((spatialMask & edges) === 0) return level.units * busiest;
  const ragged = raggedAt(level, lastSpatial, edges);
  if (edgeUnits === 1) return ragged ? spatialPart(level, spatialMask, edges, true, true, true) : busiest;
  const whole = Math.max(edgeUnits - (ragged ? 2 : 1), 0);
  return busiest + whole * busiest + (ragged ? spatialPart(level, spatialMask, edges, true, true, false) : 0);
}

/**
 * Product over the spatial maps in `maps` for one sub-unit.
 * @param first the first sub-unit of the row, which holds a whole tile; the others hold what is new
 * @param ragged the sub-unit that holds the ragged tile
 * @param reuse the ragged sub-unit shares outputs with the one before it
 */
function spatialPart(
  level: Level,
  maps: number,
  edges: number,
  first: boolean,
  ragged: boolean,
  reuse: boolean,
): number {
  let product = 1;
  for (let p = level.firstSpatial; p <= level.lastSpatial; p++) {
    const bit = 1 << p;
    if ((maps & bit) === 0) continue;
    const full = first ? (level.outTile[p] as number) : (level.outFresh[p] as number) || 1;
    if ((edges & bit) === 0) product *= full;
    else if ((level.edgeOnlyMask & bit) !== 0) {
      const shared = (level.outputMask & bit) !== 0 && level.edgeUnits !== 1 && reuse;
      product *= ragged ? ((shared ? level.outEdgeFresh[p] : level.outEdgeTile[p]) as number) : full;
    } else if (level.edgeUnits === 1) product *= first || ragged ? (level.outLoneTile[p] as number) : 1;
    else product *= ragged ? (level.outEdgeFresh[p] as number) : full;
  }
  return product;
}
