/** Names of the commands of a DRAM, in the order of their numbers. */
import { PDEA, PREAB, RD, REFAB, WRA } from './kernel/commands.js';

export * from './kernel/commands.js';

export const commandNames = [
  'ACT',
  'PREPB',
  'PREAB',
  'RD',
  'RDA',
  'WR',
  'WRA',
  'REFAB',
  'REFPB',
  'PDEA',
  'PDEP',
  'PDXA',
  'PDXP',
  'SREFEN',
  'SREFEX',
] as const;
export type CommandName = (typeof commandNames)[number];

/** Tables by command have this many columns, with one for no command. */
export const COMMAND_STRIDE = 16;

export const isColumn = (command: number): boolean => command >= RD && command <= WRA;
export const isRankCommand = (command: number): boolean => command === PREAB || command === REFAB || command >= PDEA;

export const isCommand = (name: string): name is CommandName => (commandNames as readonly string[]).includes(name);
