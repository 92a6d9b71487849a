/** The parameters of a design space: plain immutable data, valid JSON. */

export type ParameterValue = string | number | boolean;

/** One point of a design space: parameter name -> value. Inactive parameters hold their default. */
export type Design = Readonly<Record<string, ParameterValue>>;

/** When a parameter matters. It may name earlier parameters only; an inactive parent makes its children inactive. */
export type Condition =
  | { readonly parameter: string; readonly oneOf: readonly ParameterValue[] }
  | { readonly parameter: string; readonly atLeast: number }
  | { readonly all: readonly Condition[] };

interface Common {
  readonly name: string;
  /** Unit of the value, e.g. `MHz`; absent for a plain number or a name. */
  readonly unit?: string;
  readonly description?: string;
  /** What the parameter belongs to: network, hardware, mapping, runtime, schedule, assignment, controller. */
  readonly group?: string;
  readonly activeWhen?: Condition;
  /** Value while inactive and in the default design; without it the middle value, the lower one on ties. */
  readonly default?: ParameterValue;
}

export interface RealParameter extends Common {
  readonly type: 'real';
  readonly low: number;
  readonly high: number;
  readonly scale?: 'linear' | 'log';
}

/** `low`, `low + step`, ... up to and including `high`. */
export interface IntegerParameter extends Common {
  readonly type: 'integer';
  readonly low: number;
  readonly high: number;
  readonly step?: number;
  readonly scale?: 'linear' | 'log';
}

/** Ordered numbers; the distance of two values is the difference of their indices. */
export interface OrdinalParameter extends Common {
  readonly type: 'ordinal';
  readonly values: readonly number[];
}

/** Names without an order. */
export interface CategoricalParameter extends Common {
  readonly type: 'categorical';
  readonly values: readonly ParameterValue[];
}

export type Parameter = RealParameter | IntegerParameter | OrdinalParameter | CategoricalParameter;

type Options<P extends Parameter> = Omit<P, 'type' | 'name' | 'low' | 'high' | 'values'>;

export const real = (name: string, low: number, high: number, options: Options<RealParameter> = {}): RealParameter => ({
  name,
  type: 'real',
  low,
  high,
  ...options,
});

export const integer = (
  name: string,
  low: number,
  high: number,
  options: Options<IntegerParameter> = {},
): IntegerParameter => ({ name, type: 'integer', low, high, ...options });

export const ordinal = (
  name: string,
  values: readonly number[],
  options: Options<OrdinalParameter> = {},
): OrdinalParameter => ({ name, type: 'ordinal', values, ...options });

export const categorical = (
  name: string,
  values: readonly ParameterValue[],
  options: Options<CategoricalParameter> = {},
): CategoricalParameter => ({ name, type: 'categorical', values, ...options });
