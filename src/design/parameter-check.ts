/** What a declaration of a parameter must satisfy, so that everything behind it can rely on it. */
import { badRequest } from '../errors.js';
import type { IntegerParameter, Parameter, RealParameter } from './parameter.js';
import { show } from './parameter-codec.js';

/** Indices are kept in Int32Arrays. */
const MAX_VALUES = 2 ** 31;

/** @throws badRequest naming the field of the parameter at `path` (JSON pointer) */
export function checkParameter(parameter: Parameter, path: string): void {
  checkName(parameter.name, `${path}/name`);
  switch (parameter.type) {
    case 'real':
      checkRange(parameter, path);
      if (parameter.low === parameter.high) {
        throw badRequest(
          `${path}/high`,
          `'${parameter.name}': a real needs low < high; a fixed value is a categorical with one value`,
        );
      }
      break;
    case 'integer':
      checkRange(parameter, path);
      checkSteps(parameter, path);
      break;
    case 'ordinal':
      checkDistinct(parameter.name, parameter.values, path);
      checkMonotone(parameter.name, parameter.values, path);
      break;
    case 'categorical':
      checkDistinct(parameter.name, parameter.values, path);
      break;
    default:
      throw badRequest(
        `${path}/type`,
        `a parameter is 'real', 'integer', 'ordinal' or 'categorical', not ${show((parameter as Parameter).type)}`,
      );
  }
}

function checkName(name: unknown, path: string): void {
  if (typeof name !== 'string' || name === '' || name === '__proto__') {
    throw badRequest(path, `a parameter's name is a non-empty string, not ${show(name)}`);
  }
  // Objects list integer-like keys first, which would break the order of the parameters.
  if (/^\d+$/.test(name)) throw badRequest(path, `a parameter's name must not be a plain number like '${name}'`);
}

function checkRange({ name, low, high, scale }: RealParameter | IntegerParameter, path: string): void {
  if (typeof low !== 'number' || !Number.isFinite(low)) {
    throw badRequest(`${path}/low`, `'${name}': low must be a finite number, not ${show(low)}`);
  }
  if (typeof high !== 'number' || !Number.isFinite(high) || !Number.isFinite(high - low)) {
    throw badRequest(`${path}/high`, `'${name}': high must be a finite number, not ${show(high)}`);
  }
  if (low > high) throw badRequest(`${path}/high`, `'${name}': high is ${high}, below low, ${low}`);
  if (scale !== undefined && scale !== 'linear' && scale !== 'log') {
    throw badRequest(`${path}/scale`, `'${name}': scale is 'linear' or 'log', not ${show(scale)}`);
  }
  if (scale === 'log' && low <= 0) {
    throw badRequest(`${path}/low`, `'${name}': a logarithmic scale needs low > 0, not ${low}`);
  }
}

function checkSteps({ name, low, high, step = 1 }: IntegerParameter, path: string): void {
  for (const [field, value] of Object.entries({ low, high, step })) {
    if (!Number.isSafeInteger(value)) {
      throw badRequest(`${path}/${field}`, `'${name}': ${field} must be an integer, not ${show(value)}`);
    }
  }
  if (step < 1) throw badRequest(`${path}/step`, `'${name}': step must be at least 1, not ${step}`);
  if ((high - low) % step !== 0) {
    const last = high - ((high - low) % step);
    throw badRequest(
      `${path}/high`,
      `'${name}': ${high} is not on the steps of ${step} from ${low}; use ${last} or ${last + step}`,
    );
  }
  if ((high - low) / step >= MAX_VALUES) {
    throw badRequest(`${path}/high`, `'${name}': more than 2^31 values; use a larger step or a real`);
  }
}

function checkDistinct(name: string, values: readonly unknown[], path: string): void {
  if (!Array.isArray(values) || values.length === 0) {
    throw badRequest(`${path}/values`, `'${name}': values must be a list of at least one value`);
  }
  const seen = new Set<unknown>();
  values.forEach((value: unknown, index) => {
    const kind = typeof value;
    if ((kind !== 'string' && kind !== 'number' && kind !== 'boolean') || Number.isNaN(value)) {
      throw badRequest(
        `${path}/values/${index}`,
        `'${name}': a value is a string, a number or a boolean, not ${show(value)}`,
      );
    }
    if (seen.has(value)) throw badRequest(`${path}/values/${index}`, `'${name}': ${show(value)} is listed twice`);
    seen.add(value);
  });
}

function checkMonotone(name: string, values: readonly number[], path: string): void {
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      throw badRequest(
        `${path}/values/${index}`,
        `'${name}': an ordinal's values are finite numbers, not ${show(value)}`,
      );
    }
    const rising = (values[1] ?? 0) > (values[0] ?? 0);
    const previous = values[index - 1];
    if (previous !== undefined && value > previous !== rising) {
      throw badRequest(
        `${path}/values/${index}`,
        `'${name}': an ordinal's values must rise or fall throughout, not ${values.join(', ')}`,
      );
    }
  });
}
