/** Tile tables of a level: how much of each dimension a step holds, and how much of it is new. */
import type { LayerShape, Operator } from './layer.js';
import type { Level } from './level.js';

/**
 * Fills the tables of a completed level from its extents (MAESTRO commit 4eb08d17; the corrected forms are ours).
 * @param corrected count outputs with the stride, and edge tiles only where something is ragged
 */
export function fillTables(level: Level, shape: LayerShape, corrected: boolean): void {
  for (let p = 0; p < level.count; p++) inputTable(level, p, corrected);
  const { operator } = shape;
  if (operator.y >= 0) {
    outputTable(level, operator.y, operator.r, shape.stepY, corrected);
    outputTable(level, operator.x, operator.s, shape.stepX, corrected);
  }
  placeTensors(level, operator);
  level.edgeUnits = activeAtEdge(level, level.firstSpatial, corrected);
}

function inputTable(level: Level, p: number, corrected: boolean): void {
  const size = level.size[p] as number;
  const offset = level.offset[p] as number;
  const extent = level.extent[p] as number;
  const whole = Math.max(Math.trunc((extent - size) / offset), 0);
  const ragged = whole * offset + size < extent || size > extent;
  let rest = extent - (whole + 1) * offset;
  if (rest < 0) rest = extent;
  const edge = ragged ? rest : size;
  const fresh = level.spatial[p] === 0 && extent <= size ? 0 : Math.min(size, offset);
  const edgeFresh = Math.max(offset - (size - (corrected ? edge : rest)), 0);
  level.tile[p] = level.outTile[p] = size;
  level.fresh[p] = level.outFresh[p] = fresh;
  level.edgeTile[p] = level.outEdgeTile[p] = level.outLoneTile[p] = edge;
  level.edgeFresh[p] = level.outEdgeFresh[p] = edgeFresh;
}

/** Outputs of the tiles of Y or X. MAESTRO counts them as if the stride were 1. */
function outputTable(level: Level, dimension: number, kernelDimension: number, step: number, corrected: boolean): void {
  const p = level.position[dimension] as number;
  const q = level.position[kernelDimension] as number;
  const offset = level.offset[p] as number;
  const [tile, edge] = [level.tile[p] as number, level.edgeTile[p] as number];
  const [kernel, kernelEdge] = [level.tile[q] as number, level.edgeTile[q] as number];
  if (!corrected) {
    level.outTile[p] = tile - kernel + 1;
    level.outFresh[p] = Math.min(level.size[p] as number, offset);
    const outEdge = edge - kernelEdge + 1;
    level.outEdgeTile[p] = outEdge;
    level.outEdgeFresh[p] = Math.min(offset, outEdge);
    return;
  }
  const outTile = outputsOf(tile, kernel, step);
  const outEdge = outputsOf(edge, kernelEdge, step);
  const fresh = Math.min(Math.max(1, Math.trunc(offset / step)), Math.max(1, outTile));
  level.outTile[p] = outTile;
  level.outFresh[p] = fresh;
  level.outEdgeTile[p] = level.outLoneTile[p] = outEdge;
  level.outEdgeFresh[p] = Math.min(fresh, outEdge);
}

function outputsOf(tile: number, kernel: number, step: number): number {
  return tile < kernel ? 0 : Math.trunc((tile - kernel) / step) + 1;
}

/** Which maps each tensor has, and which of them are spatial. */
function placeTensors(level: Level, operator: Operator): void {
  level.spatialMask = 0;
  level.firstSpatial = -1;
  for (let p = 0; p < level.count; p++) {
    if (level.spatial[p] === 0) continue;
    if (level.firstSpatial < 0) level.firstSpatial = p;
    level.lastSpatial = p;
    level.spatialMask |= 1 << p;
  }
  level.inputMask = maskOf(level, operator.input);
  level.weightMask = maskOf(level, operator.weight);
  level.outputMask = maskOf(level, operator.output);
  level.inputSpatial = lastSpatialOf(level, operator.input);
  level.weightSpatial = lastSpatialOf(level, operator.weight);
  level.outputSpatial = lastSpatialOf(level, operator.output);
}

function maskOf(level: Level, tensor: readonly number[]): number {
  let mask = 0;
  for (let i = 0; i < tensor.length; i++) mask |= 1 << (level.position[tensor[i] as number] as number);
  return mask;
}

/** The tensor's own order decides, not the loop order. */
function lastSpatialOf(level: Level, tensor: readonly number[]): number {
  for (let i = tensor.length - 1; i >= 0; i--) {
    const p = level.position[tensor[i] as number] as number;
    if (level.spatial[p] !== 0) return p;
  }
  return -1;
}

/**
 * Active sub-units in the edge round of a spatial map. Where several rounds are needed MAESTRO counts the whole tiles
 * alone and so loses one unit's work when a ragged tile follows them; mode `corrected` counts it.
 */
function activeAtEdge(level: Level, p: number, corrected: boolean): number {
  const size = level.size[p] as number;
  const offset = level.offset[p] as number;
  const extent = level.extent[p] as number;
  const { units } = level;
  if (extent <= size) return 1;
  const tiles = Math.trunc((extent - size) / offset) + 1;
  if (extent <= offset * (units - 1) + size) return offset * (tiles - 1) + size < extent ? tiles + 1 : tiles;
  const rounds = Math.trunc(tiles / units) - 1;
  const rest = extent - (rounds + 1) * offset * units;
  if (rest < size) return 1;
  const whole = Math.trunc((rest - size) / offset) + 1;
  return corrected && (whole - 1) * offset + size < rest ? whole + 1 : whole;
}
