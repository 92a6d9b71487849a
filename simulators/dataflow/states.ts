/** The states a map goes through in one run: first (I), steady (S), edge (E). */
import type { Level } from './level.js';

/**
 * Fills the level's scratch with the states of each map over the extents handed down (MAESTRO commit 4eb08d17).
 * Every map is once in state I, `steps` times in S and, where `edgeMask` has its bit, once in E.
 */
export function fillStates(level: Level): void {
  level.multiMask = 0;
  level.edgeMask = 0;
  level.edgeOnlyMask = 0;
  for (let p = 0; p < level.count; p++) {
    level.ragged[p] = 0;
    if (level.spatial[p] === 0) temporalStates(level, p);
    else spatialStates(level, p);
  }
}

function temporalStates(level: Level, p: number): void {
  const size = level.size[p] as number;
  const extent = level.handed[level.dimension[p] as number] as number;
  level.steps[p] = 0;
  if (extent <= size) {
    if (extent < size) level.edgeOnlyMask |= 1 << p;
    return;
  }
  const offset = level.offset[p] as number;
  const steps = Math.trunc((extent - size) / offset);
  const edge = steps * offset + size < extent;
  level.steps[p] = steps;
  // A tile that is followed by neither a step nor an edge cannot be: extent > size leaves one of them.
  level.multiMask |= 1 << p;
  if (edge) level.edgeMask |= 1 << p;
}

function spatialStates(level: Level, p: number): void {
  const size = level.size[p] as number;
  const offset = level.offset[p] as number;
  const extent = level.handed[level.dimension[p] as number] as number;
  const { units } = level;
  const covered = size + offset * (units - 1);
  level.steps[p] = 0;
  if (extent <= covered) {
    if (extent < covered) {
      level.edgeOnlyMask |= 1 << p;
      level.ragged[p] = 1;
    }
    return;
  }
  const steps = Math.trunc((Math.trunc((extent - size) / offset) + 1) / units) - 1;
  level.steps[p] = Math.max(steps, 0);
  level.multiMask |= 1 << p;
  const round = offset * units;
  if ((steps + 1) * round + covered <= extent || steps * round + covered === extent) return;
  level.edgeMask |= 1 << p;
  const rest = extent - (steps + 1) * round;
  const active = rest < size ? 1 : Math.trunc((rest - size) / offset) + 1;
  level.ragged[p] = (active - 1) * offset + size < rest ? 1 : 0;
}
