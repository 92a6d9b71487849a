/** An ONNX model as a network of the format that all simulators share. */
import { CogymError } from '../../errors.js';
import { loadNetwork } from '../load.js';
import type { Network, Shape } from '../network.js';
import { withoutDead } from '../without-dead.js';
import type { ByteSource } from './byte-source.js';
import { type DimensionValues, resolveInputs } from './dimensions.js';
import { fold, isFoldable } from './fold.js';
import { malformed } from './malformed.js';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from './model.js';
import { converterOf } from './operators.js';
import { describeNode, type OrderedGraph, orderNodes } from './order.js';
import { recognisePatterns } from './patterns.js';
import { readModel } from './read-model.js';
import { isIntegerType, tensorValues } from './tensor-values.js';
import { Translation } from './translation.js';
import { Unsupported } from './unsupported.js';
import { type Computed, type Constant, defaultAxis, product, shapeOf, type Value } from './value.js';

export interface ImportOptions {
  /** Name of the network; default: the graph's name. */
  readonly id?: string;
  /** Values of dynamic dimensions by name, or by `input.axis` where they have none; a batch is 1 by default. */
  readonly dimensions?: DimensionValues;
}

export interface ImportedNetwork {
  readonly network: Network;
  /** What the network says differently from the model, in words. */
  readonly warnings: readonly string[];
  readonly producer: string;
  readonly opset: number;
  /** Nodes of the graph, before constants were folded and activations fused. */
  readonly nodes: number;
}

/**
 * Reads an ONNX model from its bytes and writes it in the network format; weights are skipped, only their shapes count.
 *
 * @throws CogymError `malformedModel` for files that are truncated, cyclic, too large or no ONNX; `unresolvedDimension`
 *   listing dynamic dimensions without a value; `unsupportedOperator` listing every operator that the format cannot
 *   say with the nodes where it occurs; `badRequest` for unknown dimension names and networks beyond the format
 */
export function importOnnx(source: ByteSource, options: ImportOptions = {}): ImportedNetwork {
  const model = readModel(source);
  return new Importer(source, model, options).run();
}

class Importer {
  readonly #source: ByteSource;
  readonly #model: OnnxModel;
  readonly #graph: OnnxGraph;
  readonly #options: ImportOptions;
  readonly #constants = new Map<string, Constant>();
  readonly #refused: { node: OnnxNode; reason: string }[] = [];

  constructor(source: ByteSource, model: OnnxModel, options: ImportOptions) {
    this.#source = source;
    this.#model = model;
    this.#graph = model.graph;
    this.#options = options;
  }

  run(): ImportedNetwork {
    const graph = this.#graph;
    // What no dimension can mend comes first.
    const { nodes, uses } = this.#knownNodes();
    const inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
    const shapes = resolveInputs(inputs, this.#options.dimensions ?? {});
    const [main, ...others] = inputs;
    const dims = main === undefined ? [1] : (shapes.get(main.name) as readonly number[]);
    const axis = inputAxis(dims);
    const translation = new Translation(shapeOf(dims, axis), uses);
    for (const [name, constant] of this.#constants) translation.values.set(name, constant);
    if (main !== undefined) translation.values.set(main.name, inputValue(dims, axis));
    for (const { name } of others) this.#furtherInput(name, shapes.get(name) as readonly number[], uses, translation);
    for (const node of nodes) this.#translate(node, translation);
    this.#refuse(others.map(({ name }) => name));
    return {
      network: this.#network(translation, shapeOf(dims, axis)),
      warnings: [...translation.warnings],
      producer: this.#model.producer,
      opset: this.#model.opset,
      nodes: graph.nodes.length,
    };
  }

  /** The nodes in order, with constants read and patterns recognised; refuses operators that nothing translates. */
  #knownNodes(): OrderedGraph {
    const graph = this.#graph;
    const ordered = orderNodes(graph);
    for (const [name, tensor] of graph.initializers) this.#constants.set(name, this.#constant(tensor));
    for (const node of ordered.nodes)
      if (node.op === 'Constant') this.#constants.set(node.outputs[0] ?? '', this.#literal(node));
    recognisePatterns(ordered.nodes, ordered.producers, (value) => {
      const constant = this.#constants.get(value);
      return constant !== undefined && product(constant.dims) === 1 ? constant.data?.[0] : undefined;
    });
    // Patterns leave behind nodes that nobody reads any more.
    const known = orderNodes(graph);
    for (const node of known.nodes) {
      if (!isFree(node) && converterOf(node) === undefined && !isFoldable(node.op))
        this.#refused.push({ node, reason: '' });
    }
    this.#refuse();
    return known;
  }

  /** The format has one input; any other enters as a tensor that no layer computes. */
  #furtherInput(
    name: string,
    dims: readonly number[],
    uses: ReadonlyMap<string, number>,
    translation: Translation,
  ): void {
    if (!uses.has(name)) return;
    const axis = inputAxis(dims);
    translation.warnings.add(`input '${name}' [${dims.join(', ')}] enters as a constant: a network has one input`);
    translation.values.set(name, translation.emit({ op: 'constant', out: shapeOf(dims, axis) }, [], dims, axis));
  }

