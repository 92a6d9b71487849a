import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Imports every module below `folder` (recursively, in the order of their paths; no `index`, no declarations) and
 * returns the default exports, or the items of default exports that are arrays, that satisfy `is`. So a file that
 * exports a definition is all that a new environment or agent takes.
 */
export async function discover<T>(folder: URL, is: (value: unknown) => value is T): Promise<T[]> {
  const root = fileURLToPath(folder);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(ts|js)$/.test(path) && !/(\.d\.ts|(^|\/)index\.(ts|js))$/.test(path))
    .sort();
  const found: T[] = [];
  for (const path of paths) {
    const module: { default?: unknown } = await import(pathToFileURL(join(root, path)).href);
    for (const value of Array.isArray(module.default) ? module.default : [module.default])
      if (is(value)) found.push(value);
  }
  return found;
}
