/** One DRAM channel with its memory controller, clock-exact to DRAMSys v5.1, with DRAMPower's energy account. */
export { type CommandName, commandNames } from './commands.js';
export * from './types.js';
