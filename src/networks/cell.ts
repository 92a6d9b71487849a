/**
 * Cells of NAS-Bench-201 (Dong & Yang, ICLR 2020): a directed graph of nodes 0..3 with one operation on each edge.
 * Here a cell is its six-letter code: one letter per edge, in the order of `cellEdges`.
 */
import { badRequest } from '../errors.js';

export const cellOperations = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const;
export type CellOperation = (typeof cellOperations)[number];

const LETTERS = 'ns13p';

/** Source and destination of each edge, in the order of the arch string and of the code. */
export const cellEdges = [
  [0, 1],
  [0, 2],
  [1, 2],
  [0, 3],
  [1, 3],
  [2, 3],
] as const;

/** Number of cells: 5 operations on 6 edges. */
export const CELLS = LETTERS.length ** cellEdges.length;

const codePattern = /^[ns13p]{6}$/;
const archPattern = /^\|(\w+)~0\|\+\|(\w+)~0\|(\w+)~1\|\+\|(\w+)~0\|(\w+)~1\|(\w+)~2\|$/;

/** Code of a cell given as arch string (`|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`) or as code; badRequest otherwise. */
export function parseCell(cell: string): string {
  if (codePattern.test(cell)) return cell;
  const match = archPattern.exec(cell);
  if (match === null) {
    throw badRequest(
      '/cell',
      `a cell is '|op~0|+|op~0|op~1|+|op~0|op~1|op~2|' or six letters of '${LETTERS}', not '${cell.slice(0, 100)}'`,
    );
  }
  let code = '';
  for (let edge = 1; edge < match.length; edge++) code += letterOf(match[edge] as string, '/cell');
  return code;
}

/** Letter of an operation's name; badRequest at `path` for an unknown one. */
export function letterOf(operation: string, path: string): string {
  const index = cellOperations.indexOf(operation as CellOperation);
  if (index < 0) throw badRequest(path, `operations are ${cellOperations.join(', ')}, not '${operation.slice(0, 60)}'`);
  return LETTERS[index] as string;
}

export const operationOf = (letter: string): CellOperation => cellOperations[LETTERS.indexOf(letter)] as CellOperation;

/** Arch string of a code. */
export function cellString(code: string): string {
  const edge = (index: number) => `${operationOf(code[index] as string)}~${(cellEdges[index] as readonly number[])[0]}`;
  return `|${edge(0)}|+|${edge(1)}|${edge(2)}|+|${edge(3)}|${edge(4)}|${edge(5)}|`;
}

/** The cell number `index` (0..15624) when codes are sorted by their letters; not the benchmark's own index. */
export function cellCode(index: number): string {
  let code = '';
  for (let edge = 0, rest = index; edge < cellEdges.length; edge++, rest = Math.floor(rest / LETTERS.length)) {
    code += LETTERS[rest % LETTERS.length];
  }
  return code;
}

/** The cell with every edge that lies on no path of operations from node 0 to node 3 set to none. */
export function pruneCell(code: string): string {
  const fromInput = [true, false, false, false];
  for (const [edge, [source, node]] of cellEdges.entries()) {
    if (code[edge] !== 'n' && fromInput[source]) fromInput[node] = true;
  }
  const toOutput = [false, false, false, true];
  for (let edge = cellEdges.length - 1; edge >= 0; edge--) {
    const [source, node] = cellEdges[edge] as readonly [number, number];
    if (code[edge] !== 'n' && toOutput[node]) toOutput[source] = true;
  }
  let pruned = '';
  for (const [edge, [source, node]] of cellEdges.entries()) {
    pruned += fromInput[source] && toOutput[node] ? code[edge] : 'n';
  }
  return pruned;
}

/** How many edges of `code` have the operation `letter`. */
export function countEdges(code: string, letter: string): number {
  let count = 0;
  for (let edge = 0; edge < code.length; edge++) if (code[edge] === letter) count++;
  return count;
}
