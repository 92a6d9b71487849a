/** Reads the CSV tables that users point at. */
import { readFileSync } from 'node:fs';
import { badRequest, CogymError } from '../errors.js';
import { readOncePerChange } from './file-cache.js';

export interface Table {
  readonly path: string;
  readonly columns: readonly string[];
  /** One list of fields a line, in the order of `columns`. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * The table at `path`: a header line, then as many fields a line. Read once, and again only when the file has changed.
 * @throws CogymError `tableMissing` when there is no such file, `badRequest` (path `/table`) for a line of another
 *   length than the header, as in a file that was cut short
 */
export const readTable = readOncePerChange((path): Table => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CogymError(
      'tableMissing',
      `there is no readable table at ${path}: ${(error as Error).message}`,
      '/table',
    );
  }
  return parseTable(text, path);
});

export function parseTable(text: string, path: string): Table {
  const lines = text.split(/\r?\n/);
  while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
  if (lines.length < 2)
    throw badRequest('/table', `${path} holds no rows: a header line and a line a network are needed`);
  const columns = fieldsOf(lines[0]);
  const rows = lines.slice(1).map((line, i) => {
    const fields = fieldsOf(line);
    if (fields.length !== columns.length) {
      throw badRequest(
        '/table',
        `${path} line ${i + 2}: ${fields.length} fields where the header has ${columns.length}; is the file cut short?`,
      );
    }
    return fields;
  });
  return { path, columns, rows };
}

/** Position of the first of `names` among the table's columns, -1 if it has none of them. */
export function columnOf(table: Table, ...names: readonly string[]): number {
  return names.map((name) => table.columns.indexOf(name)).find((position) => position >= 0) ?? -1;
}

/** Fields of one line; a field may be quoted, a quote inside it doubled (RFC 4180, without line breaks in fields). */
function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
