/** Counts the requests in the controller, and says when there is room for another. */
import { bankwiseBuffer, bufferSize, corrected, sharedBuffer } from './settings';
import { SHIFT, state, WAITING } from './state';

let reads = 0;
let writes = 0;
/** Bank of the last request that was taken. */
let lastBank = 0;

export function makeBuffer(): void {
  reads = 0;
  writes = 0;
  lastBank = 0;
}

/** DRAMSys looks at the bank of the request before and at both directions; mode `corrected` at those of this one. */
export function hasRoom(bank: i32, write: i32): bool {
  if (sharedBuffer === 1) return reads + writes < bufferSize;
  if (bankwiseBuffer === 1) return state[((corrected === 1 ? bank : lastBank) << SHIFT) + WAITING] < bufferSize;
  if (corrected === 1) return (write === 1 ? writes : reads) < bufferSize;
  return reads < bufferSize && writes < bufferSize;
}

export function takePlace(bank: i32, write: i32): void {
  lastBank = bank;
  if (write === 1) writes++;
  else reads++;
}

export function freePlace(write: i32): void {
  if (write === 1) writes--;
  else reads--;
}
