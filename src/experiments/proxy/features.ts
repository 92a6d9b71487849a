/** Designs as the numbers that a proxy's models see. */
import type { Design, Parameter, ParameterValue } from '../../design/parameter.js';

/** Columns of one parameter. */
interface Encoder {
  readonly parameter: string;
  readonly names: readonly string[];
  /** Writes the columns of `value` from `at` on; all of them hold 0 before. */
  write(value: ParameterValue, into: Float64Array, at: number): void;
}

/**
 * Numbers as they are (those of a logarithmic scale as log2), ordered values as value (log2 where all are powers of two)
 * and position, names as one column a value that holds 1 for the design's own.
 */
export class DesignFeatures {
  readonly names: readonly string[];
  readonly #encoders: readonly Encoder[];

  constructor(parameters: readonly Parameter[]) {
    this.#encoders = parameters.map(encoderOf);
    this.names = this.#encoders.flatMap(({ names }) => names);
  }

  get columns(): number {
    return this.names.length;
  }

  /** The rows of canonical `designs`, one after the other. */
  matrix(designs: readonly Design[]): Float64Array {
    const matrix = new Float64Array(designs.length * this.columns);
    let at = 0;
    for (const design of designs) {
      for (const encoder of this.#encoders) {
        encoder.write(design[encoder.parameter] as ParameterValue, matrix, at);
        at += encoder.names.length;
      }
    }
    return matrix;
  }
}

function encoderOf(parameter: Parameter): Encoder {
  const { name } = parameter;
  if (parameter.type === 'categorical') {
    const positions = new Map(parameter.values.map((value, i) => [value, i]));
    const names = parameter.values.map((value) => `${name}=${value}`);
    return {
      parameter: name,
      names,
      write(value, into, at) {
        into[at + (positions.get(value) as number)] = 1;
      },
    };
  }
  if (parameter.type === 'ordinal') {
    const numbers = parameter.values.every(isPowerOfTwo) ? parameter.values.map(Math.log2) : parameter.values;
    const positions = new Map(parameter.values.map((value, i) => [value as ParameterValue, i]));
    return {
      parameter: name,
      names: [name, `${name} position`],
      write(value, into, at) {
        const position = positions.get(value) as number;
        into[at] = numbers[position] as number;
        into[at + 1] = position;
      },
    };
  }
  const logarithmic = parameter.scale === 'log';
  return {
    parameter: name,
    names: [name],
    write(value, into, at) {
      into[at] = logarithmic ? Math.log2(value as number) : (value as number);
    },
  };
}

const isPowerOfTwo = (value: number): boolean => value > 0 && Number.isInteger(Math.log2(value));
