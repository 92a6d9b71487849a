import type { OnnxNode } from '../model.js';
import type { Translation } from '../translation.js';
import type { Value } from '../value.js';

/**
 * Writes the layers of one node and returns its outputs.
 * @throws Unsupported where the network format cannot say what the node does
 */
export type Convert = (node: OnnxNode, translation: Translation) => Value | readonly Value[];

export type Converters = Readonly<Record<string, Convert>>;
