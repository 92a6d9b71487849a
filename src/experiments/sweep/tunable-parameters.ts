/** The hyperparameters of an agent as parameters of a design space, so that the samplers of designs sample them too. */
import type { TSchema } from '@sinclair/typebox';
import { searcherDefinition } from '../../../agents/index.js';
import { categorical, integer, type Parameter, type ParameterValue, real } from '../../design/parameter.js';

/** A range of at least this ratio between positive bounds is searched on a log scale. */
const LOG_RATIO = 100;

/** The parts of a hyperparameter's JSON schema that say which values it has. */
interface ValueSchema extends TSchema {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** Range for studies, where it is narrower than what the agent takes. */
  readonly studyRange?: readonly [low: number, high: number];
}

/**
 * Those hyperparameters of `agent` that have a bounded range or a list of values. Others (nested options, numbers without
 * bounds) keep their defaults in studies that sample.
 * @throws CogymError `unknownAgent`
 */
export function tunableParameters(agent: string): Parameter[] {
  const properties = (searcherDefinition(agent).hyperparameters.properties ?? {}) as Readonly<
    Record<string, ValueSchema>
  >;
  return Object.entries(properties).flatMap(([name, schema]) => parameterOf(name, schema) ?? []);
}

function parameterOf(name: string, schema: ValueSchema): Parameter | undefined {
  const common = typeof schema.description === 'string' ? { description: schema.description } : {};
  const values = valuesOf(schema);
  if (values !== undefined) return categorical(name, values, common);
  const [low = Number.NaN, high = Number.NaN] = schema.studyRange ?? bounds(schema);
  if (!(low <= high)) return undefined;
  const scale = low > 0 && high / low >= LOG_RATIO ? 'log' : 'linear';
  if (schema.type === 'integer') return integer(name, low, high, { ...common, scale });
  return low < high ? real(name, low, high, { ...common, scale }) : undefined;
}

/** Bounds of a number; an open one is left out by a millionth of the range. */
function bounds(schema: ValueSchema): readonly [number | undefined, number | undefined] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, type } = schema;
  if (type !== 'integer' && type !== 'number') return [undefined, undefined];
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  if (low === undefined || high === undefined) return [undefined, undefined];
  const step = type === 'integer' ? 1 : (high - low) * 1e-6;
  return [minimum ?? low + step, maximum ?? high - step];
}

function valuesOf(schema: ValueSchema): readonly ParameterValue[] | undefined {
  if (schema.type === 'boolean') return [false, true];
  if (Array.isArray(schema.enum)) return schema.enum as ParameterValue[];
  if (!Array.isArray(schema.anyOf)) return undefined;
  const values = (schema.anyOf as TSchema[]).map((branch) => branch.const as ParameterValue | undefined);
  return values.every((value) => value !== undefined) ? values : undefined;
}
