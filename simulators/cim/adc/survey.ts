import type { SurveyAdc } from '../../../hwtemplates/index.js';

/**
 * Optimistic bound of Murmann's ADC survey (Andrulis et al., accelergy-adc-plug-in): one converter of `bits` at
 * `technologyNm` that makes `conversionsPerSecond`.
 * @returns pJ a conversion, um2
 */
export function surveyAdc(constants: SurveyAdc, bits: number, technologyNm: number, conversionsPerSecond: number) {
  const c = constants;
  const lnHz = Math.log(conversionsPerSecond);
  const lnNm = Math.log(technologyNm);
  const sndr = c.sndrDbPerBit * bits + c.sndrDb;
  const figureOfMerit = Math.min(
    c.figureOfMeritDb + c.figureOfMeritDbPerLnHz * lnHz,
    c.lowSpeedFigureOfMeritDb + c.lowSpeedFigureOfMeritDbPerBit * Math.ceil(bits),
  );
  const scale = c.energyLn + c.energyLnPerLnNm * lnNm + c.energyLnPerLnBits * Math.log(bits) + c.energyLnShift;
  const energyPj = 0.5 * 10 ** ((sndr - figureOfMerit) / 10) * Math.exp(scale);
  const lnArea = c.areaLn + c.areaLnPerLnNm * lnNm + c.areaLnPerLnHz * lnHz + c.areaLnPerLnPj * Math.log(energyPj);
  return { energyPj, areaUm2: Math.exp(lnArea) };
}
