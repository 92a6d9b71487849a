/** Writes small ONNX files, with the encoder of onnx-proto. */
import onnxProto from 'onnx-proto';
import { type ImportedNetwork, type ImportOptions, importOnnx, memorySource } from '../../../src/networks/index.js';

const { onnx } = onnxProto;
const { FLOAT, INT64 } = onnx.TensorProto.DataType;

export type Dim = number | string;
type Attribute = number | string | readonly number[] | { readonly float: number } | onnxProto.onnx.ITensorProto;

export interface Options {
  /** Write weights as Constant nodes instead of initializers. */
  readonly constants?: boolean;
  /** Shapes of intermediate values, as an exporter that infers them writes them. */
  readonly valueInfo?: Readonly<Record<string, readonly Dim[]>>;
}

/** A graph under construction; every method returns the name of the value that it adds. */
export class ModelWriter {
  readonly #nodes: onnxProto.onnx.INodeProto[] = [];
  readonly #initializers: onnxProto.onnx.ITensorProto[] = [];
  readonly #inputs: onnxProto.onnx.IValueInfoProto[] = [];
  readonly #options: Options;
  #count = 0;

  constructor(options: Options = {}) {
    this.#options = options;
  }

  input(dims: readonly Dim[], name = 'x'): string {
    this.#inputs.push(valueInfo(name, dims));
    return name;
  }

  /** A weight: its values are zeros in raw_data. */
  weight(...dims: readonly number[]): string {
    const bytes = 4 * dims.reduce((a, b) => a * b, 1);
    return this.#tensor({ dims: [...dims], dataType: FLOAT, rawData: new Uint8Array(bytes) });
  }

  ints(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#tensor({ dims: [...dims], dataType: INT64, int64Data: [...values] });
  }

  floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#tensor({ dims: [...dims], dataType: FLOAT, floatData: [...values] });
  }

  scalar(value: number): string {
    return this.floats([value], []);
  }

  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs = 1,
  ): string {
    return this.nodes(op, inputs, attributes, outputs)[0] as string;
  }

  /** A node with several outputs. */
  nodes(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: number,
    domain = '',
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.#name(op));
    this.#nodes.push({
      name: `/${names[0]}`,
      opType: op,
      domain,
      input: [...inputs],
      output: names,
      attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
    });
    return names;
  }

  /** The file. */
  bytes(...outputs: readonly string[]): Uint8Array {
    const model = {
      irVersion: 8,
      producerName: 'test',
      opsetImport: [{ domain: '', version: 17 }],
      graph: {
        name: 'graph',
        node: this.#nodes,
        initializer: this.#initializers,
        input: this.#inputs,
        output: outputs.map((name) => ({ name })),
        valueInfo: Object.entries(this.#options.valueInfo ?? {}).map(([name, dims]) => valueInfo(name, dims)),
      },
    };
    return onnx.ModelProto.encode(onnx.ModelProto.fromObject(model)).finish();
  }

  /** What the importer makes of it. */
  import(output: string | readonly string[], options: ImportOptions = {}): ImportedNetwork {
    return importOnnx(memorySource(this.bytes(...[output].flat())), options);
  }

  #tensor(tensor: onnxProto.onnx.ITensorProto): string {
    const name = this.#name('w');
    if (this.#options.constants) {
      this.#nodes.push({
        name: `/${name}`,
        opType: 'Constant',
        output: [name],
        attribute: [attributeOf('value', tensor)],
      });
    } else this.#initializers.push({ ...tensor, name });
    return name;
  }

  #name(stem: string): string {
    return `${stem}_${this.#count++}`;
  }
}

function valueInfo(name: string, dims: readonly Dim[]): onnxProto.onnx.IValueInfoProto {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}

function attributeOf(name: string, value: Attribute): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'number') return { name, i: value, type: AttributeType.INT };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: AttributeType.STRING };
  if (Array.isArray(value)) return { name, ints: [...value], type: AttributeType.INTS };
  if ('float' in value) return { name, f: value.float as number, type: AttributeType.FLOAT };
  return { name, t: value as onnxProto.onnx.ITensorProto, type: AttributeType.TENSOR };
}
