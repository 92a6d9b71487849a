/**
 * User expressions over metrics: `accuracy - 0.1*log10(energyJ)`, `latencyS <= 5 ms`, `minimize latencyS*energyJ`.
 *
 * Read once by mathjs behind an allow-list (tokens, then syntax tree), then evaluated by closures of our own, so that
 * no expression reaches anything but numbers. Metrics count in base units (s, J, W, mm2, bytes, Hz).
 */
import type { MathNode, OperatorNode, ParenthesisNode } from 'mathjs';
import { badRequest } from '../errors.js';
import type { Violation } from './evaluation.js';
import { alike, measure } from './expression-dimension.js';
import { tokenize } from './expression-tokens.js';
import {
  type Comparison,
  comparisons,
  type Operation,
  parse,
  type Scope,
  type Term,
  toTerm,
} from './expression-tree.js';
import type { Objective } from './problem.js';

export type Metrics = Readonly<Record<string, number>>;

export interface Expression {
  readonly text: string;
  /** Metrics it reads, in the order of their names. */
  readonly metrics: readonly string[];
  readonly term: Term;
  /** A number, NaN or infinite where the expression has no value (the logarithm of a negative number). */
  evaluate(metrics: Metrics): number;
}

/** An objective with the expression that its name is. */
export interface CompiledObjective extends Objective {
  readonly expression: Expression;
}

/** `value <= limit`, with the metrics on the side of `value` where one side is a number. */
export interface Constraint {
  readonly text: string;
  readonly value: Expression;
  readonly limit: Expression;
  readonly comparison: Comparison;
  /**
   * The violation, if `metrics` break the constraint. Its excess is the distance from the limit relative to
   * |limit|, the distance itself for a limit of 0; equality under `<` or `>` counts 2^-52, and a side without a finite
   * value (the logarithm of a negative number) counts 1, shown as value 0 and limit 0.
   */
  check(metrics: Metrics): Violation | undefined;
}

/** @throws CogymError `badRequest` at `path` for anything but numbers, `metrics`, + - * / ^ and the listed functions */
export function compileExpression(text: string, metrics: Iterable<string>, path = ''): Expression {
  const scope = scopeOf(text, metrics, path);
  const name = text.trim();
  // Most objectives are plain metrics; they need no parser, whose loading takes longer than most studies' start.
  if (scope.metrics.has(name)) return expressionOf({ kind: 'metric', name }, name);
  const term = toTerm(parse(text, scope), scope);
  measure(term, path);
  return expressionOf(term, name);
}

/** `text` is one comparison, e.g. `latencyS <= 5 ms`. */
export function compileConstraint(text: string, metrics: Iterable<string>, path = ''): Constraint {
  const scope = scopeOf(text, metrics, path);
  let node = parse(text, scope);
  while (node.type === 'ParenthesisNode') node = (node as ParenthesisNode).content;
  const { op, args } = node as OperatorNode;
  const comparison = comparisons.find((candidate) => node.type === 'OperatorNode' && candidate === String(op));
  if (comparison === undefined) {
    throw badRequest(path, `'${text}' must be one comparison with <=, <, >= or >, e.g. latencyS <= 5 ms`);
  }
  const [left, right] = args.map((side) => toTerm(side as MathNode, scope)) as [Term, Term];
  alike(measure(left, path), measure(right, path), path);
  const flipped = metricsOf(left).length === 0;
  if (flipped && metricsOf(right).length === 0) throw badRequest(path, `'${text}' compares no metric`);
  const value = expressionOf(flipped ? right : left, text.trim());
  const limit = expressionOf(flipped ? left : right, text.trim());
  const facing = flipped ? mirrored[comparison] : comparison;
  return { text: text.trim(), value, limit, comparison: facing, check: checker(text.trim(), value, limit, facing) };
}

