/** The network being written while the operators are walked: its layers, and what each tensor has become. */
import type { Activation, Shape } from '../network.js';
import { takesActivation } from '../onnx/translation.js';
import { unsupported } from '../onnx/unsupported.js';
import { volume } from '../shape.js';
import type { LayerDraft } from '../without-dead.js';
import type { TfliteModel, TfliteOperator, TfliteTensor } from './model.js';

/** Zeros around a tensor, waiting for the convolution, pool or addition that takes them in. */
export interface PendingPad {
  /** Layer that is padded. */
  readonly source: number;
  readonly shape: Shape;
  /** Values are added along the channels, or along rows and columns. */
  readonly along: 'channels' | 'map';
}

/** What a tensor has become: a layer's output (-1: the network's input), that with a pad, or a constant. */
type Value =
  | { readonly kind: 'constant' }
  | { readonly kind: 'layer'; readonly layer: number }
  | { readonly kind: 'padded'; readonly pad: PendingPad };

export class Translation {
  readonly model: TfliteModel;
  readonly layers: LayerDraft[] = [];
  readonly #values = new Map<number, Value>();
  readonly #parameters = new Map<number, number>();
  /** How often each tensor is read; an output of the model counts as read once more. */
  readonly #uses: Uint32Array;

  constructor(model: TfliteModel) {
    this.model = model;
    this.#uses = new Uint32Array(model.tensors.length);
    for (const tensor of [...model.operators.flatMap(({ inputs }) => inputs), ...model.outputs]) {
      if (tensor >= 0) this.#uses[tensor] = (this.#uses[tensor] as number) + 1;
    }
    model.tensors.forEach(({ data, variable }, i) => {
      if (data !== undefined || variable) this.#values.set(i, { kind: 'constant' });
    });
  }

  /** The tensor that `operator` reads at a position. */
  operand(operator: TfliteOperator, position: number): { readonly index: number; readonly tensor: TfliteTensor } {
    const index = operator.inputs[position] ?? -1;
    const tensor = this.model.tensors[index];
    if (tensor === undefined) throw unsupported(`it lacks operand ${position}`);
    return { index, tensor };
  }

  /** The tensor that `operator` computes; an operator of several outputs is asked for each. */
  result(operator: TfliteOperator, position = 0): { readonly index: number; readonly tensor: TfliteTensor } {
    const index = operator.outputs[position] ?? -1;
    const tensor = this.model.tensors[index];
    if (tensor === undefined) throw unsupported(`it lacks output ${position}`);
    return { index, tensor };
  }

  isConstant(tensor: number): boolean {
    return this.#values.get(tensor)?.kind === 'constant';
  }

  /** False for what an unsupported operator was to compute. */
  isKnown(tensor: number): boolean {
    return this.#values.has(tensor);
  }

  setConstant(tensor: number): void {
    this.#values.set(tensor, { kind: 'constant' });
  }

  setLayer(tensor: number, layer: number): void {
    this.#values.set(tensor, { kind: 'layer', layer });
  }

  setPad(tensor: number, pad: PendingPad): void {
    this.#values.set(tensor, { kind: 'padded', pad });
  }

  padOf(tensor: number): PendingPad | undefined {
    const value = this.#values.get(tensor);
    return value?.kind === 'padded' ? value.pad : undefined;
  }

  /** Index of the layer whose output is this tensor; constants and pads that nobody took in become layers. */
  handle(tensor: number): number {
    const value = this.#values.get(tensor);
    if (value?.kind === 'layer') return value.layer;
    const out = shapeOf(this.model.tensors[tensor] as TfliteTensor);
    if (value?.kind === 'padded') {
      const layer = this.push({ op: 'gather', inputs: [value.pad.source], in: value.pad.shape, out }, tensor);
      this.setLayer(tensor, layer);
      return layer;
    }
    const known = this.#parameters.get(tensor);
    if (known !== undefined) return known;
    const layer = this.push({ op: 'parameter', inputs: [], out }, tensor);
    this.#parameters.set(tensor, layer);
    return layer;
  }

  /** The layer behind `tensor`, when an activation directly after it can be fused into it. */
  fusible(tensor: number): LayerDraft | undefined {
    const value = this.#values.get(tensor);
    if (value?.kind !== 'layer' || this.#uses[tensor] !== 1) return undefined;
    const layer = this.layers[value.layer];
    return layer !== undefined && takesActivation.has(layer.op) && (layer.act ?? 'none') === 'none' ? layer : undefined;
  }

  /** Appends a layer, with the bits of `tensor` where they are not 8. */
  push(layer: LayerDraft, tensor: number): number {
    const { bits } = this.model.tensors[tensor] as TfliteTensor;
    return this.layers.push(bits === 8 ? layer : { ...layer, bits }) - 1;
  }

  /** Appends the layer that computes the operator's first output. */
  emit(operator: TfliteOperator, layer: Omit<LayerDraft, 'out'>, out?: Shape): void {
    const { index, tensor } = this.result(operator);
    this.setLayer(index, this.push({ ...layer, out: out ?? shapeOf(tensor) } as LayerDraft, index));
  }

  /** Lets the operator's output be what its operand is, with `act` fused into the layer or as one of its own. */
  activate(operator: TfliteOperator, act: Activation, position = 0): void {
    const { index, tensor } = this.operand(operator, position);
    const layer = this.fusible(index);
    if (layer === undefined) {
      this.emit(operator, { op: 'act', inputs: [this.handle(index)], in: shapeOf(tensor), act });
      return;
    }
    layer.act = act;
    this.setLayer(this.result(operator).index, this.handle(index));
  }
}

/** A tensor's dimensions as [h, w, c]: the last ones, further ones multiplied into the rows. */
export function shapeOf({ dims, name }: Pick<TfliteTensor, 'dims' | 'name'>): Shape {
  const [channels = 1, width = 1, ...rows] = [...dims].reverse();
  const shape: Shape = [rows.reduce((product, size) => product * size, 1), width, channels];
  if (volume(shape) < 1) throw unsupported(`tensor '${name}' of [${dims.join(', ')}] holds no values`);
  return shape;
}
