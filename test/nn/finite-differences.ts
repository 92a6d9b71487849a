import assert from 'node:assert/strict';

/**
 * Asserts that `gradient` is the slope of `loss` along every number of `values` (which `loss` reads), by central
 * differences of width `width`; float32 forward passes allow no closer look.
 */
export function assertGradient(
  loss: () => number,
  values: Float32Array,
  gradient: ArrayLike<number>,
  { width = 1e-2, tolerance = 2e-3, changed = () => {} } = {},
): void {
  assert.equal(gradient.length, values.length);
  for (let i = 0; i < values.length; i++) {
    const kept = values[i] as number;
    const at = (value: number): number => {
      values[i] = value;
      changed();
      return loss();
    };
    const slope = (at(kept + width) - at(kept - width)) / (2 * width);
    at(kept);
    const error = Math.abs(slope - (gradient[i] as number));
    assert.ok(error <= tolerance * Math.max(1, Math.abs(slope)), `${i}: ${gradient[i]}, by differences ${slope}`);
  }
}
