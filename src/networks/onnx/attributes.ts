/** Attributes of a node with their defaults. */
import type { OnnxNode } from './model.js';

export const integerOf = (node: OnnxNode, name: string, otherwise: number): number =>
  node.attributes.get(name)?.integer ?? otherwise;

export const textOf = (node: OnnxNode, name: string, otherwise: string): string =>
  node.attributes.get(name)?.text ?? otherwise;

export const integersOf = (node: OnnxNode, name: string): readonly number[] | undefined => {
  const list = node.attributes.get(name)?.integers;
  return list === undefined || list.length === 0 ? undefined : list;
};

/** A list of `count` numbers, or that many times `otherwise`. */
export const listOf = (node: OnnxNode, name: string, count: number, otherwise: number): readonly number[] => {
  const list = integersOf(node, name) ?? [];
  return Array.from({ length: count }, (_, index) => list[index] ?? otherwise);
};
