/** What a proxy learns from: the different designs of a data set with their figures. */
import type { Design, Parameter } from '../../design/parameter.js';
import type { Rows } from '../dataset/index.js';
import { DesignFeatures } from './features.js';

export interface Examples {
  readonly designs: readonly Design[];
  /** `space.key` of each design: no two are equal. */
  readonly keys: readonly string[];
  /** Features of each design. */
  readonly rows: readonly Float64Array[];
  /** 1 for feasible designs. */
  readonly feasible: Uint8Array;
  /** By name; NaN where a design has no such figure. */
  readonly metrics: Readonly<Record<string, Float64Array>>;
  /** Agent -> 1 for each design that it has asked for. */
  readonly askedBy: Readonly<Record<string, Uint8Array>>;
}

/** The designs of `rows`, each once, in the order of their first row. */
export function examplesOf(rows: Rows, parameters: readonly Parameter[]): Examples {
  const positions = new Map<string, number>();
  const firstRows: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const key = rows.keys[i] as string;
    if (positions.has(key)) continue;
    positions.set(key, firstRows.length);
    firstRows.push(i);
  }
  const askedBy = rows.agent.names.map((name) => [name, new Uint8Array(firstRows.length)] as const);
  for (let i = 0; i < rows.length; i++) {
    const [, asked] = askedBy[rows.agent.codes[i] as number] as (typeof askedBy)[number];
    asked[positions.get(rows.keys[i] as string) as number] = 1;
  }
  const designs = firstRows.map((row) => rows.design(row));
  const features = new DesignFeatures(parameters);
  const matrix = features.matrix(designs);
  return {
    designs,
    keys: [...positions.keys()],
    rows: designs.map((_, i) => matrix.subarray(i * features.columns, (i + 1) * features.columns)),
    feasible: Uint8Array.from(firstRows, (row) => rows.feasible[row] as number),
    metrics: Object.fromEntries(
      Object.entries(rows.metrics).map(([name, values]) => [
        name,
        Float64Array.from(firstRows, (row) => values[row] as number),
      ]),
    ),
    askedBy: Object.fromEntries(askedBy),
  };
}
