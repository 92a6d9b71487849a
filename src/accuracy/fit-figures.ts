/** What every coefficient file says about its fit: scores, digests, rounded figures. */
import { createHash } from 'node:crypto';
import { regressionScores } from '../models/index.js';
import type { Table } from './table.js';

/** Scores in percentage points, with four decimals. */
export function scores(estimates: ArrayLike<number>, actual: ArrayLike<number>) {
  const { rows, rmse, mae, spearman, kendall } = regressionScores(estimates, actual);
  return {
    rows,
    rmse: rounded(rmse, 4),
    mae: rounded(mae, 4),
    spearman: rounded(spearman, 4),
    kendall: rounded(kendall, 4),
  };
}

/** Rounded to `decimals` decimals. */
export function rounded(value: number, decimals = 6): number {
  return Number(value.toFixed(decimals));
}

/** Of the lines of the table, joined by line feeds: which table a fit saw. */
export function tableDigest({ columns, rows }: Table): string {
  return sha256([columns, ...rows].map((fields) => fields.join(',')).join('\n'));
}

/** Version of a coefficient file: changes with what was fitted. */
export function versionOf(fitted: unknown): string {
  return `1-${sha256(JSON.stringify(fitted)).slice(0, 8)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
