/** Options that many commands have, and what their values must be. */
import { CogymError } from '../errors.js';

export const jsonOption = { type: 'boolean', default: false, describe: 'one JSON document on stdout' } as const;

/** Of commands that show their progress. */
export const progressOptions = {
  json: { ...jsonOption, describe: `${jsonOption.describe}, no progress` },
  quiet: { type: 'boolean', default: false, describe: 'no progress' },
} as const;

/** Larger counts would take months or all memory: a slip of the pen. */
const MOST = 100_000_000;

/** @throws CogymError `usage` naming the first option whose value is no whole number from 1 to 100 million */
export function requireCounts(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isSafeInteger(value) && value >= 1 && value <= MOST) continue;
    const allowed = value > MOST ? `from 1 to ${MOST}` : 'from 1';
    throw new CogymError('usage', `--${name} takes a whole number ${allowed}, not ${value}`);
  }
}

/**
 * The object that the value of `--name` holds as JSON.
 * @throws CogymError `usage` that shows an `example`
 */
export function jsonObject(name: string, text: string, example: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Text that is no JSON and JSON that is no object get the same advice.
  }
  throw new CogymError('usage', `--${name} takes a JSON object such as '${example}', not ${text}`);
}