/** `text` is `maximize x` or `minimize x`; an {@link Objective} gives the direction apart, and may have a target. */
export function compileObjective(
  objective: string | Objective,
  metrics: Iterable<string>,
  path = '',
): CompiledObjective {
  if (typeof objective === 'object' && objective !== null) {
    const { name, direction, target } = objective;
    if (direction !== 'minimize' && direction !== 'maximize') {
      throw badRequest(`${path}/direction`, `a direction is minimize or maximize, not ${String(direction)}`);
    }
    if (target !== undefined && !(Number.isFinite(target) && target > 0)) {
      throw badRequest(
        `${path}/target`,
        `a target is a number > 0 in the unit of the objective, not ${String(target)}`,
      );
    }
    const expression = compileExpression(name, metrics, `${path}/name`);
    return { name, direction, ...(target === undefined ? {} : { target }), expression };
  }
  tokenize(objective, path);
  const [, word, text] = /^\s*(maximi[sz]e|minimi[sz]e)\s+(.*)$/.exec(objective) ?? [];
  if (word === undefined || text === undefined) {
    throw badRequest(path, `an objective is 'maximize <expression>' or 'minimize <expression>', not '${objective}'`);
  }
  const direction = word.startsWith('max') ? 'maximize' : 'minimize';
  return { name: text.trim(), direction, expression: compileExpression(text, metrics, path) };
}

function scopeOf(text: string, metrics: Iterable<string>, path: string): Scope {
  return { tokens: tokenize(text, path), metrics: new Set(metrics), path };
}

function expressionOf(term: Term, text: string): Expression {
  return { text, term, metrics: metricsOf(term), evaluate: closureOf(term) };
}

function metricsOf(term: Term): string[] {
  if (term.kind === 'metric') return [term.name];
  if (term.kind !== 'call') return [];
  return [...new Set(term.arguments.flatMap(metricsOf))].sort();
}

type Closure = (metrics: Metrics) => number;

function closureOf(term: Term): Closure {
  if (term.kind === 'metric') {
    const { name } = term;
    return (metrics) => (Object.hasOwn(metrics, name) ? (metrics[name] as number) : Number.NaN);
  }
  if (term.kind !== 'call') return () => term.value;
  return applied(term.operation, term.arguments.map(closureOf) as [Closure, Closure]);
}

function applied(operation: Operation, closures: readonly [Closure, Closure, ...Closure[]]): Closure {
  const [a, b] = closures;
  switch (operation) {
    case 'add':
      return (m) => a(m) + b(m);
    case 'subtract':
      return (m) => a(m) - b(m);
    case 'multiply':
      return (m) => a(m) * b(m);
    case 'divide':
      return (m) => a(m) / b(m);
    case 'pow':
      return (m) => a(m) ** b(m);
    case 'negate':
      return (m) => -a(m);
    case 'min':
      return (m) => Math.min(...closures.map((closure) => closure(m)));
    case 'max':
      return (m) => Math.max(...closures.map((closure) => closure(m)));
    default: {
      const f = Math[operation];
      return (m) => f(a(m));
    }
  }
}

const mirrored: Readonly<Record<Comparison, Comparison>> = { '<=': '>=', '<': '>', '>=': '<=', '>': '<' };

function checker(name: string, value: Expression, limit: Expression, comparison: Comparison): Constraint['check'] {
  const sign = comparison.startsWith('<') ? 1 : -1;
  const strict = comparison.length === 1;
  return (metrics) => {
    const [v, l] = [value.evaluate(metrics), limit.evaluate(metrics)];
    if (!Number.isFinite(v) || !Number.isFinite(l)) return { name, value: 0, limit: 0, excess: 1 };
    const distance = sign * (v - l);
    if (distance < 0 || (distance === 0 && !strict)) return undefined;
    const excess = distance / (l === 0 ? 1 : Math.abs(l));
    return { name, value: v, limit: l, excess: Math.max(excess, Number.EPSILON) };
  };
}
