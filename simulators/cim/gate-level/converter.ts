import { neurosimAdc } from '../adc/neurosim.js';
import { surveyAdc } from '../adc/survey.js';
import { zigzagAdc } from '../adc/zigzag.js';
import type { CompleteGateMacro } from '../complete-macro.js';
import type { CimTechnology } from '../types.js';

/** One converter: pJ a conversion, um2, ns. */
export interface Converter {
  readonly energyPj: number;
  readonly areaUm2: number;
  readonly delayNs: number;
}

const none: Converter = { energyPj: 0, areaUm2: 0, delayNs: 0 };

/**
 * The converter of a gate-level macro, one conversion a cycle. The other models have no delay that fits this macro:
 * they take the time of `zigzag-28nm`.
 * @param logicNs the rest of the clock period, which sets the speed that the survey's bound is asked for
 */
export function converterOf(macro: CompleteGateMacro, { adcs }: CimTechnology, logicNs: number): Converter {
  const { adc, rows, supplyV, technologyNm } = macro;
  if (adc === undefined) return none;
  const own = zigzagAdc(adcs['zigzag-28nm'], adc.bits, rows, supplyV);
  if (adc.model === 'zigzag-28nm') return own;
  const { delayNs } = own;
  if (adc.model === 'neurosim-sar') {
    return { ...neurosimAdc(adcs['neurosim-sar'], 'sram', adc.bits, technologyNm), delayNs };
  }
  return { ...surveyAdc(adcs.andrulis, adc.bits, technologyNm, 1e9 / (logicNs + delayNs)), delayNs };
}
