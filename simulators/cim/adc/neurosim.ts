import type { NeurosimAdc } from '../../../hwtemplates/index.js';

type CellName = 'rram' | 'sram';

/**
 * One SAR converter of NeuroSim without its column's current.
 * Energy goes with the node, area with its square (the reference rows of 32 nm say 2.12 = (32/22)^2).
 * @returns pJ a conversion, um2
 */
export function neurosimAdc(constants: NeurosimAdc, cell: CellName, bits: number, technologyNm: number) {
  const { conversionFjPerBit, conversionFj, areaFactor } = constants[cell];
  const scale = technologyNm / constants.technologyNm;
  return {
    energyPj: (scale * (bits + 1) * (conversionFjPerBit * bits + conversionFj)) / 1000,
    areaUm2: scale ** 2 * (constants.areaUm2 + constants.areaUm2PerBit * bits) * areaFactor,
  };
}

/**
 * Energy that one row adds to a conversion while its input bit is 1, pJ: the cell conducts for bits + 1 clock steps.
 * @param conductanceUs mean conductance of a cell in series with its access, uS; 1 for SRAM, whose coefficient holds it
 */
export function columnEnergyPj(
  constants: NeurosimAdc,
  cell: CellName,
  bits: number,
  technologyNm: number,
  conductanceUs: number,
): number {
  const scale = technologyNm / constants.technologyNm;
  return (scale * (bits + 1) * constants[cell].columnFj * conductanceUs) / 1000;
}
