/** Is a network that is faster on one device faster on another? Rank correlations between all devices of a table. */
import { badRequest } from '../../errors.js';
import { median } from '../../stats/quantile.js';
import { spearman } from '../../stats/rank-correlation.js';
import type { Table } from '../table.js';
import { devicesOf, latenciesOf } from './cell-table.js';

export interface DevicePair {
  readonly devices: readonly [string, string];
  readonly spearman: number;
}

export interface Monotonicity {
  readonly networks: number;
  readonly devices: readonly string[];
  readonly pairs: number;
  readonly least: DevicePair;
  readonly median: number;
  /** Share of the pairs above 0.9. */
  readonly shareAbove09: number;
  /** All pairs, the least alike first. */
  readonly all: readonly DevicePair[];
}

/** @throws CogymError `badRequest` for a table with fewer than two devices */
export function monotonicity(table: Table): Monotonicity {
  const devices = devicesOf(table);
  if (devices.length < 2) throw badRequest('/table', `${table.path} has ${devices.length} devices; two are needed`);
  const columns = devices.map((device) => latenciesOf(table, device));
  const all: DevicePair[] = [];
  for (let i = 0; i < devices.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [columns[j] as Float64Array, columns[i] as Float64Array];
      const known = table.rows.flatMap((_, row) =>
        Number.isNaN((a[row] as number) + (b[row] as number)) ? [] : [row],
      );
      const value = spearman(
        known.map((row) => a[row] as number),
        known.map((row) => b[row] as number),
      );
      all.push({ devices: [devices[j] as string, devices[i] as string], spearman: value });
    }
  }
  all.sort((a, b) => a.spearman - b.spearman);
  return {
    networks: table.rows.length,
    devices,
    pairs: all.length,
    least: all[0] as DevicePair,
    median: median(all.map((pair) => pair.spearman)),
    shareAbove09: all.filter((pair) => pair.spearman > 0.9).length / all.length,
    all,
  };
}
