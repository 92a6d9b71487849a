import type { ArrayCell } from '../../../hwtemplates/index.js';

/**
 * Mean conductance of a cell in series with its access, uS, over the 2^cellBits levels that lie evenly between off and
 * on. 1 for cells without resistances: the coefficients of SRAM hold them.
 */
export function meanConductanceUs({ onOhm, offOhm }: ArrayCell, cellBits: number, seriesOhm: number): number {
  if (onOhm === null || offOhm === null) return 1;
  const levels = 2 ** cellBits;
  const [on, off] = [1 / onOhm, 1 / offOhm];
  let sum = 0;
  for (let k = 0; k < levels; k++) sum += 1 / (1 / (off + ((on - off) * k) / (levels - 1)) + seriesOhm);
  return (1e6 * sum) / levels;
}
