/** a / b, rounded up; positive integers. */
export const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);

/** The least multiple of `step` that is not below `value`. */
export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

type Triple = readonly [number, number, number];

export const volume = (shape: Triple): number => shape[0] * shape[1] * shape[2];

/** The smaller of two sizes in each dimension. */
export const least = (a: Triple, b: Triple): Triple => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.min(a[2], b[2]),
];

/** Blocks that `shape` is cut into. */
export const blocksOf = (shape: Triple, block: Triple): number =>
  ceilDiv(shape[0], block[0]) * ceilDiv(shape[1], block[1]) * ceilDiv(shape[2], block[2]);
