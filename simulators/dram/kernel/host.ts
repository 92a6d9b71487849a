/** What the kernel calls outside. */

/** A command was issued, at a clock from the beginning of the run; `request` is -1 when it serves none. */
export declare function issued(command: i32, rank: i32, bank: i32, request: i32, clock: f64): void;
