/** A model file of another tool as a network, by the kind of file that its name says. */
import { basename } from 'node:path';
import { badRequest } from '../errors.js';
import { type DimensionValues, importOnnx, importTflite, type ModelProgram, type Network } from '../networks/index.js';
import { withFile } from './file-source.js';

export interface ImportedModel {
  readonly network: Network;
  readonly warnings: readonly string[];
  /** Operators of the file. */
  readonly nodes: number;
  /** What wrote it, for a person. */
  readonly origin: string;
  /** Of a .tflite file: what an interpreter plans. */
  readonly program?: ModelProgram;
}

/** Whether `name` is that of a model file, which is imported and not read as JSON. */
export const isModelFile = (name: string): boolean => /\.(onnx|tflite)$/i.test(name);

/** @param dimensions values of an ONNX model's dynamic dimensions; a TFLite model has none */
export function importModel(path: string, dimensions: DimensionValues = {}): ImportedModel {
  const id = basename(path).replace(/\.(onnx|tflite)$/i, '');
  if (!/\.tflite$/i.test(path)) {
    const { network, warnings, nodes, opset, producer } = withFile(path, (source) =>
      importOnnx(source, { id, dimensions }),
    );
    const origin = `operator set ${opset}${producer === '' ? '' : `, written by ${producer}`}`;
    return { network, warnings, nodes, origin };
  }
  const [first] = Object.keys(dimensions);
  if (first !== undefined)
    throw badRequest('/dimension', `a TFLite model has no dynamic dimension; leave out '${first}'`);
  const { description, ...imported } = withFile(path, (source) => importTflite(source, { id }));
  return { ...imported, origin: `TFLite${description === '' ? '' : `, "${description}"`}` };
}
