/** What the columns of a data set mean: parameters, metrics with their units, objectives. */
import type { Parameter, ParameterValue } from '../../design/parameter.js';
import type { MetricSpec, Objective } from '../../design/problem.js';
import { CogymError } from '../../errors.js';
import { canonicalJson, hashOf } from '../canonical.js';

export interface DataSchema {
  readonly parameters: readonly Parameter[];
  readonly metrics: readonly MetricSpec[];
  readonly objectives: readonly Objective[];
}

/** A schema with the folder or file that it is of, for messages. */
export interface SourcedSchema extends DataSchema {
  readonly from: string;
}

/** SHA-256 over what makes rows comparable: parameters, and metrics with their units. */
export function hashOfSchema({ parameters, metrics }: Pick<DataSchema, 'parameters' | 'metrics'>): string {
  return hashOf({ parameters, metrics: metrics.map(({ name, unit }) => ({ name, unit })) });
}

/**
 * The schema that the rows of all `schemas` have together, whatever their order. With `force` the ranges and values of a
 * parameter and the set of metrics may differ; names and types of parameters and units of metrics never.
 * @throws CogymError `schemaMismatch` saying what differs
 */
export function combineSchemas(schemas: readonly SourcedSchema[], force = false): DataSchema {
  const sorted = schemas
    .map((schema) => ({ schema, hash: hashOfSchema(schema), order: canonicalJson({ ...schema, from: '' }) }))
    .sort((a, b) => compareText(a.hash, b.hash) || compareText(a.order, b.order));
  const [first, ...rest] = sorted;
  if (first === undefined) throw new CogymError('usage', 'name the folder of a data set');
  const other = rest.find(({ hash }) => hash !== first.hash);
  if (other !== undefined && !force) {
    throw mismatch(first.schema, other.schema, 'Name data sets of one problem only, or see --force');
  }
  const all = sorted.map(({ schema }) => schema);
  const objectives = byName(all, 'objectives', ({ direction }) => direction);
  if (other === undefined) return { parameters: first.schema.parameters, metrics: first.schema.metrics, objectives };
  return {
    parameters: combineParameters(all),
    metrics: byName(all, 'metrics', ({ unit }) => unit),
    objectives,
  };
}

/** The first description of each name, in order; `must` be equal wherever the name occurs. */
function byName<K extends 'metrics' | 'objectives'>(
  schemas: readonly SourcedSchema[],
  kind: K,
  must: (described: DataSchema[K][number]) => string,
): DataSchema[K][number][] {
  const found = new Map<string, { described: DataSchema[K][number]; from: string }>();
  for (const schema of schemas) {
    for (const described of schema[kind] as readonly DataSchema[K][number][]) {
      const before = found.get(described.name);
      if (before === undefined) found.set(described.name, { described, from: schema.from });
      else if (must(before.described) !== must(described)) {
        throw new CogymError(
          'schemaMismatch',
          `'${described.name}' is in '${must(before.described)}' in ${before.from} and in '${must(described)}' in ` +
            `${schema.from}: they cannot stand in one column. Use the data sets one by one`,
        );
      }
    }
  }
  return [...found.values()].map(({ described }) => described);
}

function combineParameters(schemas: readonly SourcedSchema[]): Parameter[] {
  const [first, ...rest] = schemas as [SourcedSchema, ...SourcedSchema[]];
  return first.parameters.map((parameter) =>
    rest.reduce<Parameter>((wide, schema) => {
      const same = schema.parameters.find(({ name }) => name === parameter.name);
      if (same === undefined || schema.parameters.length !== first.parameters.length) {
        throw mismatch(first, schema, 'Both must have the same parameters, even with --force');
      }
      const both = widen(wide, same);
      if (both === undefined) throw mismatch(first, schema, `'${parameter.name}' is of two kinds, even for --force`);
      return both;
    }, parameter),
  );
}

/** The parameter that takes the values of both; undefined when they are of different kinds. */
function widen(a: Parameter, b: Parameter): Parameter | undefined {
  if (canonicalJson(a) === canonicalJson(b)) return a;
  const { activeWhen: _a, ...plain } = a;
  if (a.type === 'real' && b.type === 'real') {
    return { ...plain, type: 'real', low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
  }
  if (a.type === 'integer' && b.type === 'integer') {
    return { ...plain, type: 'integer', low: Math.min(a.low, b.low), high: Math.max(a.high, b.high), step: 1 };
  }
  if (a.type === 'ordinal' && b.type === 'ordinal') {
    return { ...plain, type: 'ordinal', values: union(a.values, b.values).sort((x, y) => x - y) };
  }
  if (a.type === 'categorical' && b.type === 'categorical') {
    return { ...plain, type: 'categorical', values: union<ParameterValue>(a.values, b.values) };
  }
  return undefined;
}

const union = <T>(a: readonly T[], b: readonly T[]): T[] => [...new Set([...a, ...b])];

function mismatch(a: SourcedSchema, b: SourcedSchema, advice: string): CogymError {
  return new CogymError(
    'schemaMismatch',
    `${a.from} and ${b.from} differ in ${differences(a, b)}: their rows mean different things. ${advice}`,
  );
}

/** Which parameters and metrics differ, in words. */
function differences(a: DataSchema, b: DataSchema): string {
  const named = (kind: 'parameters' | 'metrics'): string[] => {
    const texts = [a, b].map(
      (schema) =>
        new Map<string, string>(
          kind === 'parameters'
            ? schema.parameters.map((parameter) => [parameter.name, canonicalJson(parameter)])
            : schema.metrics.map(({ name, unit }) => [name, unit]),
        ),
    ) as [Map<string, string>, Map<string, string>];
    const names = union([...texts[0].keys()], [...texts[1].keys()]);
    const differing = names.filter((name) => texts[0].get(name) !== texts[1].get(name));
    if (differing.length === 0) return [];
    const shown = differing.slice(0, 5).join(', ');
    return [`the ${kind} ${shown}${differing.length > 5 ? ` and ${differing.length - 5} more` : ''}`];
  };
  const found = [...named('parameters'), ...named('metrics')];
  return found.length === 0 ? 'the order of their columns' : found.join(' and ');
}

/** Order of code units, the same in every locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
