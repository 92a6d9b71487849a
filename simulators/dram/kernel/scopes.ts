/** What a wait between two commands holds for: columns of the tables of waits by command. */

/** From the widest to the narrowest within a rank. */
export const SAME_RANK = 0;
export const SAME_BANK_GROUP = 1;
export const SAME_BANK = 2;
export const OTHER_RANK = 3;
export const OTHER_STACK = 4;
/** Of the same rank, after a REFPB that ends a round over all banks, and after any other. */
export const LAST_OF_ROUND = 5;
export const NOT_LAST_OF_ROUND = 6;
/** Columns for each command. */
export const SCOPE_STRIDE = 8;
