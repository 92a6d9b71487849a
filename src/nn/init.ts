/** First weights. */
import type { RandomStream } from '../stats/random.js';

/** Fills a row-major [inputs, outputs] matrix. */
export type Init = (random: RandomStream, inputs: number, outputs: number) => Float32Array;

/**
 * `gain` times a matrix with orthonormal rows or columns, whichever are fewer (Saxe et al. 2014, arXiv 1312.6120): a
 * Gaussian matrix after Gram-Schmidt, which is uniform among them.
 */
export function orthogonal(gain: number): Init {
  return (random, inputs, outputs) => {
    const [count, length] = inputs < outputs ? [inputs, outputs] : [outputs, inputs];
    const vectors: Float64Array[] = [];
    while (vectors.length < count) {
      const vector = Float64Array.from({ length }, () => random.normal());
      for (const other of vectors) addScaled(vector, other, -dot(vector, other));
      const norm = Math.sqrt(dot(vector, vector));
      if (norm > 1e-6) vectors.push(vector.map((value) => value / norm));
    }
    return Float32Array.from({ length: inputs * outputs }, (_, k) => {
      const [row, column] = [Math.floor(k / outputs), k % outputs];
      const vector = vectors[inputs < outputs ? row : column] as Float64Array;
      return gain * (vector[inputs < outputs ? column : row] as number);
    });
  };
}

/** Uniform in +-1/sqrt(inputs): what linear layers start from in the published SAC results. */
export const fanIn: Init = (random, inputs, outputs) => {
  const bound = 1 / Math.sqrt(inputs);
  return Float32Array.from({ length: inputs * outputs }, () => bound * (2 * random.uniform() - 1));
};

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + factor * (source[i] as number);
}
