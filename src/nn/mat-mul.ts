import { inScope } from './backend.js';

/** A row-major matrix. */
export interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** a b on the backend, either of them transposed on the way. */
export function matMul(a: Matrix, b: Matrix, transposeA = false, transposeB = false): Float32Array {
  let product = new Float32Array(0);
  inScope((tf) => {
    const left = tf.tensor2d(a.values, [a.rows, a.columns]);
    const right = tf.tensor2d(b.values, [b.rows, b.columns]);
    // Transposing first: products of transposed matrices take a slow path in WebAssembly.
    const [a1, b1] = [transposeA ? tf.transpose(left) : left, transposeB ? tf.transpose(right) : right];
    product = Float32Array.from(tf.matMul(a1, b1).dataSync<'float32'>());
  });
  return product;
}
