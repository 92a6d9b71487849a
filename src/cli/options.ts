/** Options that many commands have, and what their values must be. */
import { CogymError } from '../errors.js';

export const jsonOption = { type: 'boolean', default: false, describe: 'one JSON document on stdout' } as const;

/** Of commands that show their progress. */
export const progressOptions = {
  json: { ...jsonOption, describe: `${jsonOption.describe}, no progress` },
  quiet: { type: 'boolean', default: false, describe: 'no progress' },
} as const;

/** @throws CogymError `usage` naming the first option whose value is no whole number from 1 */
export function requireCounts(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new CogymError('usage', `--${name} takes a whole number from 1, not ${value}`);
  }
}
