/** Which commands a run can come to at all: waits of the others need not be kept. */
import {
  ACT,
  PDEA,
  PDEP,
  PDXA,
  PDXP,
  PREAB,
  PREPB,
  RD,
  RDA,
  REFAB,
  REFPB,
  SREFEN,
  SREFEX,
  WR,
  WRA,
} from './commands.js';
import type { DramController } from './types.js';

const setOf = (...commands: readonly number[]): number => commands.reduce((set, command) => set | (1 << command), 0);

const plain = setOf(RD, WR);
const closing = setOf(RDA, WRA);
const columns: Readonly<Record<DramController['pagePolicy'], number>> = {
  Open: plain,
  OpenAdaptive: plain | closing,
  Closed: closing,
  ClosedAdaptive: plain | closing,
};
const refreshes: Readonly<Record<DramController['refreshPolicy'], number>> = {
  NoRefresh: 0,
  AllBank: setOf(PREAB, REFAB),
  PerBank: setOf(REFPB),
};
/** With the refresh that ends a self-refresh. */
const sleeping = setOf(PDEA, PDEP, PDXA, PDXP, SREFEN, SREFEX, REFAB);

/** A set of commands: bit `c` stands for command `c`. */
export function possibleCommands(options: DramController, writes: Uint8Array): number {
  let ofRequests = columns[options.pagePolicy];
  if (!writes.includes(0)) ofRequests &= ~setOf(RD, RDA);
  if (!writes.includes(1)) ofRequests &= ~setOf(WR, WRA);
  const ofPowerDown = options.powerDownPolicy === 'Staggered' ? sleeping : 0;
  return setOf(ACT, PREPB) | ofRequests | refreshes[options.refreshPolicy] | ofPowerDown;
}
