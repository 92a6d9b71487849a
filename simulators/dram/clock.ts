/**
 * Clocks as integers of 32 bits: they are never boxed and compare without a branch. They count from an epoch, which
 * moves on in a long run, so that a run may last for any number of clocks.
 */

/** Later than every clock. */
export const NEVER = 2 ** 31 - 1;
/** The schema of devices allows no longer wait. */
export const LONGEST_WAIT = 2 ** 20;
/** The epoch has to move before a clock comes here. */
export const EPOCH_END = 2 ** 29;

export class Clock {
  /** Clocks from the beginning of the run to the present epoch. */
  epoch = 0;
  readonly #arrays: Int32Array[] = [];

  /** An array of clocks that moves with the epoch; every clock that is kept from event to event is in such an array. */
  array(length: number, start: number = NEVER): Int32Array {
    const array = new Int32Array(length).fill(start);
    this.#arrays.push(array);
    return array;
  }

  /** Moves the epoch to `LONGEST_WAIT` clocks before `now`; what lies further back no longer makes a difference. */
  moveTo(now: number): void {
    const by = now - LONGEST_WAIT;
    this.epoch += by;
    for (const array of this.#arrays) {
      for (let i = 0; i < array.length; i++) {
        const clock = array[i] as number;
        if (clock !== NEVER) array[i] = Math.max(0, clock - by);
      }
    }
  }
}

/** The later of two clocks, without a branch: which of them it is cannot be predicted. */
export const later = (a: number, b: number): number => (a - ((a - b) & ((a - b) >> 31))) | 0;

/** The sooner of two clocks, without a branch. */
export const sooner = (a: number, b: number): number => (b + ((a - b) & ((a - b) >> 31))) | 0;
