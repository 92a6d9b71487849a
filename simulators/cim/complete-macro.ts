/** Macros with their defaults filled in, and what they may not be. */
import { badRequest, CogymError } from '../../src/errors.js';
import { choice, integer, number, record, refuseUnknown } from './fields.js';
import {
  type AdcModel,
  type ArrayMacro,
  adcModels,
  arrayKinds,
  type CimTechnology,
  type GateMacro,
  gateKinds,
  type Macro,
} from './types.js';

/** A gate-level macro without gaps. Digital macros have no converter. */
export type CompleteGateMacro = Required<Omit<GateMacro, 'adcModel' | 'adcBits'>> & {
  readonly adc: { readonly model: AdcModel; readonly bits: number } | undefined;
};
/** An array-level macro without gaps; without a clock of its own the model's applies. */
export type CompleteArrayMacro = Required<Omit<ArrayMacro, 'clockNs'>> & { readonly clockNs: number | undefined };

const LARGEST_ARRAY = 65536;
const MOST_MACROS = 65536;
const MOST_BITS = 32;
/** An offset-binary weight slice and the sums of many rows stay exact integers. */
const MOST_ADC_BITS = 16;

const commonFields = [
  'costModel',
  'kind',
  'rows',
  'macros',
  'inputBits',
  'weightBits',
  'inputBitsPerCycle',
  'technologyNm',
  'supplyV',
  'adcModel',
  'adcBits',
];
const gateFields = [...commonFields, 'outputsPerWordline', 'groupDepth'];
const arrayFields = [
  ...commonFields,
  'columns',
  'cellBits',
  'columnMux',
  'rowsParallel',
  'adcType',
  'differentialPairs',
  'clockNs',
  'processingElementCells',
  'tileCells',
  'areaModel',
];

/**
 * Checks `macro`, which may come from outside, and fills in its defaults.
 * @param path JSON pointer of the macro in the request
 * @throws CogymError `badRequest`, or `unsupported` for a macro that is well formed but that no model here covers
 */
export function completeMacro(
  macro: Macro,
  technology: CimTechnology,
  path = '/macro',
): CompleteGateMacro | CompleteArrayMacro {
  record(macro, path);
  const costModel = choice(macro.costModel, `${path}/costModel`, ['gate-level', 'array-level'] as const);
  return costModel === 'gate-level'
    ? completeGateMacro(macro as GateMacro, technology, path)
    : completeArrayMacro(macro as ArrayMacro, technology, path);
}

function completeGateMacro(macro: GateMacro, { gateLevel }: CimTechnology, path: string): CompleteGateMacro {
  refuseUnknown(macro as unknown as Record<string, unknown>, gateFields, path);
  if ((arrayKinds as readonly string[]).includes(macro.kind) && macro.kind !== 'analog-sram') {
    throw unsupported(`${path}/kind`, `${macro.kind} has no gate-level model; use costModel array-level`);
  }
  const rows = integer(macro.rows, `${path}/rows`, 2, LARGEST_ARRAY);
  if (!Number.isInteger(Math.log2(rows))) throw badRequest(`${path}/rows`, `rows is a power of two, not ${rows}`);
  const technologyNm = number(macro.technologyNm ?? gateLevel.technologyNm, `${path}/technologyNm`, 1, 1000);
  if (technologyNm !== gateLevel.technologyNm) {
    const message = `gates are known at ${gateLevel.technologyNm} nm alone, not at ${technologyNm}; no scaling is assumed`;
    throw unsupported(`${path}/technologyNm`, message);
  }
  const { inputBits, weightBits, inputBitsPerCycle } = bitsOf(macro, path);
  return {
    costModel: 'gate-level',
    kind: choice(macro.kind, `${path}/kind`, gateKinds),
    outputsPerWordline: integer(macro.outputsPerWordline, `${path}/outputsPerWordline`, 1, LARGEST_ARRAY),
    rows,
    macros: integer(macro.macros ?? 1, `${path}/macros`, 1, MOST_MACROS),
    groupDepth: integer(macro.groupDepth ?? 1, `${path}/groupDepth`, 1, LARGEST_ARRAY),
    inputBits,
    weightBits,
    inputBitsPerCycle,
    technologyNm,
    supplyV: number(macro.supplyV ?? gateLevel.supplyV, `${path}/supplyV`, 0.1, 5),
    adc: gateAdc(macro, path),
  };
}

