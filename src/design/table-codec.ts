import { nearest } from '../stats/nearest.js';
import { countAllowed, rankedAllowed } from './mask.js';
import type { CategoricalParameter, OrdinalParameter, ParameterValue } from './parameter.js';
import { cellOf, type ParameterCodec, show } from './parameter-codec.js';

/** Values listed one by one: ordinal and categorical parameters. */
export class TableCodec implements ParameterCodec {
  readonly parameter: OrdinalParameter | CategoricalParameter;
  readonly cardinality: number;
  readonly ordered: boolean;
  readonly narrowestCell: number;
  readonly defaultValue: ParameterValue;
  readonly #values: readonly ParameterValue[];
  readonly #indices: ReadonlyMap<unknown, number>;

  constructor(parameter: OrdinalParameter | CategoricalParameter) {
    this.parameter = parameter;
    this.#values = parameter.values;
    this.#indices = new Map(parameter.values.map((value, index) => [value, index]));
    this.cardinality = parameter.values.length;
    this.ordered = parameter.type === 'ordinal';
    this.narrowestCell = 1 / this.cardinality;
    this.defaultValue = parameter.default ?? this.valueAt((this.cardinality - 1) >> 1);
  }

  valueAt(index: number): ParameterValue {
    const value = this.#values[index];
    if (value === undefined) {
      throw new RangeError(`'${this.parameter.name}' has values 0..${this.cardinality - 1}, not ${index}`);
    }
    return value;
  }

  indexOf(value: unknown): number {
    return this.#indices.get(value) ?? -1;
  }

  refusal(value: unknown): string | undefined {
    if (this.indexOf(value) >= 0) return undefined;
    const names = this.#values.map(show);
    const shown = names.length <= 16 ? names : [...names.slice(0, 16), `... (${names.length} values)`];
    const near = typeof value === 'string' && names.length > 3 ? nearest(show(value), names, 1)[0] : undefined;
    const hint = near === undefined ? '' : `; nearest: ${near}`;
    return `must be one of ${shown.join(', ')}, not ${show(value)}${hint}`;
  }

  encode(value: ParameterValue): number {
    return (this.indexOf(value) + 0.5) / this.cardinality;
  }

  decode(u: number): ParameterValue {
    return this.#values[cellOf(u, this.cardinality)] as ParameterValue;
  }

  pick(u: number, allowed: Uint8Array | undefined): ParameterValue {
    if (allowed === undefined) return this.decode(u);
    return this.valueAt(rankedAllowed(allowed, cellOf(u, countAllowed(allowed))));
  }
}
