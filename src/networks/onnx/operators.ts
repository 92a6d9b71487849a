/** Operator -> how a node becomes layers. */
import type { OnnxNode } from './model.js';
import { arithmetic } from './operators/arithmetic.js';
import type { Convert } from './operators/convert.js';
import { convolutions } from './operators/convolution.js';
import { functions } from './operators/functions.js';
import { moves } from './operators/moves.js';
import { normalisations } from './operators/normalisation.js';
import { pools } from './operators/pooling.js';
import { products } from './operators/products.js';

const converters: ReadonlyMap<string, Convert> = new Map(
  [arithmetic, convolutions, functions, moves, normalisations, pools, products].flatMap((table) =>
    Object.entries(table),
  ),
);

/** Domains whose operators of these names mean the same. */
const domains: ReadonlySet<string> = new Set(['', 'ai.onnx', 'com.microsoft']);

export const converterOf = (node: OnnxNode): Convert | undefined =>
  domains.has(node.domain) ? converters.get(node.op) : undefined;
