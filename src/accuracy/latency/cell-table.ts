/** Measured latencies of NAS-Bench-201 cells on several devices, as a user's table holds them. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badRequest, CogymError } from '../../errors.js';
import { parseCell } from '../../networks/cell.js';
import { atPath } from '../../networks/validate.js';
import { nearest } from '../../stats/nearest.js';
import { readOncePerChange } from '../file-cache.js';
import { columnOf, readTable, type Table } from '../table.js';

/** Columns that name a network, or are no latency. */
const notDevices = /^(index|code|arch|class)$|_energy_mj$|_arithmetic_intensity$/;
const suffix = '_latency_ms';

/** Devices of a latency table, in the order of its columns; `x_latency_ms` is the device `x`. */
export function devicesOf({ columns }: Table): string[] {
  return columns
    .filter((name) => !notDevices.test(name))
    .map((name) => (name.endsWith(suffix) ? name.slice(0, -suffix.length) : name));
}

/** Latencies of `device` in ms by row, NaN where the table has none. */
export function latenciesOf(table: Table, device: string): Float64Array {
  const column = columnOf(table, device, device + suffix);
  if (column < 0 || !devicesOf(table).includes(device)) {
    const near = nearest(device, devicesOf(table)).join(', ');
    throw badRequest('/device', `${table.path} has no device ${JSON.stringify(device)}; did you mean ${near}?`);
  }
  return numbers(table, column);
}

function numbers(table: Table, column: number): Float64Array {
  return Float64Array.from(table.rows, (fields, i) => {
    const text = fields[column] as string;
    const value = text === '' ? Number.NaN : Number(text);
    if (value > 0 || text === '') return value;
    throw badRequest('/table', `${table.path} line ${i + 2}: ${table.columns[column]} cannot be ${text}`);
  });
}

export class CellTable {
  readonly table: Table;
  readonly devices: readonly string[];
  /** Six-letter code of each row. */
  readonly codes: readonly string[];
  readonly #rows: ReadonlyMap<string, number>;

  /**
   * @param path CSV table with a column `code`, `arch` or `index` and a latency in ms per device
   * @param cells for a table that names its cells by `index` alone: CSV table with the columns `index` and `code` or
   *   `arch`; default: `accuracy.csv` in the same folder
   * @throws CogymError `tableMissing`, or `badRequest` for a table that cannot be read
   */
  constructor(path: string, cells?: string) {
    this.table = readTable(path);
    this.devices = devicesOf(this.table);
    this.codes = codesOf(this.table, cells);
    this.#rows = new Map(this.codes.map((code, row) => [code, row]));
  }

  /** Latencies of `device` by row; an unknown device is a `badRequest` that names the nearest. */
  latencies(device: string): Float64Array {
    return latenciesOf(this.table, device);
  }

  /** Energies of `device` by row, where the table has them. */
  energies(device: string): Float64Array | undefined {
    const column = columnOf(this.table, `${device}_energy_mj`);
    return column < 0 ? undefined : numbers(this.table, column);
  }

  rowOf(code: string): number | undefined {
    return this.#rows.get(code);
  }
}

function codesOf(table: Table, cells: string | undefined): string[] {
  const own = columnOf(table, 'code', 'arch');
  if (own >= 0) {
    return table.rows.map((fields, i) => atPath(`/table line ${i + 2}`, () => parseCell(fields[own] as string)));
  }
  const index = columnOf(table, 'index');
  if (index < 0) throw badRequest('/table', `${table.path} has no column code, arch or index that names the cells`);
  const beside = cells ?? join(dirname(table.path), 'accuracy.csv');
  if (cells === undefined && !existsSync(beside)) {
    throw new CogymError(
      'tableMissing',
      `${table.path} names its cells by index: give a table with the columns index and code as cells`,
      '/cells',
    );
  }
  const byIndex = codesByIndex(beside);
  return table.rows.map((fields, i) => {
    const code = byIndex.get(fields[index] as string);
    if (code !== undefined) return code;
    throw badRequest('/table', `${table.path} line ${i + 2}: ${beside} has no cell with the index ${fields[index]}`);
  });
}

const codesByIndex = readOncePerChange((path): ReadonlyMap<string, string> => {
  const table = readTable(path);
  const index = columnOf(table, 'index');
  const cell = columnOf(table, 'code', 'arch');
  if (index < 0 || cell < 0) throw badRequest('/cells', `${path} needs the columns index and code or arch`);
  return new Map(table.rows.map((fields) => [fields[index] as string, parseCell(fields[cell] as string)]));
});
