/** What is read of a TFLite model: operators with their options, tensors and where their bytes are. */
import type { FlatTable, VectorExtent } from './flatbuffer.js';

export interface TfliteTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** E.g. `int8`, `float32`. */
  readonly type: string;
  /** Product of `dims`. */
  readonly elements: number;
  /** Bytes of all values, packed; 0 for types of no fixed size. */
  readonly bytes: number;
  /** Bits of one value. */
  readonly bits: number;
  /** Where the values of a constant are; undefined for a tensor that is computed. */
  readonly data?: VectorExtent;
  /** Stored without its zeros, so that `data` is shorter than `bytes`. */
  readonly sparse: boolean;
  /** Keeps its values between two inferences. */
  readonly variable: boolean;
  /** Quantisation scales: 0 for none, 1 for one of the whole tensor, else one per channel. */
  readonly scales: number;
}

export interface TfliteOperator {
  /** Name of the schema, or the file's own name of a custom operator. */
  readonly op: string;
  readonly custom: boolean;
  /** Positions of tensors; -1 for an operand that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly optionsKind: number;
  readonly options: FlatTable | undefined;
}

/** The first subgraph of a file. */
export interface TfliteModel {
  readonly version: number;
  readonly description: string;
  readonly fileBytes: number;
  readonly tensors: readonly TfliteTensor[];
  /** In execution order. */
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly subgraphs: number;
  /** Little-endian integers of a constant; undefined for a computed, sparse or large one or another type. */
  values(tensor: number): readonly number[] | undefined;
}
