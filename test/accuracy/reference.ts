/** Where the tests find the reference tables. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.COGYM_REFERENCE ?? '../shared/reference';

/** Path of a reference table. */
export const referenceTable = (...parts: readonly string[]): string => join(folder, ...parts);

/** Path of the table of trained cells. */
export const cellTable = referenceTable('nasbench201', 'accuracy.csv');

/** For `it`'s options: why a test that needs the table is skipped, or false. */
export const withoutTable = existsSync(cellTable) ? false : `reference tables not found at ${folder}`;
