import { readFileSync } from 'node:fs';
import { CogymError, unreadable } from '../errors.js';

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
