/** Commands of a DRAM, as small numbers. */
export const ACT = 0;
/** Close one bank. */
export const PREPB = 1;
/** Close all banks of the rank. */
export const PREAB = 2;
export const RD = 3;
/** RDA and WRA close their bank by themselves. */
export const RDA = 4;
export const WR = 5;
export const WRA = 6;
/** Refresh of all banks of the rank, and of one. */
export const REFAB = 7;
export const REFPB = 8;
/** Entry into power-down with a bank open (A) or all closed (P), and exit. */
export const PDEA = 9;
export const PDEP = 10;
export const PDXA = 11;
export const PDXP = 12;
/** Entry into and exit from self-refresh. */
export const SREFEN = 13;
export const SREFEX = 14;
/** No command; tables by command have a place for it. */
export const NONE = 15;
