/** One converter by the name of its model, as the machine interface asks for it. */
import { badRequest } from '../../../src/errors.js';
import { meanConductanceUs } from '../array-level/conductance.js';
import { choice, integer, number, record, refuseUnknown } from '../fields.js';
import { outside, provenanceOf } from '../provenance.js';
import { type AdcModel, adcModels, arrayKinds, type CimProvenance, type CimTechnology } from '../types.js';
import { columnEnergyPj, neurosimAdc } from './neurosim.js';
import { surveyAdc } from './survey.js';
import { zigzagAdc } from './zigzag.js';

/** What each model depends on; other fields are refused. */
export type AdcQuery =
  | {
      readonly adcModel: 'andrulis';
      readonly bits: number;
      readonly technologyNm: number;
      readonly conversionsPerSecond: number;
    }
  | { readonly adcModel: 'zigzag-28nm'; readonly bits: number; readonly rows: number; readonly supplyV: number }
  | {
      readonly adcModel: 'neurosim-sar';
      readonly bits: number;
      /** Default 22. */
      readonly technologyNm?: number;
      /** The converter and its column: kind of the cells (default rram), their bits (1), rows and density of ones. */
      readonly kind?: (typeof arrayKinds)[number];
      readonly cellBits?: number;
      readonly rows: number;
      readonly inputBitDensity?: number;
    };

export interface AdcFigures {
  /** A conversion; `neurosim-sar`: with the current of its column. */
  readonly energyPj: number;
  readonly areaUm2: number;
  readonly delayNs?: number;
  readonly provenance: CimProvenance;
}

const known: Readonly<Record<AdcModel, readonly string[]>> = {
  andrulis: ['adcModel', 'bits', 'technologyNm', 'conversionsPerSecond'],
  'zigzag-28nm': ['adcModel', 'bits', 'rows', 'supplyV'],
  'neurosim-sar': ['adcModel', 'bits', 'technologyNm', 'kind', 'cellBits', 'rows', 'inputBitDensity'],
};

/** @throws CogymError `badRequest` with the pointer of the first field that is wrong */
export function adcFigures(query: AdcQuery, technology: CimTechnology): AdcFigures {
  const fields = record(query, '');
  const model = choice(fields['adcModel'], '/adcModel', adcModels);
  refuseUnknown(fields, known[model], '');
  const bits = number(fields['bits'], '/bits', 1, 32);
  const beyond = outside({ bits }, { bits: technology.adcs[model].validatedBits });
  return { ...figuresOf(query, bits, technology), provenance: provenanceOf(beyond, [], []) };
}

function figuresOf(query: AdcQuery, bits: number, technology: CimTechnology): Omit<AdcFigures, 'provenance'> {
  const { adcs, arrayLevel } = technology;
  if (query.adcModel === 'andrulis') {
    const technologyNm = number(query.technologyNm, '/technologyNm', 1, 1000);
    return surveyAdc(
      adcs.andrulis,
      bits,
      technologyNm,
      number(query.conversionsPerSecond, '/conversionsPerSecond', 1, 1e12),
    );
  }
  if (query.adcModel === 'zigzag-28nm') {
    const rows = integer(query.rows, '/rows', 1, 65536);
    return zigzagAdc(adcs['zigzag-28nm'], bits, rows, number(query.supplyV, '/supplyV', 0.1, 5));
  }
  const cell = arrayLevel.cells[choice(query.kind ?? 'rram', '/kind', arrayKinds)];
  const cellBits = integer(query.cellBits ?? 1, '/cellBits', 1, 8);
  if (cell.adc === 'sram' && cellBits !== 1) throw badRequest('/cellBits', `an SRAM cell holds 1 bit, not ${cellBits}`);
  const technologyNm = number(query.technologyNm ?? arrayLevel.technologyNm, '/technologyNm', 1, 1000);
  const density = number(query.inputBitDensity ?? arrayLevel.defaultInputBitDensity, '/inputBitDensity', 0, 1);
  const conductance = meanConductanceUs(cell, cellBits, arrayLevel.seriesOhm);
  const { energyPj, areaUm2 } = neurosimAdc(adcs['neurosim-sar'], cell.adc, bits, technologyNm);
  const rowPj = columnEnergyPj(adcs['neurosim-sar'], cell.adc, bits, technologyNm, conductance);
  return { energyPj: energyPj + rowPj * density * integer(query.rows, '/rows', 1, 65536), areaUm2 };
}
