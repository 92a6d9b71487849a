/** An account of a rank is a row of doubles. What is counted: */
export const ACTS = 0;
export const PRES = 1;
export const READS = 2;
export const WRITES = 3;
export const REFRESHES = 4;
/** Clocks by state; of self-refresh S, and the parts of its refreshes a, p, ua, up. */
export const ACTIVE = 5;
export const PRECHARGED = 6;
export const ACTIVE_POWER_DOWN = 7;
export const PRECHARGE_POWER_DOWN = 8;
export const SELF_REFRESH = 9;
export const SELF_ACTIVE = 10;
export const SELF_PRECHARGE = 11;
export const SELF_UP_ACTIVE = 12;
export const SELF_UP_PRECHARGE = 13;
/** What it takes to count: open banks, the last ACT of a rank without, the last precharge that left none. */
export const OPEN = 14;
export const FIRST_ACT = 15;
export const LAST_PRE = 16;
/** State of power-down and its beginning, the last command and its clock, the least of the pending precharges. */
export const STAY = 17;
export const ENTRY = 18;
export const LAST_COMMAND = 19;
export const LAST_CLOCK = 20;
export const NEXT_PENDING = 21;
/** Doubles of a row. */
export const ACCOUNT_STRIDE = 22;