  #translate(node: OnnxNode, translation: Translation): void {
    if (node.op === 'Constant') return;
    const operands = node.inputs.map((name) => (name === '' ? undefined : translation.values.get(name)));
    // What an unsupported node computes is unknown; the nodes after it are not to blame.
    if (node.inputs.some((name, index) => name !== '' && operands[index] === undefined)) return;
    try {
      const outputs = this.#outputs(node, operands, translation);
      for (const [index, value] of outputs.entries()) {
        const name = node.outputs[index];
        if (name === undefined || name === '') continue;
        if (!Number.isSafeInteger(product(value.dims)))
          throw new Unsupported(`it makes a tensor of [${value.dims.join(', ')}]`);
        translation.values.set(name, value);
        this.#compare(name, value, translation);
      }
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      this.#refused.push({ node, reason: error.message });
    }
  }

  /** The shapes that the file itself declares are a second opinion. */
  #compare(name: string, value: Value, translation: Translation): void {
    const declared = this.#graph.declared.get(name)?.dims;
    if (declared === undefined || translation.warnings.size >= MOST_WARNINGS) return;
    const differs =
      declared.length !== value.dims.length ||
      declared.some((size, axis) => typeof size === 'number' && size !== value.dims[axis]);
    if (differs) {
      const [said, made] = [declared.map((size) => size ?? '?'), value.dims].map((dims) => dims.join(', '));
      translation.warnings.add(`the file declares '${name}' as [${said}], but its operators make [${made}]`);
    }
  }

  #outputs(node: OnnxNode, operands: readonly (Value | undefined)[], translation: Translation): readonly Value[] {
    if (node.op === 'Shape' || node.op === 'Size') return [shapeConstant(node, operands[0])];
    const needed = node.op === 'CastLike' ? operands.slice(0, 1) : operands;
    if (needed.every((operand) => operand?.kind !== 'computed')) {
      const constants = operands.map((operand) => (operand?.kind === 'computed' ? undefined : operand));
      const fill = node.op === 'ConstantOfShape' ? node.attributes.get('value')?.tensor : undefined;
      const folded = fold(node, fill === undefined ? constants : [...constants, this.#constant(fill)]);
      if (folded !== undefined) return folded;
    }
    const convert = converterOf(node);
    if (convert === undefined) throw new Unsupported('its operands depend on the input');
    const result = convert(node, translation);
    return Array.isArray(result) ? result : [result as Value];
  }

  #constant(tensor: OnnxTensor): Constant {
    return {
      kind: 'constant',
      dims: tensor.dims,
      data: tensorValues(this.#source, tensor),
      integer: isIntegerType(tensor.type),
    };
  }

  /** Constant-13: one of several attributes holds the value. */
  #literal(node: OnnxNode): Constant {
    const { attributes } = node;
    const tensor = attributes.get('value')?.tensor;
    if (tensor !== undefined) return this.#constant(tensor);
    const list = attributes.get('value_ints')?.integers ?? attributes.get('value_floats')?.floats;
    if (list !== undefined)
      return { kind: 'constant', dims: [list.length], data: list, integer: attributes.has('value_ints') };
    const scalar = attributes.get('value_int')?.integer ?? attributes.get('value_float')?.float;
    if (scalar === undefined) {
      this.#refused.push({ node, reason: 'it holds no tensor' });
      return { kind: 'constant', dims: [], integer: true };
    }
    return { kind: 'constant', dims: [], data: [scalar], integer: attributes.has('value_int') };
  }

  /** @param others inputs beside the first, which may be weights that were not exported */
  #refuse(others: readonly string[] = []): void {
    if (this.#refused.length === 0) return;
    const some = others.slice(0, 3).map((name) => `'${name}'`);
    const listed = `${some.join(', ')}${others.length > 3 ? ` and ${others.length - 3} more` : ''}`;
    const hint = others.length > 0 ? ` Further inputs, ${listed}: if they are weights, export their values too.` : '';
    throw new CogymError('unsupportedOperator', refusal(this.#refused) + hint);
  }

  #network(translation: Translation, input: Shape): Network {
    const computed = this.#graph.outputs.flatMap(({ name }) => {
      const value = translation.values.get(name);
      return value?.kind === 'computed' ? [value] : [];
    });
    if (computed.length === 0) throw malformed('none of its outputs depends on its input');
    const handles = [...new Set(computed.map((value: Computed) => translation.handle(value)))].filter(
      (layer) => layer >= 0,
    );
    if (handles.length === 0) throw malformed('its outputs are its inputs: it has no layer');
    const { layers, outputs } = withoutDead(translation.layers, handles);
    const [h, w, c] = input;
    const only = outputs.length === 1 && outputs[0] === layers.length - 1;
    const id = this.#options.id ?? (this.#graph.name || 'onnx');
    return loadNetwork({ id, input: { h, w, c }, layers, ...(only ? {} : { outputs }) });
  }
}

