import type { ParameterValue } from '../../src/design/parameter.js';

/** The designs that begin with the same decisions; plain JSON. Its children decide one parameter more. */
export interface Node {
  visits: number;
  /** Sum of the rewards told so far. */
  reward: number;
  /** True when everything below has been asked. */
  closed: boolean;
  /** Values of the next parameter, parallel to `children`. */
  values: ParameterValue[];
  children: Node[];
}

export const newNode = (): Node => ({ visits: 0, reward: 0, closed: false, values: [], children: [] });

/** The child of `node` for `value`, added when it is missing. */
export function childOf(node: Node, value: ParameterValue): Node {
  const known = node.values.indexOf(value);
  if (known >= 0) return node.children[known] as Node;
  const child = newNode();
  node.values.push(value);
  node.children.push(child);
  return child;
}

/**
 * Position of the child with the largest UCB1 index, mean + c sqrt(ln N / n) (Auer, Cesa-Bianchi & Fischer 2002),
 * among those that are open; among all of them when none is.
 */
export function mostPromising({ visits, children }: Node, c: number): number {
  const someOpen = children.some(({ closed }) => !closed);
  let best = -1;
  let bestIndex = Number.NEGATIVE_INFINITY;
  children.forEach((child, k) => {
    if (someOpen && child.closed) return;
    const n = Math.max(1, child.visits);
    const index = child.reward / n + c * Math.sqrt(Math.log(Math.max(1, visits)) / n);
    if (index > bestIndex) [best, bestIndex] = [k, index];
  });
  return best;
}
