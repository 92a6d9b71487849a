/** Writes small TFLite files. */
import { type ImportedTflite, importTflite, memorySource } from '../../../src/networks/index.js';
import { operatorNames, optionKinds, tensorTypes } from '../../../src/networks/tflite/schema.js';
import { type Field, flatbuffer, type Table } from './flatbuffer-writer.js';

type Type = 'int8' | 'int16' | 'uint8' | 'float32' | 'float16' | 'int32';

export interface ConvolutionSettings {
  readonly kernel?: number | readonly [number, number];
  readonly stride?: number;
  readonly dilation?: number;
  readonly padding?: 'same' | 'valid';
  /** Number of the fused activation: 1 is RELU, 3 is RELU6. */
  readonly act?: number;
  readonly bias?: boolean;
}

interface Entry {
  readonly dims: readonly number[];
  readonly type: Type;
  readonly data?: Uint8Array;
  readonly name: string;
  readonly scales: number;
  readonly variable: boolean;
}

const bytesOf: Readonly<Record<Type, number>> = { int8: 1, int16: 2, uint8: 1, float32: 4, float16: 2, int32: 4 };
const int32 = (value: number): Field => ({ int32: value });
const uint8 = (value: number): Field => ({ uint8: value });

/** A graph under construction; every method returns the index of the tensor that it adds. */
export class ModelWriter {
  readonly #type: Type;
  readonly #tensors: Entry[] = [];
  readonly #operators: Table[] = [];
  readonly #codes: string[] = [];
  readonly #inputs: number[] = [];

  /** @param type of activations and weights */
  constructor(type: Type = 'int8') {
    this.#type = type;
  }

