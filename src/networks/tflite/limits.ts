/** Bounds on what a file may hold; beyond them it is refused, so that a hostile one costs bounded time and memory. */
export const limits = {
  operators: 100_000,
  tensors: 100_000,
  buffers: 200_000,
  operatorCodes: 10_000,
  /** Inputs, outputs and dimensions of all operators and tensors together. */
  references: 2_000_000,
  /** Bytes of a name, and of all names together. */
  name: 65_536,
  names: 16 * 1024 * 1024,
  rank: 16,
  /** Values of a tensor that are read (axes, paddings, shapes); of larger ones only the shape is known. */
  values: 4096,
} as const;
