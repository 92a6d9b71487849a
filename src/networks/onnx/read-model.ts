/**
 * Reads the messages of an ONNX file. Field numbers are those of onnx.proto (github.com/onnx/onnx, onnx/onnx.proto,
 * IR version 10); fields that no shape depends on (documentation, metadata, training, functions) are skipped, and so
 * are subgraphs, however deep, and weights.
 */
import type { ByteSource } from './byte-source.js';
import { limits } from './limits.js';
import { malformed } from './malformed.js';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValue, Payload } from './model.js';
import { WireReader, wire } from './wire-reader.js';

/** @throws CogymError `malformedModel` for truncated, contradictory or oversized files */
export function readModel(source: ByteSource): OnnxModel {
  return new ModelReader(source).model();
}

class ModelReader {
  readonly #reader: WireReader;
  #references = 0;

  constructor(source: ByteSource) {
    this.#reader = new WireReader(source);
  }

  /** ModelProto: producer_name 2, graph 7, opset_import 8. */
  model(): OnnxModel {
    const reader = this.#reader;
    let found = false;
    const graph: OnnxGraph = {
      name: '',
      nodes: [],
      initializers: new Map(),
      inputs: [],
      outputs: [],
      declared: new Map(),
    };
    const model: OnnxModel = { producer: '', opset: 0, graph };
    reader.root((field, type) => {
      if (field === 2) model.producer = reader.text(type);
      else if (field === 7) {
        found = true;
        this.#graph(type, graph);
      } else if (field === 8) {
        const { domain, version } = this.#operatorSet(type);
        if (domain === '' || domain === 'ai.onnx') model.opset = version;
      } else return false;
      return true;
    });
    if (!found) throw malformed('it holds no graph; is this an .onnx file?');
    return model;
  }

