/**
 * Weights of convolutions are copied from off chip into SRAM while the operator before computes; what does not fit
 * there or then is copied in slices of the output depth, while the slice before computes (Vela's weight buffering).
 */
import { roundUp } from './integers.js';
import type { Memory } from './memory.js';

/** Slices are cut at multiples of this many channels. */
const SLICE = 16;

export interface WeightTransfer {
  /** Weights as stored. */
  readonly bytes: number;
  /** Output channels of the operator, and of a block. */
  readonly depth: number;
  readonly blockDepth: number;
  /** SRAM that each of two buffers may take; Infinity without a limit. */
  readonly bufferBytes: number;
  /** Cycles of computing `depth` output channels. */
  readonly cycles: (depth: number) => number;
  readonly sram: Memory;
  readonly offChip: Memory;
}

export interface Overlap {
  /** Cycles of the operator with what of the transfer it has to wait for. */
  readonly cycles: number;
  /** Cycles under which the next operator's weights can be copied. */
  readonly slack: number;
}

/** @param slack cycles that the operator before leaves for this one's transfer */
export function overlapTransfer(transfer: WeightTransfer, slack: number): Overlap {
  const { bytes, depth, bufferBytes, cycles } = transfer;
  const base = cycles(depth);
  const full = copyCycles(transfer, bytes);
  const before = Math.min(bufferBytes, full > slack ? (slack / full) * bytes : bytes);
  if (before >= bytes) return { cycles: base + full - Math.min(full, slack), slack: base };
  const cuts = sliceCuts(transfer, before, full);
  const first = copyCycles(transfer, ((cuts[1] as number) / depth) * bytes);
  const last = cycles(depth - (cuts[cuts.length - 2] as number));
  if (cuts.length === 2) return { cycles: base + full - Math.min(first, slack), slack: last };
  return { cycles: Math.max(full - slack + last, base + Math.max(first - slack, 0)), slack: last };
}

/** Cycles to copy `bytes`: by the slower memory. */
function copyCycles({ sram, offChip }: WeightTransfer, bytes: number): number {
  return Math.max(
    Math.floor(bytes / offChip.bytesPerCycle) + offChip.readLatencyCycles,
    Math.floor(bytes / sram.bytesPerCycle),
  );
}

/** Output channels at which slices begin, and the depth: the first is what is there before the operator starts. */
function sliceCuts(transfer: WeightTransfer, before: number, full: number): number[] {
  const { bytes, depth, blockDepth, bufferBytes, cycles } = transfer;
  const first = Math.max(SLICE, Math.floor((depth * before) / bytes / SLICE) * SLICE);
  let step = roundUp((depth * cycles(Math.min(first, depth))) / full, blockDepth);
  if ((step / depth) * bytes > bufferBytes) {
    step = (bufferBytes / bytes) * depth;
    step = step > blockDepth ? Math.floor(step / blockDepth) * blockDepth : Math.floor(step / SLICE) * SLICE;
  }
  step = Math.max(step, SLICE);
  const cuts = [0];
  for (let at = first; at < depth; at += step) cuts.push(at);
  return [...cuts, depth];
}
