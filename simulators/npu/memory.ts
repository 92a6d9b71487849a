/** What transfers cost: bursts, bandwidths and latencies of the two memories. */
import { least, roundUp, volume } from './integers.js';
import type { NpuAccelerator, NpuMemorySystem, Place, Shape } from './types.js';

/** Maps are stored in bricks of this many channels. */
export const BRICK = 16;

/** The memories as an accelerator sees them: bytes per cycle, bytes, cycles. */
export interface Memory {
  readonly bytesPerCycle: number;
  readonly burstBytes: number;
  readonly readLatencyCycles: number;
  readonly writeLatencyCycles: number;
}

export function memoryAt(place: Place, accelerator: NpuAccelerator, system: NpuMemorySystem): Memory {
  return place === 'offChip' ? system.offChip : { ...system.sram, bytesPerCycle: accelerator.sramBytesPerCycle };
}

/** Bytes of a map in bricks. */
export const mapBytes = ([height, width, depth]: Shape): number => height * width * roundUp(depth, BRICK);

/** A block of a map on its way to or from a memory. */
export interface Transfer {
  readonly block: Shape;
  readonly map: Shape;
  readonly memory: Memory;
  /** The network's input: rows of pixels without bricks. */
  readonly linear: boolean;
  /** Cores that write side by side; 1 for a read. */
  readonly cores: number;
}

/** Bytes that the memory moves for `bytes`, since it cannot move less than a burst at a time. */
export function burstBytes(bytes: number, { block, map, memory, linear, cores }: Transfer): number {
  const whole = block[2] === BRICK * map[1];
  const run = linear ? block[2] : (whole ? block[2] : BRICK) * block[1] * cores;
  return (bytes * memory.burstBytes) / Math.min(memory.burstBytes, run);
}

/** Cycles to move one block, or what of it the map has, with the latency. */
export function blockCycles(transfer: Transfer, latencyCycles: number): number {
  const bytes = volume(least(transfer.block, transfer.map));
  return latencyCycles + burstBytes(bytes, transfer) / transfer.memory.bytesPerCycle;
}
