import type { GateLevelConstants } from '../../../hwtemplates/index.js';

/** Energy (pJ a switching), area (um2) and delay (ns) of the circuits that macros are made of. */
export interface Gates {
  /** Half a NAND2's capacitance: a bitline or wordline over one cell. */
  readonly linePj: number;
  readonly multiplier: { readonly pj: number; readonly um2: number; readonly ns: number };
  readonly registerBit: { readonly pj: number; readonly um2: number };
  readonly fullAdder: {
    readonly pj: number;
    /** Only one of the two operands switches. */
    readonly halfActivePj: number;
    readonly um2: number;
    readonly sumNs: number;
    /** From an operand to the carry. */
    readonly operandToCarryNs: number;
    /** From carry to carry. */
    readonly carryNs: number;
  };
  readonly dacPj: number;
}

/** Circuits at `supplyV`; a full adder is 3 NAND2 and 2 XOR2. A DAC of one bit is a wire. */
export function gatesOf(constants: GateLevelConstants, supplyV: number, inputBitsPerCycle: number): Gates {
  const { nand2, xor2, flipFlop, multiplier, line, dacPfPerBit } = constants;
  const nandPj = nand2.capacitancePf * supplyV ** 2;
  const fullAdderPj = (3 + 2 * xor2.capacitance) * nandPj;
  return {
    linePj: line.capacitance * nandPj,
    multiplier: {
      pj: multiplier.capacitance * nandPj,
      um2: multiplier.area * nand2.areaUm2,
      ns: multiplier.delay * nand2.delayNs,
    },
    registerBit: { pj: flipFlop.capacitance * nandPj, um2: flipFlop.area * nand2.areaUm2 },
    fullAdder: {
      pj: fullAdderPj,
      halfActivePj: fullAdderPj / 2,
      um2: (3 + 2 * xor2.area) * nand2.areaUm2,
      sumNs: 2 * xor2.delay * nand2.delayNs,
      operandToCarryNs: (xor2.delay + 2) * nand2.delayNs,
      carryNs: 2 * nand2.delayNs,
    },
    dacPj: inputBitsPerCycle === 1 ? 0 : dacPfPerBit * inputBitsPerCycle * supplyV ** 2,
  };
}
