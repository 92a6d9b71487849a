/** What the sub-units of a level take in at a step: input and weight tiles, new parts alone where a tile is reused. */
import type { Level } from './level.js';

/** Stands for "no map has moved yet". */
export const NOTHING_CHANGED = -1;

/**
 * Elements of one tensor that enter all sub-units; what several of them share is counted once (multicast).
 * @param tensor positions of the tensor's maps
 * @param lastSpatial position of its last spatial map, -1 for none
 * @param changed innermost map that is not in its first state
 * @param edges positions at edge
 */
export function ingress(level: Level, tensor: number, lastSpatial: number, changed: number, edges: number): number {
  if (changed >= 0 && (tensor & (1 << changed)) === 0) return 0;
  const reset = changed >= 0 && (tensor & level.multiMask) >> (changed + 1) !== 0;
  const held = temporalPart(level, tensor, changed, reset);
  if (lastSpatial < 0) return held;
  const one = spatialPart(level, tensor, changed, reset, edges, true, false);
  const { edgeUnits } = level;
  if ((tensor & level.spatialMask & edges) === 0) {
    return held * (one + (level.units - 1) * spatialPart(level, tensor, changed, reset, edges, false, false));
  }
  const ragged = (edges & (1 << lastSpatial)) !== 0 && level.ragged[lastSpatial] !== 0;
  if (edgeUnits === 1) return held * (ragged ? spatialPart(level, tensor, changed, reset, edges, true, true) : one);
  const whole = Math.max(edgeUnits - (ragged ? 2 : 1), 0);
  let sum = one;
  if (whole > 0) sum += whole * spatialPart(level, tensor, changed, reset, edges, false, false);
  if (ragged) sum += spatialPart(level, tensor, changed, reset, edges, false, true);
  return held * sum;
}

/** Product over the temporal maps: the whole tile, or the new part of the one that moved. */
function temporalPart(level: Level, tensor: number, changed: number, reset: boolean): number {
  const maps = tensor & ~level.spatialMask;
  let product = 1;
  for (let p = 0; p < level.count; p++) {
    if ((maps & (1 << p)) === 0) continue;
    if ((level.edgeOnlyMask & (1 << p)) !== 0) product *= level.edgeTile[p] as number;
    else if (p === changed && !reset) product *= Math.max(level.fresh[p] as number, 1);
    else product *= level.tile[p] as number;
  }
  return product;
}

/** Product over the spatial maps for one sub-unit: the first one of the row, or one behind another; ragged or not. */
function spatialPart(
  level: Level,
  tensor: number,
  changed: number,
  reset: boolean,
  edges: number,
  first: boolean,
  ragged: boolean,
): number {
  const maps = tensor & level.spatialMask;
  let product = 1;
  for (let p = level.firstSpatial; p <= level.lastSpatial; p++) {
    if ((maps & (1 << p)) === 0) continue;
    if (changed < 0) product *= initialTile(level, p, (edges & (1 << p)) !== 0, first, ragged);
    else {
      const moved = p === changed ? !reset : p > changed;
      if (first || !moved) product *= (ragged ? level.edgeTile[p] : level.tile[p]) as number;
      else product *= (ragged ? level.edgeFresh[p] : level.fresh[p]) as number;
    }
  }
  return product;
}

function initialTile(level: Level, p: number, edge: boolean, first: boolean, ragged: boolean): number {
  if (!edge) return level.tile[p] as number;
  if (level.edgeUnits === 1) return first || ragged ? (level.edgeTile[p] as number) : 1;
  return (ragged ? level.edgeTile[p] : level.tile[p]) as number;
}
