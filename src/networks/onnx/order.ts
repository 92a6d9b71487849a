/** The nodes that the outputs depend on, in an order in which every value is computed before it is read. */
import { malformed } from './malformed.js';
import type { OnnxGraph, OnnxNode } from './model.js';

export interface OrderedGraph {
  readonly nodes: readonly OnnxNode[];
  /** Value -> the node that computes it. */
  readonly producers: ReadonlyMap<string, OnnxNode>;
  /** Value -> how often the ordered nodes and the graph's outputs read it. */
  readonly uses: ReadonlyMap<string, number>;
}

/** @throws CogymError `malformedModel` for cycles, values computed twice, values that nobody computes */
export function orderNodes(graph: OnnxGraph): OrderedGraph {
  const producers = producersOf(graph);
  const given = new Set([...graph.inputs.map(({ name }) => name), ...graph.initializers.keys()]);
  const state = new Map<OnnxNode, 'open' | 'done'>();
  const nodes: OnnxNode[] = [];
  // An explicit stack: a chain of a hundred thousand nodes must not exhaust the call stack.
  const stack: { node: OnnxNode; next: number }[] = [];
  const enter = (value: string, reader: string): void => {
    const node = producers.get(value);
    if (node === undefined) {
      if (value === '' || given.has(value)) return;
      throw malformed(`${reader} reads '${value}', which no node, input or initializer provides`);
    }
    if (state.get(node) === 'done') return;
    if (state.get(node) === 'open') throw malformed(`its nodes form a cycle through ${describeNode(node)}`);
    state.set(node, 'open');
    stack.push({ node, next: 0 });
  };
  for (const output of graph.outputs) {
    enter(output.name, 'the graph');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (input !== undefined) {
        enter(input, describeNode(top.node));
        continue;
      }
      state.set(top.node, 'done');
      nodes.push(top.node);
      stack.pop();
    }
  }
  return { nodes, producers, uses: countUses(nodes, graph) };
}

function producersOf(graph: OnnxGraph): Map<string, OnnxNode> {
  const producers = new Map<string, OnnxNode>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      if (output === '') continue;
      if (producers.has(output)) throw malformed(`two nodes compute '${output}'`);
      producers.set(output, node);
    }
  }
  return producers;
}

function countUses(nodes: readonly OnnxNode[], graph: OnnxGraph): Map<string, number> {
  const uses = new Map<string, number>();
  const use = (value: string) => uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { inputs } of nodes) inputs.forEach(use);
  for (const { name } of graph.outputs) use(name);
  return uses;
}

/** A node by its name, or by what it computes where it has none. */
export function describeNode(node: OnnxNode): string {
  const name = node.name === '' ? (node.outputs[0] ?? '') : node.name;
  return `${node.op} '${name.length > 120 ? `${name.slice(0, 117)}...` : name}'`;
}
