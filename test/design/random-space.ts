/** Random parameter lists of every kind for property tests. */
import fc from 'fast-check';
import type { Condition, Parameter, ParameterValue } from '../../src/design/parameter.js';

interface Limits {
  readonly maxParameters: number;
  /** Values of an integer. */
  readonly maxValues: number;
  readonly reals: boolean;
}

type Shape = (name: string) => Parameter;

const scale = fc.constantFrom('linear', 'log', undefined);

function shapes({ maxValues, reals }: Limits): fc.Arbitrary<Shape> {
  const categorical = fc
    .uniqueArray(fc.oneof(fc.string({ maxLength: 3 }), fc.boolean(), fc.integer({ min: -3, max: 3 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map(
      (values): Shape =>
        (name) => ({ name, type: 'categorical', values }),
    );
  const ordinal = fc
    .tuple(fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 6 }), fc.boolean())
    .map(([values, falling]): Shape => {
      const rising = values.map((value) => value / 4).sort((a, b) => a - b);
      return (name) => ({ name, type: 'ordinal', values: falling ? rising.reverse() : rising });
    });
  const integer = fc
    .record({
      low: fc.integer({ min: 1, max: 50 }),
      count: fc.integer({ min: 1, max: maxValues }),
      step: fc.integer({ min: 1, max: 7 }),
      scale,
    })
    .map(({ low, count, step, scale }): Shape => {
      const start = scale === 'log' ? low : low - 25;
      return (name) => ({
        name,
        type: 'integer',
        low: start,
        high: start + (count - 1) * step,
        step,
        ...(scale && { scale }),
      });
    });
  const real = fc
    .record({
      low: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      width: fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
      scale,
    })
    .map(({ low, width, scale }): Shape => {
      const start = scale === 'log' ? Math.abs(low) + 1e-6 : low;
      return (name) => ({ name, type: 'real', low: start, high: start + width, ...(scale && { scale }) });
    });
  return fc.oneof(categorical, ordinal, integer, ...(reals ? [real] : []));
}

/** A condition on one of the parameters before, or two of them; `pick` decides. */
function conditionOn(earlier: readonly Parameter[], pick: number): Condition | undefined {
  const parent = earlier[pick % (earlier.length + 2)];
  if (parent === undefined) return undefined;
  const single = (pivot: number): Condition => {
    if (parent.type === 'real') return { parameter: parent.name, atLeast: (parent.low + parent.high) / 2 };
    if (parent.type === 'integer') {
      return pivot % 2 === 0
        ? { parameter: parent.name, atLeast: (parent.low + parent.high) / 2 }
        : { parameter: parent.name, oneOf: [parent.low, parent.high] };
    }
    const values: readonly ParameterValue[] = parent.values;
    const value = values[pivot % values.length] as ParameterValue;
    if (parent.type === 'ordinal' && pivot % 2 === 0) return { parameter: parent.name, atLeast: Number(value) };
    return { parameter: parent.name, oneOf: [value] };
  };
  const second = conditionOn(earlier.slice(1), pick >> 3);
  return pick % 5 === 0 && second !== undefined ? { all: [single(pick >> 4), second] } : single(pick >> 4);
}

/** Parameter lists with conditions on earlier parameters, groups and units here and there. */
export function randomParameters(limits: Partial<Limits> = {}): fc.Arbitrary<Parameter[]> {
  const full: Limits = { maxParameters: 7, maxValues: 1000, reals: true, ...limits };
  const entry = fc.tuple(shapes(full), fc.nat({ max: 1000 }));
  return fc.array(entry, { minLength: 1, maxLength: full.maxParameters }).map((entries) => {
    const parameters: Parameter[] = [];
    entries.forEach(([shape, pick], i) => {
      const activeWhen = conditionOn(parameters, pick);
      const group = ['network', 'hardware', undefined][pick % 3];
      parameters.push({ ...shape(`p${i}`), ...(activeWhen && { activeWhen }), ...(group && { group }) });
    });
    return parameters;
  });
}
