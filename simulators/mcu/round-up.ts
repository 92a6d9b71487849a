/** The smallest multiple of `step` that is >= `value`; exact below 2^53. */
export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;
