/** The SRAM that NPU and macros share: banks of the largest macro of a memory table. */
import type { CimMemory } from '../../hwtemplates/index.js';
import { memoryOf } from '../cim/index.js';
import type { SramCosts } from '../npu/index.js';

/** @param widthBytes bytes that one access moves */
export function sharedSram(table: CimMemory, bytes: number, widthBytes: number): SramCosts {
  const widthBits = 8 * widthBytes;
  const mostRows = table.rows[table.rows.length - 1] as number;
  const banks = Math.max(1, Math.ceil((8 * bytes) / widthBits / mostRows));
  const { areaUm2, readPj, writePj } = memoryOf(table, (8 * bytes) / banks, widthBits);
  return { bytes, readPjPerByte: readPj / widthBytes, writePjPerByte: writePj / widthBytes, areaUm2: areaUm2 * banks };
}
