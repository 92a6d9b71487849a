/** Reads the outline of a TFLite file (schema.fbs, version 3); the bytes of weights are never read. */
import type { ByteSource } from '../onnx/byte-source.js';
import { FlatbufferReader, type FlatTable, type VectorExtent } from './flatbuffer.js';
import { limits } from './limits.js';
import { malformed } from './malformed.js';
import type { TfliteModel, TfliteOperator, TfliteTensor } from './model.js';
import { CUSTOM, operatorNames, tensorTypes } from './schema.js';

/** Bytes 4 to 7 of a file (`file_identifier`). */
const IDENTIFIER = 'TFL3';
const VERSION = 3;

/** Positions of fields in the schema's tables. */
const modelFields = { version: 0, operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4 } as const;
const codeFields = { deprecatedCode: 0, customCode: 1, code: 3 } as const;
const graphFields = { tensors: 0, inputs: 1, outputs: 2, operators: 3 } as const;
const tensorFields = {
  shape: 0,
  type: 1,
  buffer: 2,
  name: 3,
  quantization: 4,
  variable: 5,
  sparsity: 6,
} as const;
const operatorFields = { code: 0, inputs: 1, outputs: 2, optionsKind: 3, options: 4 } as const;
const bufferFields = { data: 0, offset: 1, size: 2 } as const;
const quantizationFields = { scale: 2 } as const;

/** @throws CogymError `malformedModel` for a file that is truncated, damaged, too large or no TFLite model */
export function readTflite(source: ByteSource): TfliteModel {
  const reader = new FlatbufferReader(source);
  checkIdentifier(source);
  const root = reader.root();
  const version = root.uint32(modelFields.version);
  if (version !== VERSION) throw malformed(`its schema version is ${version}; only version ${VERSION} is read`);
  const codes = root.tables(modelFields.operatorCodes, 'operator codes', limits.operatorCodes).map(readCode);
  const buffers = root.tables(modelFields.buffers, 'buffers', limits.buffers);
  const graphs = root.tables(modelFields.subgraphs, 'subgraphs', limits.operatorCodes);
  const [graph] = graphs;
  if (graph === undefined) throw malformed('it has no subgraph');
  const tensors = graph
    .tables(graphFields.tensors, 'tensors', limits.tensors)
    .map((table, i) => readTensor(table, i, buffers, reader));
  const operators = graph
    .tables(graphFields.operators, 'operators', limits.operators)
    .map((table, i) => readOperator(table, i, codes));
  const model: TfliteModel = {
    version,
    description: root.text(modelFields.description),
    fileBytes: source.size,
    tensors,
    operators,
    inputs: graph.integers(graphFields.inputs),
    outputs: graph.integers(graphFields.outputs),
    subgraphs: graphs.length,
    values: (tensor) => valuesOf(reader, tensors[tensor]),
  };
  checkGraph(model);
  return model;
}

function checkIdentifier(source: ByteSource): void {
  const found = String.fromCharCode(...source.read(4, 4));
  if (found !== IDENTIFIER) {
    throw malformed(`bytes 4 to 7 are ${JSON.stringify(found)}, not ${JSON.stringify(IDENTIFIER)}`);
  }
}

type Code = Pick<TfliteOperator, 'op' | 'custom'>;

/** Old files have the number in a signed byte, new ones in 32 bits; the larger one holds. */
function readCode(table: FlatTable): Code {
  const code = Math.max(table.int8(codeFields.deprecatedCode), table.int32(codeFields.code));
  if (code === CUSTOM) return { op: table.text(codeFields.customCode) || 'CUSTOM', custom: true };
  return { op: operatorNames[code] ?? `operator ${code}`, custom: false };
}

