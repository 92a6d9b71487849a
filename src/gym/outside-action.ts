import { Box, Discrete, MultiBinary, MultiDiscrete, type Space } from '../spaces/index.js';

/** Values that `space` does not contain but that look like actions, for checks that they are refused. */
export function outsideActions(space: Space<unknown>): unknown[] {
  const outside: unknown[] = [null, 'nonsense', Number.NaN];
  if (space instanceof Discrete) outside.push(space.start + space.n, space.start - 1, space.start + 0.5);
  if (space instanceof MultiDiscrete) {
    outside.push(Int32Array.from(space.start, (start, i) => start + (space.nvec[i] as number)));
    outside.push(new Int32Array(space.nvec.length + 1).fill(space.start[0] as number));
  }
  if (space instanceof MultiBinary) outside.push(new Uint8Array(space.flatdim).fill(2));
  if (space instanceof Box && (space.dtype === 'float32' || space.dtype === 'float64')) {
    const value = space.sample();
    outside.push(
      Float64Array.from(value),
      Float32Array.from(value).fill(Number.NaN),
      new Float32Array(value.length + 1),
    );
  }
  return outside.filter((value) => !space.contains(value));
}
