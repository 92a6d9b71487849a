/** Dimensions of a user expression: adding or comparing unlike quantities is an error, weighting them is not. */
import { badRequest } from '../errors.js';
import type { Term } from './expression-tree.js';
import { type Dimension, describeDimension, dimensionOfMetric, plain } from './units.js';

interface Measure {
  readonly dimension: Dimension;
  /** A number or metric without a unit took part: it may be a weight that carries any (`0.1 * energyJ`). */
  readonly weighted: boolean;
  /** A number with a unit took part: now the units must agree. */
  readonly exact: boolean;
}

/** @throws CogymError `badRequest` at `path` when unlike quantities are added or compared */
export function measure(term: Term, path: string): Measure {
  switch (term.kind) {
    case 'number':
      return { dimension: plain, weighted: true, exact: false };
    case 'quantity':
      return { dimension: term.dimension, weighted: false, exact: true };
    case 'metric': {
      const dimension = dimensionOfMetric(term.name) ?? plain;
      return { dimension, weighted: dimension === plain, exact: false };
    }
    case 'call':
      return measureCall(term, path);
  }
}

function measureCall({ operation, arguments: terms }: Extract<Term, { kind: 'call' }>, path: string): Measure {
  const measures = terms.map((argument) => measure(argument, path));
  const [first, second] = measures as [Measure, Measure];
  switch (operation) {
    case 'add':
    case 'subtract':
    case 'min':
    case 'max':
      return measures.reduce((left, right) => alike(left, right, path));
    case 'multiply':
      return combined(first, second, (a, b) => a + b);
    case 'divide':
      return combined(first, second, (a, b) => a - b);
    case 'negate':
    case 'abs':
      return first;
    case 'sqrt':
      return { ...first, dimension: scaled(first.dimension, 0.5) };
    case 'pow': {
      const exponent = literal(terms[1] as Term);
      if (exponent !== undefined) return { ...first, dimension: scaled(first.dimension, exponent) };
      return { dimension: plain, weighted: true, exact: false };
    }
    case 'log':
    case 'log2':
    case 'log10':
    case 'exp':
      return { dimension: plain, weighted: true, exact: false };
  }
}

/** The measure of a sum or of both sides of a comparison. */
export function alike(left: Measure, right: Measure, path: string): Measure {
  const exact = left.exact || right.exact;
  const weighted = left.weighted || right.weighted;
  if (left.dimension.every((exponent, i) => exponent === right.dimension[i])) {
    return { dimension: left.dimension, weighted, exact };
  }
  if (exact || !weighted) {
    const [a, b] = [describeDimension(left.dimension), describeDimension(right.dimension)];
    const hint = exact ? "a metric's unit is the end of its name" : 'give one of them a weight, e.g. 0.5 * energyJ';
    throw badRequest(path, `${a} and ${b} cannot be added or compared: ${hint}`);
  }
  return { dimension: left.weighted ? right.dimension : left.dimension, weighted, exact };
}

function combined(left: Measure, right: Measure, join: (a: number, b: number) => number): Measure {
  const [a, b] = [left.dimension, right.dimension];
  return {
    dimension: [join(a[0], b[0]), join(a[1], b[1]), join(a[2], b[2]), join(a[3], b[3])],
    weighted: left.weighted || right.weighted,
    exact: left.exact || right.exact,
  };
}

function scaled([s, joule, mm2, bytes]: Dimension, factor: number): Dimension {
  return [s * factor, joule * factor, mm2 * factor, bytes * factor];
}

/** The value of a plain number, with or without a sign. */
function literal(term: Term): number | undefined {
  if (term.kind === 'number') return term.value;
  if (term.kind !== 'call' || term.operation !== 'negate') return undefined;
  const value = literal(term.arguments[0] as Term);
  return value === undefined ? undefined : -value;
}
