/**
 * Clocks as integers of 32 bits. They count from an epoch, which moves on in a long run, so that a run may last for any
 * number of clocks.
 */

/** Later than every clock; with a wait added it still fits 32 bits. */
export const NEVER = 1 << 30;
/** The schema of devices allows no longer wait. */
export const LONGEST_WAIT = 1 << 20;
/** The epoch has to move before a clock comes here. */
export const EPOCH_END = 1 << 29;
