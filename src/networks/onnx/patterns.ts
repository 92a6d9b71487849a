/** Functions that exporters spell out in arithmetic, recognised and written as the one operator that they are. */
import type { OnnxNode } from './model.js';

/** A name captures a value (the same one everywhere); `null` is any value; a number is that constant. */
type Pattern = string | number | null | { readonly op: string; readonly of: readonly Pattern[] };

interface Rule {
  readonly becomes: string;
  readonly pattern: Pattern;
}

const node = (op: string, ...of: readonly Pattern[]): Pattern => ({ op, of });
const either = (patterns: readonly Pattern[], becomes: string): Rule[] =>
  patterns.map((pattern) => ({ becomes, pattern }));

const erf = node('Add', node('Erf', null), 1);
const tanh = node('Add', node('Tanh', node('Mul', null, null)), 1);
const gelu = (inner: Pattern): Pattern[] => [
  node('Mul', node('Mul', 'x', inner), 0.5),
  node('Mul', node('Mul', 'x', 0.5), inner),
  node('Mul', 'x', node('Mul', inner, 0.5)),
];
const clipped = node('Clip', node('Add', 'x', 3), null, null);
const centred = node('Sub', 'x', node('ReduceMean', 'x', null));
const deviation = (square: Pattern): Pattern => node('Sqrt', node('Add', node('ReduceMean', square, null), null));
const squares = [node('Pow', centred, 2), node('Mul', centred, centred)];
const rms = deviation(node('Pow', 'x', 2));

/** Tried in this order at every node; a rule may build on what an earlier node became. */
const rules: readonly Rule[] = [
  ...either(gelu(erf), 'Gelu'),
  ...either(gelu(tanh), 'Gelu'),
  ...either([node('Mul', 'x', node('Sigmoid', node('Mul', 'x', null)))], 'Gelu'),
  ...either([node('Mul', 'x', node('Sigmoid', 'x'))], 'Silu'),
  ...either([node('Mul', 'x', node('Tanh', node('Softplus', 'x')))], 'Mish'),
  ...either([node('Div', clipped, 6), node('Mul', clipped, 1 / 6)], 'HardSigmoid'),
  ...either(
    [
      node('Mul', 'x', node('HardSigmoid', 'x')),
      node('Div', node('Mul', 'x', clipped), 6),
      node('Mul', node('Mul', 'x', clipped), 1 / 6),
    ],
    'HardSwish',
  ),
  ...either(
    squares.map((square) => node('Div', centred, deviation(square))),
    'LayerNormalization',
  ),
  ...either(
    [node('Div', 'x', rms), node('Mul', 'x', node('Reciprocal', rms)), node('Mul', 'x', node('Div', 1, rms))],
    'RMSNormalization',
  ),
  // A group normalisation is exported as an instance normalisation of the groups, reshaped there and back.
  ...either(
    [node('Reshape', node('InstanceNormalization', node('Reshape', 'x', null), null, null), null)],
    'GroupNormalization',
  ),
];

const commutative: ReadonlySet<string> = new Set(['Add', 'Mul']);

/**
 * Rewrites in place the nodes at which a pattern ends; what only the pattern used is then read by nobody.
 * @param nodes in execution order
 * @param scalar the value of a constant of one element, if it is one
 */
export function recognisePatterns(
  nodes: readonly OnnxNode[],
  producers: ReadonlyMap<string, OnnxNode>,
  scalar: (value: string) => number | undefined,
): void {
  const matches = (pattern: Pattern, value: string, captured: Map<string, string>): boolean => {
    if (pattern === null) return true;
    if (typeof pattern === 'number') {
      const constant = scalar(value);
      return constant !== undefined && Math.abs(constant - pattern) <= 1e-3 * Math.abs(pattern);
    }
    if (typeof pattern === 'string') {
      const seen = captured.get(pattern);
      if (seen !== undefined) return seen === value;
      captured.set(pattern, value);
      return true;
    }
    const producer = producers.get(value);
    return producer !== undefined && producer.outputs[0] === value && matchesNode(pattern, producer, captured);
  };
  const matchesNode = (
    pattern: Exclude<Pattern, string | number | null>,
    producer: OnnxNode,
    captured: Map<string, string>,
  ): boolean => {
    if (producer.op !== pattern.op) return false;
    const { inputs } = producer;
    const inOrder = (order: readonly string[], bindings: Map<string, string>): boolean =>
      pattern.of.every((part, index) => {
        const input = order[index];
        // An operand left out (limits of a clip, axes in an attribute) matches where any value would.
        return input === undefined || input === '' ? part === null : matches(part, input, bindings);
      });
    const orders = commutative.has(pattern.op) && inputs.length === 2 ? [inputs, [...inputs].reverse()] : [inputs];
    for (const order of orders) {
      const bindings = new Map(captured);
      if (!inOrder(order, bindings)) continue;
      for (const [name, value] of bindings) captured.set(name, value);
      return true;
    }
    return false;
  };
  for (const root of nodes) {
    for (const { becomes, pattern } of rules) {
      const captured = new Map<string, string>();
      if (!matchesNode(pattern as Exclude<Pattern, string | number | null>, root, captured)) continue;
      rewrite(root, becomes, captured.get('x') as string, producers);
      break;
    }
  }
}

function rewrite(root: OnnxNode, op: string, input: string, producers: ReadonlyMap<string, OnnxNode>): void {
  const axes = op === 'LayerNormalization' || op === 'RMSNormalization' ? reduction(root, producers) : undefined;
  root.op = op;
  root.domain = '';
  root.inputs.splice(0, root.inputs.length, input, ...(axes?.inputs.slice(1) ?? []));
  root.attributes.clear();
  const attribute = axes?.attributes.get('axes');
  if (attribute !== undefined) root.attributes.set('axes', attribute);
  if (axes !== undefined)
    root.attributes.set('spelledOut', { name: 'spelledOut', integer: 1, integers: [], floats: [] });
}

/** The mean that a spelled-out normalisation divides by; its axes are the normalised ones. */
function reduction(root: OnnxNode, producers: ReadonlyMap<string, OnnxNode>): OnnxNode | undefined {
  const queue = [root];
  for (let steps = 0; steps < 32; steps++) {
    const next = queue.shift();
    if (next === undefined || next.op === 'ReduceMean') return next;
    for (const input of next.inputs) {
      const producer = producers.get(input);
      if (producer !== undefined) queue.push(producer);
    }
  }
  return undefined;
}
