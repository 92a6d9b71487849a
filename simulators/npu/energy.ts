/** Energy, area and leakage of the NPU: 28 nm constants of `hwtemplates/npu/technology`. */
import type { NpuAccelerator, NpuMemorySystem, NpuTechnology, SramCosts, Traffic } from './types.js';

const MIB = 2 ** 20;

/** MACs that the array can do each cycle. */
export const macsPerCycle = ({ microBlock, cores }: NpuAccelerator): number =>
  microBlock[0] * microBlock[1] * microBlock[2] * 8 * cores;

/** um2 of the MAC array with its control and local buffers; without the shared SRAM. */
export const areaOf = (accelerator: NpuAccelerator, { macAreaUm2, overhead }: NpuTechnology): number =>
  macsPerCycle(accelerator) * macAreaUm2 * (1 + overhead);

/** pJ of `macs` with control and local buffers. */
export const computeEnergy = (macs: number, { macPj, overhead }: NpuTechnology): number =>
  macs * macPj * (1 + overhead);

export function offChipPjPerByte({ offChip }: NpuMemorySystem, technology: NpuTechnology): number {
  return technology.offChipPjPerByte[offChip.kind];
}

/** W that the NPU leaks. */
export const leakageOf = (accelerator: NpuAccelerator, { leakageWattPerMac }: NpuTechnology): number =>
  macsPerCycle(accelerator) * leakageWattPerMac;

/** W that `bytes` of SRAM leak. */
export const sramLeakage = (bytes: number, { leakageWattPerMib }: NpuTechnology): number =>
  (bytes / MIB) * leakageWattPerMib;

/** pJ of an operator's accesses to SRAM; weights that were copied there are written and read once. */
export function sramEnergy({ reads, writes }: Traffic, copiedBytes: number, sram: SramCosts): number {
  return (reads.sram + copiedBytes) * sram.readPjPerByte + (writes.sram + copiedBytes) * sram.writePjPerByte;
}
