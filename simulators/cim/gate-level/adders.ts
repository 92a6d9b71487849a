/** Adders in numbers of one-bit full adders, after ZigZag-IMC. */
import type { Gates } from './gates.js';

/** One-bit adders of a tree that sums `rows` (a power of two) weights of `weightBits`. */
export function treeAdders(rows: number, weightBits: number): number {
  return rows * (weightBits + 1) - (weightBits + Math.log2(rows) + 1);
}

/** Delay of that tree: one sum per level, and the carry through the last adder. */
export function treeDelayNs({ fullAdder }: Gates, rows: number, weightBits: number): number {
  const levels = Math.log2(rows);
  const { sumNs, operandToCarryNs, carryNs } = fullAdder;
  return (levels - 1) * sumNs + operandToCarryNs + (weightBits + levels - 2) * carryNs;
}

/**
 * Energy of one use of that tree when only the first `used` of its `rows` leaves switch: subtrees without a switching
 * leaf rest, adders with one switching operand count half.
 */
export function treeEnergyPj({ fullAdder }: Gates, rows: number, weightBits: number, used: number): number {
  if (used >= rows) return treeAdders(rows, weightBits) * fullAdder.pj;
  let full = 0;
  let half = 0;
  let left = used;
  for (let size = rows / 2, level = Math.log2(rows) - 1; size >= 1; size /= 2, level--) {
    if (left <= 1 && size === 1) {
      half += weightBits;
      break;
    }
    if (left < size) {
      half += weightBits + level;
      continue;
    }
    full += size * (weightBits + 1) - (weightBits + level + 1);
    if (left === size) {
      half += weightBits + level;
      break;
    }
    full += weightBits + level;
    left -= size;
  }
  return full * fullAdder.pj + half * fullAdder.halfActivePj;
}

/** One-bit adders that sum `inputs` numbers of `width` bits, each shifted by one more place. */
export function placeValueAdders(inputs: number, width: number): number {
  return inputs === 1 ? 0 : width * (inputs - 1) + inputs * (Math.log2(inputs) - 0.5);
}

/** Their delay; `ripple` is how far the carry of the last adder runs. */
export function placeValueDelayNs({ fullAdder }: Gates, inputs: number, ripple: number): number {
  if (inputs === 1) return 0;
  const { sumNs, operandToCarryNs, carryNs } = fullAdder;
  return (Math.log2(inputs) - 1) * sumNs + operandToCarryNs + ripple * carryNs;
}
