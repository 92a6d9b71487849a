/** A TFLite model as a network of the format that all simulators share, and as an interpreter sees it. */
import { CogymError } from '../../errors.js';
import { loadNetwork } from '../load.js';
import type { Network } from '../network.js';
import type { ByteSource } from '../onnx/byte-source.js';
import { Unsupported } from '../onnx/unsupported.js';
import { withoutDead } from '../without-dead.js';
import { malformed, soundly } from './malformed.js';
import type { TfliteModel, TfliteOperator, TfliteTensor } from './model.js';
import type { Convert } from './operators/convert.js';
import { functions } from './operators/functions.js';
import { moves } from './operators/moves.js';
import { products } from './operators/products.js';
import { windows } from './operators/windows.js';
import { type ModelProgram, programOf } from './program.js';
import { readTflite } from './read-model.js';
import { shapeOf, Translation } from './translation.js';

const converters: Readonly<Record<string, Convert>> = { ...windows, ...products, ...functions, ...moves };

export interface ImportedTflite {
  readonly network: Network;
  /** What the network says differently from the model, in words. */
  readonly warnings: readonly string[];
  /** What the file says about itself. */
  readonly description: string;
  /** Operators of the file, before constants were folded and activations fused. */
  readonly nodes: number;
  /** Every tensor and operator in the file's order, for memory planners. */
  readonly program: ModelProgram;
}

/**
 * Reads a TFLite model (schema version 3) from its bytes and writes it in the network format. Weights are skipped, only
 * their shapes count; operators whose operands are all constant (DEQUANTIZE of a weight) vanish; layers keep the bits of
 * the tensors that they write.
 *
 * @throws CogymError `malformedModel` for files that are truncated, damaged, too large or no TFLite; `unsupportedOperator`
 *   listing every operator that the format cannot say; `inconsistentNetwork` where a tensor has another shape than its
 *   operator makes; `badRequest` for networks beyond the format
 */
export function importTflite(source: ByteSource, options: { readonly id?: string } = {}): ImportedTflite {
  const model = readTflite(source);
  const warnings: string[] = [];
  const translation = new Translation(model);
  const input = takeInputs(model, translation, warnings);
  translate(model, translation);
  const types = new Set(model.inputs.map((tensor) => model.tensors[tensor]?.type));
  if (types.has('float32'))
    warnings.push('its values are 32-bit floats: a runtime of 8-bit integers takes it quantised');
  if (model.subgraphs > 1) warnings.push(`only the first of its ${model.subgraphs} subgraphs is read`);
  return {
    network: networkOf(model, translation, input, options.id ?? 'tflite'),
    warnings,
    description: model.description,
    nodes: model.operators.length,
    program: soundly(() => programOf(model)),
  };
}

/** The format has one input; any other enters as a tensor that no layer computes. */
function takeInputs(model: TfliteModel, translation: Translation, warnings: string[]): TfliteTensor {
  const [main, ...others] = model.inputs;
  if (main === undefined) throw malformed('it has no input');
  translation.setLayer(main, -1);
  for (const index of others) {
    const tensor = model.tensors[index] as TfliteTensor;
    warnings.push(`input '${tensor.name}' [${tensor.dims.join(', ')}] enters as a constant: a network has one input`);
    translation.setLayer(
      index,
      translation.push({ op: 'constant', inputs: [], out: soundly(() => shapeOf(tensor)) }, index),
    );
  }
  return model.tensors[main] as TfliteTensor;
}

function translate(model: TfliteModel, translation: Translation): void {
  const refused = new Map<string, { count: number; first: string }>();
  const refuse = (operator: TfliteOperator, index: number, reason: string): void => {
    const known = refused.get(operator.op);
    if (known === undefined)
      refused.set(operator.op, { count: 1, first: `operator ${index}${reason && `: ${reason}`}` });
    else known.count++;
  };
  for (const [index, operator] of model.operators.entries()) {
    const operands = operator.inputs.filter((tensor) => tensor >= 0);
    if (operands.length > 0 && operands.every((tensor) => translation.isConstant(tensor))) {
      for (const tensor of operator.outputs) translation.setConstant(tensor);
      continue;
    }
    const convert = operator.custom || !Object.hasOwn(converters, operator.op) ? undefined : converters[operator.op];
    if (convert === undefined) refuse(operator, index, '');
    // What an unsupported operator computes is unknown; those after it are not to blame.
    else if (operands.every((tensor) => translation.isKnown(tensor))) {
      try {
        convert(operator, translation);
      } catch (error) {
        if (!(error instanceof Unsupported)) throw error;
        refuse(operator, index, error.message);
      }
    }
  }
  if (refused.size === 0) return;
  const list = [...refused].map(
    ([op, { count, first }]) => `${op} (${count > 1 ? `${count} of them, first ` : ''}${first})`,
  );
  const shown = list.slice(0, MOST_NAMES).join('; ');
  const more = list.length > MOST_NAMES ? `; and ${list.length - MOST_NAMES} more` : '';
  throw new CogymError(
    'unsupportedOperator',
    `the network format cannot say: ${shown}${more}. Convert the model without them, or cut it before them.`,
  );
}

function networkOf(model: TfliteModel, translation: Translation, input: TfliteTensor, id: string): Network {
  const computed = model.outputs.filter((tensor) => !translation.isConstant(tensor));
  const handles = [...new Set(computed.map((tensor) => translation.handle(tensor)))].filter((layer) => layer >= 0);
  if (handles.length === 0) throw malformed('its outputs depend on no layer');
  const { layers, outputs } = withoutDead(translation.layers, handles);
  const [h, w, c] = soundly(() => shapeOf(input));
  const only = outputs.length === 1 && outputs[0] === layers.length - 1;
  return loadNetwork({ id, input: { h, w, c, dtype: input.type }, layers, ...(only ? {} : { outputs }) });
}

/** Operators named in one message. */
const MOST_NAMES = 50;
