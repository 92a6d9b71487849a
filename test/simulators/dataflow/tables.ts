/** Reads the tables that MAESTRO printed, where they are at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(process.env.COGYM_REFERENCE ?? '../shared/reference', 'maestro');

/** Why the tables cannot be read, for `t.skip`; undefined when they can. */
export const missing = existsSync(folder) ? undefined : `reference tables not found at ${folder}`;

export type Row = Readonly<Record<string, string>>;

/** Rows of `cost.csv` (plain fields, no quotes). */
export function costRows(): Row[] {
  const [header = '', ...lines] = readFileSync(join(folder, 'cost.csv'), 'utf8').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i] ?? '', value])));
}

const operators: Readonly<Record<string, string>> = { CONV: 'conv2d', DSCONV: 'depthwiseConv2d' };

/** The request of the machine interface that a row of `cost.csv` answers. */
export function requestOf(row: Row): Record<string, unknown> {
  const n = (name: string) => Number(row[name]);
  const layer =
    row['type'] === 'GEMM'
      ? { op: 'gemm', m: n('Y'), n: n('K'), k: n('C') }
      : {
          op: operators[row['type'] ?? ''],
          k: n('K'),
          c: n('C'),
          r: n('R'),
          s: n('S'),
          y: n('Y'),
          x: n('X'),
          strideY: n('stride_y'),
          strideX: n('stride_x'),
        };
  return {
    layer,
    template: row['dataflow'] === 'gemm_nmk' ? 'gemm' : row['dataflow'],
    pes: n('pes'),
    nocBandwidth: n('noc_bw'),
    offchipBandwidth: n('offchip_bw'),
    mode: 'maestro',
  };
}

export interface DirectiveRow {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, number>>;
}

/** Lines of `directives.jsonl`. */
export function directiveRows(): DirectiveRow[] {
  const lines = readFileSync(join(folder, 'directives.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as DirectiveRow);
}
