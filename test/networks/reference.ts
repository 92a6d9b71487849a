/** Where the reference tables are; tests that need them skip with a clear line without. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

const root = process.env.COGYM_REFERENCE ?? '../shared/reference';

/** Path below the reference tables, or undefined after skipping the test. */
export function referencePath(test: TestContext, ...parts: string[]): string | undefined {
  const path = join(root, ...parts);
  if (existsSync(path)) return path;
  test.skip(`reference tables not found at ${path}`);
  return undefined;
}
