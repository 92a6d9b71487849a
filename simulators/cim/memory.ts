/** Figures of an SRAM by its shape, from a table of macros of one word width. */
import type { CimMemory } from '../../hwtemplates/index.js';

/** Area of the whole memory, energy of one access of its whole width. */
export interface MemoryFigures {
  readonly areaUm2: number;
  readonly readPj: number;
  readonly writePj: number;
  readonly accessNs: number;
}

/** A memory of `bits` bits that is `widthBits` wide: slices of the table's word width side by side. */
export function memoryOf(table: CimMemory, bits: number, widthBits: number): MemoryFigures {
  const slices = widthBits / table.wordBits;
  const slice = sliceOf(table, bits / widthBits);
  return {
    areaUm2: slice.areaUm2 * slices,
    readPj: slice.readPj * slices,
    writePj: slice.writePj * slices,
    accessNs: slice.accessNs,
  };
}

/** One slice of `rows` words: geometric between the table's rows, its ends outside. */
export function sliceOf(table: CimMemory, rows: number): MemoryFigures {
  const last = table.rows.length - 1;
  const low = Math.log2(table.rows[0] as number);
  const at = Math.min(last, Math.max(0, Math.log2(rows) - low));
  const below = Math.min(last - 1, Math.floor(at));
  const share = at - below;
  const between = (column: readonly number[]) =>
    (column[below] as number) ** (1 - share) * (column[below + 1] as number) ** share;
  return {
    areaUm2: between(table.areaUm2),
    readPj: between(table.readPj),
    writePj: between(table.writePj),
    accessNs: between(table.accessNs),
  };
}
