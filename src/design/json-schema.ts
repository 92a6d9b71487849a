import type { Parameter, ParameterValue } from './parameter.js';
import type { SpaceTables } from './space-tables.js';

/** A JSON schema (draft 7 and later) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Steps up to this number are listed; `multipleOf` cannot express steps from an arbitrary start. */
const MAX_LISTED = 1024;

/** The schema that every design of the space satisfies; conditions are not expressed. */
export function designSchema(tables: SpaceTables): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      tables.codecs.map(({ parameter, defaultValue }) => [parameter.name, propertySchema(parameter, defaultValue)]),
    ),
    required: [...tables.names],
    additionalProperties: false,
  };
}

function propertySchema(parameter: Parameter, defaultValue: ParameterValue): JsonSchema {
  const { unit, description } = parameter;
  const text = [description, unit === undefined ? undefined : `(${unit})`]
    .filter((part) => part !== undefined)
    .join(' ');
  return { ...(text === '' ? {} : { description: text }), ...valueSchema(parameter), default: defaultValue };
}

function valueSchema(parameter: Parameter): JsonSchema {
  switch (parameter.type) {
    case 'real':
      return { type: 'number', minimum: parameter.low, maximum: parameter.high };
    case 'integer': {
      const { low, high, step = 1 } = parameter;
      if (step === 1) return { type: 'integer', minimum: low, maximum: high };
      if (low % step === 0) return { type: 'integer', minimum: low, maximum: high, multipleOf: step };
      const count = (high - low) / step + 1;
      if (count > MAX_LISTED) return { type: 'integer', minimum: low, maximum: high };
      return { type: 'integer', enum: Array.from({ length: count }, (_, k) => low + k * step) };
    }
    case 'ordinal':
      return { type: 'number', enum: [...parameter.values] };
    default:
      return { enum: [...parameter.values] };
  }
}
