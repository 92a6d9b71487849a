/** Bounds on what a file may hold; beyond them it is refused, so that a hostile one costs bounded time and memory. */
export const limits = {
  /** Protobuf fields in the whole file, skipped ones included. */
  fields: 20_000_000,
  nodes: 100_000,
  /** Initializers, and likewise value descriptions, inputs and outputs. */
  tensors: 100_000,
  /** Inputs, outputs and attributes of all nodes together. */
  references: 2_000_000,
  /** Bytes of a name. */
  name: 65_536,
  /** Bytes of all names together. */
  names: 256 * 1024 * 1024,
  rank: 16,
  /** Values of a tensor or attribute that are read; of larger ones only the shape is known. */
  values: 4096,
} as const;
