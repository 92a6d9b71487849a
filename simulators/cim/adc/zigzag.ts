import type { ZigzagAdc } from '../../../hwtemplates/index.js';

/**
 * One converter of ZigZag-IMC: `bits` b, `rows` on its column, `supplyV`.
 * A comparator (b = 1) counts no area, as there.
 * @returns pJ a conversion, um2, ns a conversion
 */
export function zigzagAdc(constants: ZigzagAdc, bits: number, rows: number, supplyV: number) {
  const { areaLog10Um2, areaLog10Um2PerBit, delayNsPerBitAndRow, delayNsPerBit } = constants;
  const { energyFjPerBit, energyFjPerLevelSquared } = constants;
  return {
    energyPj: ((energyFjPerBit * bits + energyFjPerLevelSquared * 4 ** bits) * supplyV ** 2) / 1000,
    areaUm2: bits === 1 ? 0 : 10 ** (areaLog10Um2 + areaLog10Um2PerBit * bits) * 2 ** bits,
    delayNs: bits * (delayNsPerBitAndRow * rows + delayNsPerBit),
  };
}
