/** What the kernel has room for. Banks of a rank: sets of them are the bits of a word. */
export const MOST_BANKS_PER_RANK = 32;
export const MOST_RANKS = 16;
export const MOST_STACKS = 16;
