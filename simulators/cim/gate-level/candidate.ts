/** Candidates of a mapping: rows and the loop that is spread over the macros. */

import type { CompleteGateMacro } from '../complete-macro.js';
import type { Loops } from '../loops.js';
import type { GateMapping, MacroDimension } from '../types.js';
import type { RowUnrolling } from './row-unrolling.js';

/** In the order in which equal candidates are tried. */
export const macroDimensions: readonly MacroDimension[] = ['none', 'K', 'C', 'OY', 'OX'];

export interface Candidate {
  readonly row: RowUnrolling;
  readonly dimension: MacroDimension;
  readonly unroll: number;
}

/** The candidates of one row unrolling, in the order of `macroDimensions`. */
export function spread(row: RowUnrolling, loops: Loops, macro: CompleteGateMacro): Candidate[] {
  const candidates: Candidate[] = [{ row, dimension: 'none', unroll: 1 }];
  const { macros } = macro;
  if (macros === 1) return candidates;
  const columns = Math.min(loops.outChannels, macro.outputsPerWordline);
  const most = {
    K: Math.floor(loops.outChannels / columns),
    C: Math.floor(loops.channels / row.c),
    OY: loops.outHeight,
    OX: loops.outWidth,
  };
  for (const dimension of ['K', 'C', 'OY', 'OX'] as const) {
    const unroll = Math.min(macros, most[dimension]);
    if (unroll >= 2) candidates.push({ row, dimension, unroll });
  }
  return candidates;
}

/** Order in which candidates are tried: the first of equals is kept. */
export function inOrder(a: Candidate, b: Candidate): number {
  return (
    b.row.rows - a.row.rows ||
    b.unroll - a.unroll ||
    macroDimensions.indexOf(a.dimension) - macroDimensions.indexOf(b.dimension) ||
    b.row.c - a.row.c ||
    b.row.fy - a.row.fy
  );
}

/** Tiles of the layer under a candidate. */
export function mappingOf({ row, dimension, unroll }: Candidate, loops: Loops, macro: CompleteGateMacro): GateMapping {
  const columns = Math.min(loops.outChannels, macro.outputsPerWordline);
  const rowTiles =
    Math.ceil(loops.channels / (row.c * (dimension === 'C' ? unroll : 1))) *
    Math.ceil(loops.kernelHeight / row.fy) *
    Math.ceil(loops.kernelWidth / row.fx);
  const columnTiles = Math.ceil(loops.outChannels / (columns * (dimension === 'K' ? unroll : 1)));
  return {
    c: row.c,
    kernelHeight: row.fy,
    kernelWidth: row.fx,
    macroDimension: dimension,
    macroUnroll: unroll,
    rows: row.rows,
    rowTiles,
    columnTiles,
    tiles: rowTiles * columnTiles * loops.groups,
  };
}
