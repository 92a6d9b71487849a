/** Second wall around user expressions: an allow-list of mathjs's syntax tree, rewritten into terms of our own. */
import type { ConstantNode, FunctionNode, MathNode, OperatorNode, ParenthesisNode, SymbolNode } from 'mathjs';
import { badRequest } from '../errors.js';
import { nearest } from '../stats/nearest.js';
import { columnOf, type Token } from './expression-tokens.js';
import { mathjs } from './mathjs.js';
import { type Dimension, toBaseUnits } from './units.js';

export type Term =
  | { readonly kind: 'number'; readonly value: number }
  /** A number with a unit, in base units. */
  | { readonly kind: 'quantity'; readonly value: number; readonly dimension: Dimension }
  | { readonly kind: 'metric'; readonly name: string }
  | { readonly kind: 'call'; readonly operation: Operation; readonly arguments: readonly Term[] };

const arithmetic = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '^': 'pow' } as const;

/** Function -> smallest and largest number of arguments. */
const functions = {
  log: [1, 1],
  log2: [1, 1],
  log10: [1, 1],
  sqrt: [1, 1],
  exp: [1, 1],
  abs: [1, 1],
  min: [1, 16],
  max: [1, 16],
  pow: [2, 2],
} as const;

export type Operation = (typeof arithmetic)[keyof typeof arithmetic] | keyof typeof functions | 'negate';

export const comparisons = ['<=', '<', '>=', '>'] as const;
export type Comparison = (typeof comparisons)[number];

/** What an expression is parsed against. */
export interface Scope {
  readonly tokens: readonly Token[];
  /** Metrics that may be named. */
  readonly metrics: ReadonlySet<string>;
  /** JSON pointer for errors. */
  readonly path: string;
}

/** mathjs's tree of `text`, which has passed the tokenizer. */
export function parse(text: string, scope: Scope): MathNode {
  try {
    return mathjs().parse(text);
  } catch (error) {
    throw badRequest(scope.path, `'${text}' cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** `node` as a term. @throws CogymError `badRequest` naming whatever is not on the allow-list, and its column */
export function toTerm(node: MathNode, scope: Scope): Term {
  switch (node.type) {
    case 'ParenthesisNode':
      return toTerm((node as ParenthesisNode).content, scope);
    case 'ConstantNode':
      return { kind: 'number', value: numberOf(node as ConstantNode, scope) };
    case 'SymbolNode':
      return toSymbol((node as SymbolNode).name, scope);
    case 'OperatorNode':
      return toOperation(node as OperatorNode, scope);
    case 'FunctionNode':
      return toCall(node as FunctionNode, scope);
    default:
      throw badRequest(scope.path, `${node.type} is not allowed in an expression`);
  }
}

function numberOf({ value }: ConstantNode, scope: Scope): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw badRequest(
      scope.path,
      `the constant ${String(value)}${columnOf(scope.tokens, String(value))} is no finite number`,
    );
  }
  return value;
}

function toSymbol(name: string, scope: Scope): Term {
  if (scope.metrics.has(name)) return { kind: 'metric', name };
  if (name === 'pi') return { kind: 'number', value: Math.PI };
  if (name === 'e') return { kind: 'number', value: Math.E };
  const known = nearest(name, scope.metrics, 8).join(', ');
  throw badRequest(
    scope.path,
    `unknown metric '${name}'${columnOf(scope.tokens, name)}; metrics: ${known || 'none'} (a unit stands after a number)`,
  );
}

function toOperation(node: OperatorNode, scope: Scope): Term {
  const operator = String(node.op);
  const at = columnOf(scope.tokens, operator);
  if (node.args.length === 1 && operator === '-') {
    return { kind: 'call', operation: 'negate', arguments: [toTerm(node.args[0] as MathNode, scope)] };
  }
  if (node.implicit) return toQuantity(node, scope);
  if (comparisons.some((comparison) => comparison === operator)) {
    throw badRequest(scope.path, `the comparison '${operator}'${at} may stand only at the top of a constraint`);
  }
  if (node.args.length !== 2 || !Object.hasOwn(arithmetic, operator)) {
    throw badRequest(scope.path, `the operator '${operator}'${at} is not allowed; use + - * / ^`);
  }
  return {
    kind: 'call',
    operation: arithmetic[operator as keyof typeof arithmetic],
    arguments: node.args.map((argument) => toTerm(argument as MathNode, scope)),
  };
}

/** `5 ms`: the one juxtaposition allowed is a number before its unit. */
function toQuantity(node: OperatorNode, scope: Scope): Term {
  const [left, right] = node.args as [MathNode, MathNode];
  const negative = left.type === 'OperatorNode' && (left as OperatorNode).fn === 'unaryMinus';
  const number = negative ? ((left as OperatorNode).args[0] as MathNode) : left;
  if (number.type !== 'ConstantNode' || right.type !== 'SymbolNode') {
    throw badRequest(scope.path, `'${node.toString()}' lacks an operator; only a unit may follow a number directly`);
  }
  const unit = (right as SymbolNode).name;
  const quantity = toBaseUnits(numberOf(number as ConstantNode, scope) * (negative ? -1 : 1), unit);
  if (quantity === undefined) {
    const why = scope.metrics.has(unit)
      ? 'is a metric: write * between them'
      : 'is no unit of time, energy, power, area, bytes or frequency';
    throw badRequest(scope.path, `'${unit}'${columnOf(scope.tokens, unit)} after a number ${why}`);
  }
  return { kind: 'quantity', ...quantity };
}

function toCall(node: FunctionNode, scope: Scope): Term {
  const name = node.fn.type === 'SymbolNode' ? (node.fn as unknown as SymbolNode).name : node.fn.toString();
  const at = columnOf(scope.tokens, name);
  if (!Object.hasOwn(functions, name)) {
    const known = Object.keys(functions).join(', ');
    throw badRequest(scope.path, `the function '${name}'${at} is not allowed; use ${known}`);
  }
  const operation = name as keyof typeof functions;
  const [least, most] = functions[operation];
  if (node.args.length < least || node.args.length > most) {
    throw badRequest(
      scope.path,
      `${name}${at} takes ${least === most ? least : `${least} to ${most}`} arguments, not ${node.args.length}`,
    );
  }
  return { kind: 'call', operation, arguments: node.args.map((argument) => toTerm(argument, scope)) };
}
