import { readFileSync } from 'node:fs';
import { CogymError, unreadable } from '../errors.js';

/** What `parse` makes of the content of `file`, whose name stands in front of its errors. */
export function parsedFrom<T>(file: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof CogymError)) throw error;
    throw new CogymError(error.code, `${file}: ${error.message}`, error.path);
  }
}

/**
 * The content of a JSON file; `what` it is stands in the error.
 * @throws CogymError `specUnreadable` naming the file
 */
export function readJson(file: string, what: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CogymError('specUnreadable', unreadable(`the ${what} ${file}`, error));
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CogymError('specUnreadable', `${file} is not JSON: ${(error as Error).message}`);
  }
}