function readTensor(
  table: FlatTable,
  index: number,
  buffers: readonly FlatTable[],
  reader: FlatbufferReader,
): TfliteTensor {
  const name = table.text(tensorFields.name);
  const dims = table.integers(tensorFields.shape);
  const [type, bits] = tensorTypes[table.uint8(tensorFields.type)] ?? ['unknown', 0];
  const label = `tensor ${index} '${name}'`;
  if (dims.length > limits.rank || dims.some((size) => size < 0)) {
    throw malformed(`${label} has the shape [${dims.slice(0, limits.rank).join(', ')}]`);
  }
  const elements = dims.reduce((total, size) => total * size, 1);
  if (!Number.isSafeInteger(elements * bits)) throw malformed(`${label} is too large to count`);
  const number = table.uint32(tensorFields.buffer);
  const buffer = buffers[number];
  if (buffer === undefined) throw malformed(`${label} is in buffer ${number} of ${buffers.length}`);
  const data = number === 0 ? undefined : extentOf(buffer, reader);
  const sparse = table.table(tensorFields.sparsity) !== undefined;
  const bytes = Math.ceil((elements * bits) / 8);
  if (data !== undefined && bits > 0 && !sparse && data.length !== bytes) {
    throw malformed(`${label} takes ${bytes} bytes by its shape and type, but its buffer holds ${data.length}`);
  }
  const scales = table.table(tensorFields.quantization)?.vector(quantizationFields.scale, 4).length ?? 0;
  const variable = table.uint8(tensorFields.variable) !== 0;
  return { name, dims, type, elements, bytes, bits, sparse, variable, scales, ...(data === undefined ? {} : { data }) };
}

/** Inside the FlatBuffer, or behind it in files beyond 2 GB; undefined for an empty buffer. */
function extentOf(buffer: FlatTable, reader: FlatbufferReader): VectorExtent | undefined {
  const offset = buffer.uint64(bufferFields.offset);
  const length = buffer.uint64(bufferFields.size);
  // Offsets 0 and 1 stand for "none" (schema.fbs, table Buffer).
  if (offset > 1) {
    reader.check(offset, length);
    return { offset, length };
  }
  const inside = buffer.vector(bufferFields.data, 1);
  return inside.length === 0 ? undefined : inside;
}

function readOperator(table: FlatTable, index: number, codes: readonly Code[]): TfliteOperator {
  const number = table.uint32(operatorFields.code);
  const code = codes[number];
  if (code === undefined) throw malformed(`operator ${index} has code ${number} of ${codes.length}`);
  return {
    ...code,
    inputs: table.integers(operatorFields.inputs),
    outputs: table.integers(operatorFields.outputs),
    optionsKind: table.uint8(operatorFields.optionsKind),
    options: table.table(operatorFields.options),
  };
}

/** Every tensor exists, is computed once, and not read before. */
function checkGraph({ tensors, operators, inputs, outputs }: TfliteModel): void {
  const computed = new Uint8Array(tensors.length);
  const exists = (tensor: number, by: string): void => {
    if (tensor < 0 || tensor >= tensors.length) throw malformed(`${by} names tensor ${tensor} of ${tensors.length}`);
  };
  for (const tensor of inputs) {
    exists(tensor, 'the list of inputs');
    computed[tensor] = 1;
  }
  tensors.forEach(({ data, variable }, i) => {
    if (data !== undefined || variable) computed[i] = 1;
  });
  operators.forEach(({ op, inputs: read, outputs: written }, i) => {
    const label = `operator ${i} (${op})`;
    for (const tensor of read) {
      if (tensor === -1) continue;
      exists(tensor, label);
      // A tensor of no values, such as the shape of a scalar, is nobody's to compute.
      if (computed[tensor] === 0 && tensors[tensor]?.elements !== 0) {
        throw malformed(`${label} reads tensor ${tensor} '${tensors[tensor]?.name}', which nothing before it computes`);
      }
    }
    for (const tensor of written) {
      exists(tensor, label);
      if (computed[tensor] === 1) {
        throw malformed(`${label} computes tensor ${tensor} '${tensors[tensor]?.name}', which has a value already`);
      }
      computed[tensor] = 1;
    }
  });
  for (const tensor of outputs) {
    exists(tensor, 'the list of outputs');
    if (computed[tensor] === 0) throw malformed(`nothing computes its output, tensor ${tensor}`);
  }
}

function valuesOf(reader: FlatbufferReader, tensor: TfliteTensor | undefined): readonly number[] | undefined {
  if (tensor?.elements === 0) return [];
  if (tensor?.data === undefined || tensor.sparse || tensor.elements > limits.values) return undefined;
  const { offset } = tensor.data;
  if (tensor.type === 'int32') return Array.from({ length: tensor.elements }, (_, i) => reader.int32(offset + 4 * i));
  if (tensor.type !== 'int64') return undefined;
  // High words are the sign alone in everything that is an axis, a padding or a shape.
  return Array.from({ length: tensor.elements }, (_, i) => {
    return reader.int32(offset + 8 * i + 4) * 2 ** 32 + reader.uint32(offset + 8 * i);
  });
}