function gateAdc(macro: GateMacro, path: string): CompleteGateMacro['adc'] {
  if (macro.kind === 'analog-sram') {
    return { model: adcModelOf(macro, path), bits: integer(macro.adcBits, `${path}/adcBits`, 1, MOST_ADC_BITS) };
  }
  for (const name of ['adcModel', 'adcBits'] as const) {
    if (macro[name] !== undefined)
      throw badRequest(`${path}/${name}`, `a digital macro has no converter: drop ${name}`);
  }
  return undefined;
}

function completeArrayMacro(macro: ArrayMacro, { arrayLevel }: CimTechnology, path: string): CompleteArrayMacro {
  refuseUnknown(macro as unknown as Record<string, unknown>, arrayFields, path);
  if ((macro.kind as string) === 'digital-sram') {
    throw unsupported(`${path}/kind`, 'digital-sram has no array-level model; use costModel gate-level');
  }
  const rows = integer(macro.rows, `${path}/rows`, 1, LARGEST_ARRAY);
  const { inputBits, weightBits, inputBitsPerCycle } = bitsOf(macro, path);
  if (inputBitsPerCycle !== 1) {
    throw unsupported(
      `${path}/inputBitsPerCycle`,
      'array-level macros take their inputs bit by bit: inputBitsPerCycle 1',
    );
  }
  const { processingElement, tile } = arrayLevel.floorplan;
  return {
    costModel: 'array-level',
    kind: choice(macro.kind, `${path}/kind`, arrayKinds),
    rows,
    columns: integer(macro.columns, `${path}/columns`, 1, LARGEST_ARRAY),
    adcModel: adcModelOf(macro, path),
    adcBits: integer(macro.adcBits, `${path}/adcBits`, 1, MOST_ADC_BITS),
    cellBits: cellBitsOf(macro, weightBits, path),
    columnMux: integer(macro.columnMux ?? 8, `${path}/columnMux`, 1, macro.columns),
    rowsParallel: integer(macro.rowsParallel ?? rows, `${path}/rowsParallel`, 1, rows),
    adcType: choice(macro.adcType ?? 'sar', `${path}/adcType`, ['sar', 'flash'] as const),
    differentialPairs: choice(macro.differentialPairs ?? false, `${path}/differentialPairs`, [false, true]),
    macros: integer(macro.macros ?? 1, `${path}/macros`, 1, MOST_MACROS),
    inputBits,
    weightBits,
    inputBitsPerCycle,
    technologyNm: number(macro.technologyNm ?? arrayLevel.technologyNm, `${path}/technologyNm`, 1, 1000),
    supplyV: number(macro.supplyV ?? 0.9, `${path}/supplyV`, 0.1, 5),
    clockNs: macro.clockNs === undefined ? undefined : number(macro.clockNs, `${path}/clockNs`, 1e-3, 1e6),
    processingElementCells: integer(
      macro.processingElementCells ?? processingElement * rows,
      `${path}/processingElementCells`,
      1,
      2 ** 31,
    ),
    tileCells: integer(macro.tileCells ?? tile * rows, `${path}/tileCells`, 1, 2 ** 31),
    areaModel: choice(macro.areaModel ?? 'components', `${path}/areaModel`, ['components', 'bounding'] as const),
  };
}

function cellBitsOf(macro: ArrayMacro, weightBits: number, path: string): number {
  const cellBits = integer(macro.cellBits ?? 1, `${path}/cellBits`, 1, Math.min(8, weightBits));
  if (macro.kind === 'analog-sram' && cellBits !== 1) {
    throw badRequest(`${path}/cellBits`, `an SRAM cell holds 1 bit, not ${cellBits}`);
  }
  return cellBits;
}

function bitsOf(macro: Macro, path: string) {
  const inputBits = integer(macro.inputBits ?? 8, `${path}/inputBits`, 1, MOST_BITS);
  return {
    inputBits,
    weightBits: integer(macro.weightBits ?? 8, `${path}/weightBits`, 1, MOST_BITS),
    inputBitsPerCycle: integer(macro.inputBitsPerCycle ?? 1, `${path}/inputBitsPerCycle`, 1, inputBits),
  };
}

function adcModelOf({ adcModel }: Macro, path: string): AdcModel {
  if (adcModel === undefined) {
    throw badRequest(`${path}/adcModel`, `adcModel is missing; the figures hinge on it: ${adcModels.join(', ')}`);
  }
  return choice(adcModel, `${path}/adcModel`, adcModels);
}

const unsupported = (path: string, message: string) => new CogymError('unsupported', message, path);