/** Computed without any layer, whatever the operands. */
const isFree = ({ op }: OnnxNode): boolean => op === 'Constant' || op === 'Shape' || op === 'Size';

const inputValue = (dims: readonly number[], axis: number): Computed => ({
  kind: 'computed',
  dims,
  axis,
  storage: { layer: -1, elements: product(dims) },
  exclusive: false,
});

/** Images come as [1, c, h, w], or as [1, h, w, c] when the last dimension alone looks like colours. */
function inputAxis(dims: readonly number[]): number {
  const [, second = 0, , last = 0] = dims;
  return dims.length === 4 && last <= 4 && second > 4 ? 3 : defaultAxis(dims);
}

function shapeConstant(node: OnnxNode, value: Value | undefined): Constant {
  const dims = value?.dims ?? [];
  if (node.op === 'Size') return { kind: 'constant', dims: [], data: [product(dims)], integer: true };
  const [start, end] = [node.attributes.get('start')?.integer, node.attributes.get('end')?.integer];
  const data = dims.slice(start ?? 0, end ?? dims.length);
  return { kind: 'constant', dims: [data.length], data, integer: true };
}

/** One message for all refused nodes, by operator. */
function refusal(refused: readonly { node: OnnxNode; reason: string }[]): string {
  const groups = new Map<string, string[]>();
  let length = 0;
  let left = 0;
  for (const { node, reason } of refused) {
    const name = node.domain === '' || node.domain === 'ai.onnx' ? node.op : `${node.domain}.${node.op}`;
    const place = describeNode(node).slice(node.op.length + 1) + (reason === '' ? '' : ` (${reason})`);
    length += place.length;
    const places = groups.get(name) ?? [];
    if (length > LONGEST_MESSAGE) left++;
    else places.push(place);
    groups.set(name, places);
  }
  const list = [...groups].map(([name, places]) => `${name} at ${places.join(', ')}`).join('; ');
  const more = left > 0 ? `; and ${left} more nodes` : '';
  return `the network format has no such operators: ${list}${more}. Export the model without them, or cut it before them.`;
}

/** Warnings about declared shapes, after which no more are looked at. */
const MOST_WARNINGS = 20;

/** Characters of node names in one message. */
const LONGEST_MESSAGE = 100_000;