  dims(tensor: number): readonly number[] {
    return (this.#tensors[tensor] as Entry).dims;
  }

  input(dims: readonly number[], type: Type = this.#type): number {
    const tensor = this.#tensor(dims, type);
    this.#inputs.push(tensor);
    return tensor;
  }

  /** Zeros. */
  weight(dims: readonly number[], type: Type = this.#type, scales = 1): number {
    const bytes = bytesOf[type] * dims.reduce((a, b) => a * b, 1);
    return this.#tensor(dims, type, { data: new Uint8Array(bytes), scales });
  }

  ints(values: readonly number[], dims: readonly number[] = [values.length]): number {
    return this.#tensor(dims, 'int32', { data: new Uint8Array(Int32Array.from(values).buffer) });
  }

  variable(dims: readonly number[]): number {
    return this.#tensor(dims, this.#type, { variable: true });
  }

  node(
    op: string,
    inputs: readonly number[],
    dims: readonly number[],
    kind?: keyof typeof optionKinds,
    options: Table = {},
  ): number {
    return this.nodes(op, inputs, [dims], kind, options)[0] as number;
  }

  /** An operator of several outputs. */
  nodes(
    op: string,
    inputs: readonly number[],
    outputs: readonly (readonly number[])[],
    kind?: keyof typeof optionKinds,
    options: Table = {},
  ): number[] {
    const results = outputs.map((dims) => this.#tensor(dims, this.#type));
    if (!this.#codes.includes(op)) this.#codes.push(op);
    this.#operators.push({
      0: { uint32: this.#codes.indexOf(op) },
      1: { integers: inputs },
      2: { integers: results },
      ...(kind ? { 3: uint8(optionKinds[kind]), 4: { table: options } } : {}),
    });
    return results;
  }

  conv(x: number, out: number, settings: ConvolutionSettings = {}): number {
    const [, height = 1, width = 1, channels = 1] = this.dims(x);
    const [kh, kw] = sides(settings.kernel);
    const inputs = [x, this.weight([out, kh, kw, channels], this.#type, out), ...this.#bias(out, settings)];
    return this.node('CONV_2D', inputs, [1, ...swept([height, width], settings), out], 'Conv2DOptions', {
      ...window(settings),
      3: uint8(settings.act ?? 0),
      4: int32(settings.dilation ?? 1),
      5: int32(settings.dilation ?? 1),
    });
  }

  depthwise(x: number, settings: ConvolutionSettings = {}, multiplier = 1): number {
    const [, height = 1, width = 1, channels = 1] = this.dims(x);
    const [kh, kw] = sides(settings.kernel);
    const out = channels * multiplier;
    const inputs = [x, this.weight([1, kh, kw, out], this.#type, out), ...this.#bias(out, settings)];
    return this.node(
      'DEPTHWISE_CONV_2D',
      inputs,
      [1, ...swept([height, width], settings), out],
      'DepthwiseConv2DOptions',
      {
        ...window(settings),
        3: int32(multiplier),
        4: uint8(settings.act ?? 0),
        5: int32(settings.dilation ?? 1),
        6: int32(settings.dilation ?? 1),
      },
    );
  }

  pool(op: 'AVERAGE_POOL_2D' | 'MAX_POOL_2D', x: number, settings: ConvolutionSettings): number {
    const [, height = 1, width = 1, channels = 1] = this.dims(x);
    const [kh, kw] = sides(settings.kernel);
    return this.node(op, [x], [1, ...swept([height, width], settings), channels], 'Pool2DOptions', {
      ...window(settings),
      3: int32(kw),
      4: int32(kh),
    });
  }

  fc(x: number, out: number): number {
    const depth = this.dims(x).reduce((a, b) => a * b, 1);
    const inputs = [x, this.weight([out, depth]), this.weight([out], 'int32')];
    return this.node('FULLY_CONNECTED', inputs, [1, out], 'FullyConnectedOptions');
  }

  add(a: number, b: number, act = 0): number {
    return this.node('ADD', [a, b], this.dims(a), 'AddOptions', { 0: uint8(act) });
  }

  /** Rows and columns before and after. */
  pad(x: number, amounts: readonly [top: number, bottom: number, left: number, right: number]): number {
    const [, height = 1, width = 1, channels = 1] = this.dims(x);
    const [top, bottom, left, right] = amounts;
    const paddings = this.ints([0, 0, top, bottom, left, right, 0, 0], [4, 2]);
    return this.node('PAD', [x, paddings], [1, height + top + bottom, width + left + right, channels]);
  }

  reshape(x: number, dims: readonly number[]): number {
    return this.node('RESHAPE', [x, this.ints(dims)], dims);
  }

  bytes(...outputs: readonly number[]): Uint8Array {
    // Buffer 0 is the empty one by convention; tensor i has buffer i + 1.
    const buffers: Table[] = [{}, ...this.#tensors.map(({ data }): Table => (data ? { 0: { bytes: data } } : {}))];
    const tensors = this.#tensors.map(
      ({ dims, type, name, scales, variable }, i): Table => ({
        0: { integers: dims },
        1: uint8(tensorTypes.findIndex(([known]) => known === type)),
        2: { uint32: i + 1 },
        3: { text: name },
        4: { table: { 2: { floats: Array<number>(scales).fill(1) } } },
        ...(variable ? { 5: uint8(1) } : {}),
      }),
    );
    const graph: Table = {
      0: { tables: tensors },
      1: { integers: this.#inputs },
      2: { integers: outputs },
      3: { tables: this.#operators },
    };
    const model: Table = {
      0: { uint32: 3 },
      1: { tables: this.#codes.map(codeOf) },
      2: { tables: [graph] },
      3: { text: 'test' },
      4: { tables: buffers },
    };
    return flatbuffer(model, 'TFL3');
  }

  /** What the importer makes of it. */
  import(...outputs: readonly number[]): ImportedTflite {
    return importTflite(memorySource(this.bytes(...outputs)));
  }

  #bias(channels: number, { bias = true }: ConvolutionSettings): number[] {
    return bias ? [this.weight([channels], 'int32', channels)] : [];
  }

  #tensor(
    dims: readonly number[],
    type: Type,
    { data, scales = 1, variable = false }: { data?: Uint8Array; scales?: number; variable?: boolean } = {},
  ): number {
    const name = `tensor ${this.#tensors.length}`;
    return this.#tensors.push({ dims, type, name, scales, variable, ...(data && { data }) }) - 1;
  }
}

/** An operator code: custom operators are those of no builtin name. */
function codeOf(op: string): Table {
  const code = (operatorNames as readonly string[]).indexOf(op);
  if (code < 0) return { 0: uint8(32), 1: { text: op }, 3: int32(32) };
  return { 0: uint8(Math.min(code, 127)), 3: int32(code) };
}

function sides(kernel: ConvolutionSettings['kernel'] = 1): readonly [number, number] {
  return typeof kernel === 'number' ? [kernel, kernel] : kernel;
}

const window = ({ padding = 'same', stride = 1 }: ConvolutionSettings): Table => ({
  0: uint8(padding === 'same' ? 0 : 1),
  1: int32(stride),
  2: int32(stride),
});

/** Sides of what a window makes of a map. */
function swept(
  map: readonly number[],
  { kernel, stride = 1, dilation = 1, padding = 'same' }: ConvolutionSettings,
): number[] {
  return sides(kernel).map((side, axis) => {
    const size = map[axis] as number;
    if (padding === 'same') return Math.ceil(size / stride);
    return Math.floor((size - (side - 1) * dilation - 1) / stride) + 1;
  });
}
