/** What is read of an ONNX model: names, shapes and attributes. Payloads stay in the file. */
import type { Extent } from './wire-reader.js';

/** TensorProto.DataType (onnx.proto) of the element types whose values are read. */
export const elementTypes = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
} as const;

/** Where the values of a tensor are: `raw` is little endian, the others are the typed, packed protobuf lists. */
export interface Payload extends Extent {
  readonly kind: 'raw' | 'float' | 'varint' | 'double';
}

export interface OnnxTensor {
  name: string;
  readonly dims: number[];
  type: number;
  readonly payloads: Payload[];
  /** Values written one by one, without packing. */
  readonly loose: number[];
  external: boolean;
}

export interface OnnxAttribute {
  name: string;
  integer?: number;
  float?: number;
  text?: string;
  tensor?: OnnxTensor;
  readonly integers: number[];
  readonly floats: number[];
}

export interface OnnxNode {
  name: string;
  op: string;
  domain: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: Map<string, OnnxAttribute>;
}

/** A number, the name of a dynamic dimension, or nothing where neither is said. */
export type Dimension = number | string | undefined;

export interface OnnxValue {
  name: string;
  /** Absent when the shape is not said at all. */
  dims?: Dimension[];
}

export interface OnnxGraph {
  name: string;
  readonly nodes: OnnxNode[];
  readonly initializers: Map<string, OnnxTensor>;
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
  /** Shapes that the file declares for intermediate values. */
  readonly declared: Map<string, OnnxValue>;
}

export interface OnnxModel {
  producer: string;
  /** Version of the standard operator set. */
  opset: number;
  readonly graph: OnnxGraph;
}
