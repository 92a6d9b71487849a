import { layerOnArrays } from './array-level/layer.js';
import { type PreparedArrayMacro, prepareArrayMacro } from './array-level/macro.js';
import { type CompleteArrayMacro, type CompleteGateMacro, completeMacro } from './complete-macro.js';
import { layerOnGateMacro } from './gate-level/layer.js';
import { type PreparedGateMacro, prepareGateMacro } from './gate-level/macro.js';
import { completeOptions, loopsOf } from './loops.js';
import type {
  ArrayLayerFigures,
  ArrayMacro,
  CimLayer,
  CimTechnology,
  GateLayerFigures,
  GateMacro,
  LayerFigures,
  LayerOptions,
  Macro,
} from './types.js';

/** A macro with its figures (`figures`) and all that its layers have in common; plain data, for many layers. */
export type PreparedMacro = PreparedGateMacro | PreparedArrayMacro;

/**
 * Checks a macro and works out its figures.
 * @throws CogymError `badRequest` with a pointer below /macro, or `unsupported` where no model covers it
 */
export function prepareMacro(macro: GateMacro, technology: CimTechnology): PreparedGateMacro;
export function prepareMacro(macro: ArrayMacro, technology: CimTechnology): PreparedArrayMacro;
export function prepareMacro(macro: Macro, technology: CimTechnology): PreparedMacro;
export function prepareMacro(macro: Macro, technology: CimTechnology): PreparedMacro {
  const complete = completeMacro(macro, technology);
  return isGateLevel(complete) ? prepareGateMacro(complete, technology) : prepareArrayMacro(complete, technology);
}

/**
 * One layer on a prepared macro: mapping, time and energy.
 * @throws CogymError `badRequest` with a pointer below /layer or of the option, or `unsupported`
 */
export function layerOnMacro(prepared: PreparedGateMacro, layer: CimLayer, options?: LayerOptions): GateLayerFigures;
export function layerOnMacro(prepared: PreparedArrayMacro, layer: CimLayer, options?: LayerOptions): ArrayLayerFigures;
export function layerOnMacro(prepared: PreparedMacro, layer: CimLayer, options?: LayerOptions): LayerFigures;
export function layerOnMacro(prepared: PreparedMacro, layer: CimLayer, options: LayerOptions = {}): LayerFigures {
  const loops = loopsOf(layer);
  const complete = completeOptions(options);
  return prepared.costModel === 'gate-level'
    ? layerOnGateMacro(prepared, loops, complete)
    : layerOnArrays(prepared, loops, complete);
}

function isGateLevel(macro: CompleteGateMacro | CompleteArrayMacro): macro is CompleteGateMacro {
  return macro.costModel === 'gate-level';
}