  /** OperatorSetIdProto: domain 1, version 2. */
  #operatorSet(outer: number): { domain: string; version: number } {
    const set = { domain: '', version: 0 };
    this.#reader.nested(outer, (field, type) => {
      if (field === 1) set.domain = this.#reader.text(type);
      else if (field === 2) set.version = this.#reader.integer(type);
      else return false;
      return true;
    });
    return set;
  }

  /** GraphProto: node 1, name 2, initializer 5, input 11, output 12, value_info 13. */
  #graph(outer: number, graph: OnnxGraph): void {
    const reader = this.#reader;
    reader.nested(outer, (field, type) => {
      if (field === 1) push(graph.nodes, this.#node(type), limits.nodes, 'nodes');
      else if (field === 2) graph.name = reader.text(type);
      else if (field === 5) {
        const tensor = this.#tensor(type);
        graph.initializers.set(tensor.name, tensor);
        if (graph.initializers.size > limits.tensors) throw tooMany('initializers', limits.tensors);
      } else if (field === 11) push(graph.inputs, this.#value(type), limits.tensors, 'inputs');
      else if (field === 12) push(graph.outputs, this.#value(type), limits.tensors, 'outputs');
      else if (field === 13) {
        const value = this.#value(type);
        graph.declared.set(value.name, value);
        if (graph.declared.size > limits.tensors) throw tooMany('value descriptions', limits.tensors);
      } else return false;
      return true;
    });
  }

  /** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5, domain 7. */
  #node(outer: number): OnnxNode {
    const reader = this.#reader;
    const node: OnnxNode = { name: '', op: '', domain: '', inputs: [], outputs: [], attributes: new Map() };
    reader.nested(outer, (field, type) => {
      if (field === 1) push(node.inputs, reader.text(type), this.#reference(), 'references');
      else if (field === 2) push(node.outputs, reader.text(type), this.#reference(), 'references');
      else if (field === 3) node.name = reader.text(type);
      else if (field === 4) node.op = reader.text(type);
      else if (field === 5) {
        this.#reference();
        const attribute = this.#attribute(type);
        node.attributes.set(attribute.name, attribute);
      } else if (field === 7) node.domain = reader.text(type);
      else return false;
      return true;
    });
    if (node.op === '') throw malformed(`a node (outputs ${node.outputs.join(', ')}) names no operator`);
    return node;
  }

  #reference(): number {
    if (++this.#references > limits.references) throw tooMany('inputs, outputs and attributes', limits.references);
    return limits.references;
  }

  /** AttributeProto: name 1, f 2, i 3, s 4, t 5, floats 7, ints 8. */
  #attribute(outer: number): OnnxAttribute {
    const reader = this.#reader;
    const attribute: OnnxAttribute = { name: '', integers: [], floats: [] };
    reader.nested(outer, (field, type) => {
      if (field === 1) attribute.name = reader.text(type);
      else if (field === 2) attribute.float = reader.float(type);
      else if (field === 3) attribute.integer = reader.integer(type);
      else if (field === 4) {
        // A string attribute may hold a payload of some other runtime: what is no name is not read.
        const text = this.#short(type);
        if (text !== undefined) attribute.text = text;
      } else if (field === 5) attribute.tensor = this.#tensor(type);
      else if (field === 7) reader.floats(type, attribute.floats, limits.values);
      else if (field === 8) reader.integers(type, attribute.integers, limits.values);
      else return false;
      return true;
    });
    return attribute;
  }

  #short(type: number): string | undefined {
    const { length } = this.#reader.peek(type);
    if (length > limits.name) {
      this.#reader.extent(type);
      return undefined;
    }
    return this.#reader.text(type);
  }

  /**
   * TensorProto: dims 1, data_type 2, float_data 4, int32_data 5, int64_data 7, name 8, raw_data 9, double_data 10,
   * uint64_data 11, data_location 14.
   */
  #tensor(outer: number): OnnxTensor {
    const reader = this.#reader;
    const tensor: OnnxTensor = { name: '', dims: [], type: 0, payloads: [], loose: [], external: false };
    reader.nested(outer, (field, type) => {
      const kind = payloadKinds.get(field);
      if (kind !== undefined) this.#payload(tensor, kind, type);
      else if (field === 1) reader.integers(type, tensor.dims, limits.rank);
      else if (field === 2) tensor.type = reader.integer(type);
      else if (field === 8) tensor.name = reader.text(type);
      else if (field === 14) tensor.external = reader.integer(type) === 1;
      else return false;
      return true;
    });
    checkDims(tensor.dims, `tensor '${tensor.name}'`);
    return tensor;
  }

  #payload(tensor: OnnxTensor, kind: Payload['kind'], type: number): void {
    if (type === wire.bytes) {
      push(tensor.payloads, { kind, ...this.#reader.extent(type) }, limits.values, 'parts of a tensor');
      return;
    }
    const value =
      kind === 'float'
        ? this.#reader.float(type)
        : kind === 'double'
          ? this.#reader.double(type)
          : this.#reader.integer(type);
    // Values beyond what is ever looked at are only counted.
    if (tensor.loose.length <= limits.values) tensor.loose.push(value);
  }

  /** ValueInfoProto: name 1, type 2. TypeProto: tensor_type 1. TypeProto.Tensor: shape 2. TensorShapeProto: dim 1. */
  #value(outer: number): OnnxValue {
    const reader = this.#reader;
    const value: OnnxValue = { name: '' };
    reader.nested(outer, (field, type) => {
      if (field === 1) value.name = reader.text(type);
      else if (field === 2) {
        reader.nested(type, (inType, typeType) => {
          if (inType !== 1) return false;
          reader.nested(typeType, (inTensor, tensorType) => {
            if (inTensor !== 2) return false;
            value.dims = [];
            reader.nested(tensorType, (inShape, shapeType) => {
              if (inShape !== 1) return false;
              push(value.dims as unknown[], this.#dimension(shapeType), limits.rank, 'dimensions');
              return true;
            });
            return true;
          });
          return true;
        });
      } else return false;
      return true;
    });
    return value;
  }

  /** TensorShapeProto.Dimension: dim_value 1, dim_param 2. Exporters write 0 or -1 for an unknown one. */
  #dimension(outer: number): number | string | undefined {
    let dimension: number | string | undefined;
    this.#reader.nested(outer, (field, type) => {
      if (field === 1) {
        const size = this.#reader.integer(type);
        if (size < -1 || size > 2 ** 31) throw malformed(`a dimension is ${size}`);
        dimension = size > 0 ? size : undefined;
      } else if (field === 2) dimension = this.#reader.text(type) || undefined;
      else return false;
      return true;
    });
    return dimension;
  }
}

const payloadKinds: ReadonlyMap<number, Payload['kind']> = new Map([
  [4, 'float'],
  [5, 'varint'],
  [7, 'varint'],
  [9, 'raw'],
  [10, 'double'],
  [11, 'varint'],
]);

function checkDims(dims: readonly number[], what: string): void {
  const elements = dims.reduce((product, side) => product * side, 1);
  if (dims.some((side) => side < 0) || !Number.isSafeInteger(elements)) {
    throw malformed(`${what} has the dimensions [${dims.join(', ')}]`);
  }
}

function push<T>(list: T[], item: T, most: number, what: string): void {
  if (list.push(item) > most) throw tooMany(what, most);
}

const tooMany = (what: string, most: number) => malformed(`more than ${most} ${what}`);
