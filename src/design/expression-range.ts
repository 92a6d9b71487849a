/** Interval arithmetic over expressions: how large an objective can become when its metrics stay within bounds. */
import type { Operation, Term } from './expression-tree.js';

export type Range = readonly [low: number, high: number];

const everything: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** A range that holds every value of `term` while each metric stays in its range; unknown metrics are unbounded. */
export function rangeOf(term: Term, metrics: ReadonlyMap<string, Range>): Range {
  if (term.kind === 'metric') return metrics.get(term.name) ?? everything;
  if (term.kind !== 'call') return [term.value, term.value];
  const ranges = term.arguments.map((argument) => rangeOf(argument, metrics));
  const [low, high] = rangeOfCall(term.operation, ranges as [Range, Range]);
  return Number.isNaN(low) || Number.isNaN(high) ? everything : [low, high];
}

function rangeOfCall(operation: Operation, ranges: readonly [Range, Range, ...Range[]]): Range {
  const [[a, b], second] = ranges;
  switch (operation) {
    case 'add':
      return [a + second[0], b + second[1]];
    case 'subtract':
      return [a - second[1], b - second[0]];
    case 'multiply':
      return hull(ranges[0], second, (x, y) => (x === 0 || y === 0 ? 0 : x * y));
    case 'divide':
      return second[0] > 0 || second[1] < 0 ? hull(ranges[0], second, (x, y) => x / y) : everything;
    case 'pow':
      return a >= 0 ? hull(ranges[0], second, (x, y) => x ** y) : everything;
    case 'negate':
      return [-b, -a];
    case 'abs':
      return a >= 0 ? [a, b] : b <= 0 ? [-b, -a] : [0, Math.max(-a, b)];
    case 'min':
      return [Math.min(...ranges.map(([low]) => low)), Math.min(...ranges.map(([, high]) => high))];
    case 'max':
      return [Math.max(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
    case 'exp':
      return [Math.exp(a), Math.exp(b)];
    case 'sqrt':
    case 'log':
    case 'log2':
    case 'log10': {
      const f = Math[operation];
      return [f(Math.max(a, 0)), f(Math.max(b, 0))];
    }
  }
}

/** Range of a function that is monotone in each argument (on the ranges given): its extremes are at the corners. */
function hull([a, b]: Range, [c, d]: Range, f: (x: number, y: number) => number): Range {
  const corners = [f(a, c), f(a, d), f(b, c), f(b, d)];
  return [Math.min(...corners), Math.max(...corners)];
}
