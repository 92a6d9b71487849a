/**
 * Clocks as integers of 32 bits: they are never boxed and compare without a branch. They count from an epoch, which
 * moves on in a long run, so that a run may last for any number of clocks.
 */

/** Later than every clock; with a wait added it still fits 32 bits. */
export const NEVER = 2 ** 30;
/** The schema of devices allows no longer wait. */
export const LONGEST_WAIT = 2 ** 20;
/** The epoch has to move before a clock comes here. */
export const EPOCH_END = 2 ** 29;

export class Clock {
  /** Clocks from the beginning of the run to the present epoch. */
  epoch = 0;
  readonly #tables: { readonly words: Int32Array; readonly width: number; readonly clocks: number }[] = [];

  /** An array of clocks that moves with the epoch; every clock that is kept from event to event is in such an array. */
  array(length: number, start: number = NEVER): Int32Array {
    const words = new Int32Array(length).fill(start);
    this.#tables.push({ words, width: 1, clocks: 1 });
    return words;
  }

  /** Rows of `width` words, all 0, the first `clocks` of which are clocks that move with the epoch. */
  table(rows: number, width: number, clocks: number): Int32Array {
    const words = new Int32Array(rows * width);
    this.#tables.push({ words, width, clocks });
    return words;
  }

  /** Moves the epoch to `LONGEST_WAIT` clocks before `now`; what lies further back no longer makes a difference. */
  moveTo(now: number): void {
    const by = now - LONGEST_WAIT;
    this.epoch += by;
    for (const { words, width, clocks } of this.#tables) {
      for (let row = 0; row < words.length; row += width) {
        for (let i = row; i < row + clocks; i++) {
          const clock = words[i] as number;
          if (clock !== NEVER) words[i] = Math.max(0, clock - by);
        }
      }
    }
  }
}

/** The later of two clocks, without a branch: which of them it is cannot be predicted. */
export const later = (a: number, b: number): number => (a - ((a - b) & ((a - b) >> 31))) | 0;

/** The sooner of two clocks, without a branch. */
export const sooner = (a: number, b: number): number => (b + ((a - b) & ((a - b) >> 31))) | 0;
