/** How much of the maps exceeds the SRAM while each layer runs, in the order of the network. */
import type { Work } from './types.js';

/** Bytes of all maps that are there while each layer runs: its output, and every map that it or a later layer reads. */
export function liveBytes(work: readonly Work[], inputBytes: number): number[] {
  const last = work.map(({ index }) => index);
  let lastOfInput = -1;
  for (const { index, inputs, readsInput } of work) {
    for (const input of inputs) last[input] = index;
    if (readsInput) lastOfInput = index;
  }
  const change = new Float64Array(work.length + 1);
  for (const { index, outBytes } of work) {
    change[index] = (change[index] as number) + outBytes;
    const end = (last[index] as number) + 1;
    change[end] = (change[end] as number) - outBytes;
  }
  let live = 0;
  return work.map(({ index }) => {
    live += change[index] as number;
    return live + (index <= lastOfInput ? inputBytes : 0);
  });
}

/** Bytes that each layer writes off chip and reads back because the maps do not fit the SRAM. */
export function spilledBytes(work: readonly Work[], sramBytes: number): number[] {
  const first = work.find(({ readsInput }) => readsInput);
  return liveBytes(work, first?.inBytes ?? 0).map((live) => 2 * Math.max(0, live - sramBytes));
}
