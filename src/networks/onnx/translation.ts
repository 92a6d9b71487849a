/** The network being written while the graph is walked: its layers, and what each value of the graph has become. */
import type { Activation, Operator, Shape } from '../network.js';
import type { LayerDraft } from '../without-dead.js';
import type { OnnxNode } from './model.js';
import { unsupported } from './unsupported.js';
import { type Computed, type Constant, product, type Storage, shapeOf, type Value } from './value.js';

/** Layers that an activation directly after them is fused into. */
export const takesActivation: ReadonlySet<Operator> = new Set<Operator>([
  'conv2d',
  'dwconv2d',
  'deconv2d',
  'fc',
  'add',
  'mul',
  'batchnorm',
  'layernorm',
  'instancenorm',
  'groupnorm',
  'rmsnorm',
]);

export class Translation {
  readonly layers: LayerDraft[] = [];
  readonly values = new Map<string, Value>();
  readonly warnings = new Set<string>();
  readonly #uses: ReadonlyMap<string, number>;
  readonly #parameters = new Map<Constant, number>();
  readonly #inputShape: Shape;

  constructor(inputShape: Shape, uses: ReadonlyMap<string, number>) {
    this.#inputShape = inputShape;
    this.#uses = uses;
  }

  /** The value that a node reads at a position, or undefined where the operand is left out. */
  operand(node: OnnxNode, position: number): Value | undefined {
    const name = node.inputs[position];
    return name === undefined || name === '' ? undefined : this.values.get(name);
  }

  /** An operand that must depend on the input. */
  computed(node: OnnxNode, position: number): Computed {
    const value = this.operand(node, position);
    if (value === undefined) throw unsupported(`it lacks operand ${position}`);
    if (value.kind === 'computed') return value;
    const { dims } = value;
    const layer = this.parameter(value);
    return {
      kind: 'computed',
      dims,
      axis: Math.max(dims.length - 1, 0),
      storage: { layer, elements: product(dims) },
      exclusive: true,
    };
  }

  /** An operand that must be known, such as a weight. */
  constant(node: OnnxNode, position: number, what: string): Constant | undefined {
    const value = this.operand(node, position);
    if (value?.kind === 'computed') throw unsupported(`its ${what} depends on the input`);
    return value;
  }

  /** Whether nobody but this node reads the value or the layer behind it. */
  isExclusive(node: OnnxNode, position: number): boolean {
    const name = node.inputs[position] ?? '';
    const value = this.values.get(name);
    return value?.kind === 'computed' && value.exclusive && this.#uses.get(name) === 1;
  }

  /** The layer behind an operand, when something directly after it can be folded into it. */
  foldable(node: OnnxNode, position: number): LayerDraft | undefined {
    const value = this.operand(node, position);
    if (value?.kind !== 'computed' || !this.isExclusive(node, position)) return undefined;
    const layer = this.layers[value.storage.layer ?? -1];
    return layer !== undefined && takesActivation.has(layer.op) && (layer.act ?? 'none') === 'none' ? layer : undefined;
  }

  /** A value that shares its layer with an operand: reshaped, transposed, or changed at no cost. */
  view(node: OnnxNode, position: number, dims: readonly number[], axis?: number): Computed {
    const value = this.computed(node, position);
    return {
      kind: 'computed',
      dims,
      axis: axis ?? axisAfterReshape(value, dims),
      storage: value.storage,
      exclusive: this.isExclusive(node, position),
    };
  }

  /** Part of a tensor, or values picked from it; written as a layer only if somebody reads it as such. */
  picked(node: OnnxNode, position: number, dims: readonly number[], axis: number): Computed {
    const view = this.view(node, position, dims, axis);
    const elements = product(dims);
    if (elements === view.storage.elements) return view;
    const op = elements < view.storage.elements ? 'slice' : 'gather';
    return { ...view, storage: { layer: undefined, elements, pending: { op, from: view.storage } }, exclusive: true };
  }

  /** Appends a layer that reads `inputs` and computes a tensor of `dims`. */
  emit(layer: Omit<LayerDraft, 'inputs'>, inputs: readonly Value[], dims: readonly number[], axis: number): Computed {
    const draft: LayerDraft = { ...layer, inputs: inputs.map((input) => this.handle(input)) } as LayerDraft;
    const index = this.layers.push(draft) - 1;
    return { kind: 'computed', dims, axis, storage: { layer: index, elements: product(dims) }, exclusive: true };
  }

  /** Index of the layer whose output is exactly this value; writes pending ones. */
  handle(value: Value): number {
    if (value.kind === 'constant') return this.parameter(value);
    return this.#layerOf(value.storage, value);
  }

  /** Like `handle`, for readers that find their part in a larger tensor themselves. */
  handleOfWhole(value: Computed, elements: number): number {
    let { storage } = value;
    while (storage.layer === undefined && storage.pending?.op === 'slice' && value.pad === undefined) {
      if (storage.pending.from.elements % elements !== 0) break;
      storage = storage.pending.from;
    }
    return storage.layer ?? (storage === value.storage ? this.handle(value) : this.#layerOf(storage, value));
  }

  shapeOfLayer(index: number): Shape {
    return this.layers[index]?.out ?? this.#inputShape;
  }

  /** A learned or fixed tensor as a layer. */
  parameter(constant: Constant): number {
    const known = this.#parameters.get(constant);
    if (known !== undefined) return known;
    const out = shapeOf(constant.dims, Math.max(constant.dims.length - 1, 0));
    const index = this.layers.push({ op: 'parameter', inputs: [], out }) - 1;
    this.#parameters.set(constant, index);
    return index;
  }

  /** The value with `act` applied: fused into its layer where it can be, else a layer of its own. */
  activated(node: OnnxNode, position: number, act: Activation): Computed {
    const value = this.computed(node, position);
    const layer = this.foldable(node, position);
    if (layer !== undefined) {
      layer.act = act;
      return this.view(node, position, value.dims, value.axis);
    }
    const shape = shapeOf(value.dims, value.axis);
    return this.emit({ op: 'act', in: shape, out: shape, act }, [value], value.dims, value.axis);
  }

  #layerOf(storage: Storage, as: Computed): number {
    if (storage.layer !== undefined) return storage.layer;
    const { op, from } = storage.pending as NonNullable<Storage['pending']>;
    const source = this.#layerOf(from, as);
    const out = product(as.dims) === storage.elements ? shapeOf(as.dims, as.axis) : ([1, 1, storage.elements] as const);
    // What the source delivers may have another shape than its dimensions say: only the volume counts.
    storage.layer = this.layers.push({ op, inputs: [source], in: this.shapeOfLayer(source), out }) - 1;
    return storage.layer;
  }
}

/** The channel axis follows a reshape when the dimensions before it and its own stay; otherwise it is guessed by rank. */
function axisAfterReshape(value: Computed, dims: readonly number[]): number {
  const channels = value.dims[value.axis];
  const before = product(value.dims.slice(0, value.axis));
  let lead = 1;
  for (const [axis, size] of dims.entries()) {
    if (lead === before && size === channels) return axis;
    lead *= size;
  }
  return Math.max(dims.length - 1, 0);
}
