import { holds } from './condition.js';
import { type Condition, categorical, type Design, type Parameter, type ParameterValue } from './parameter.js';
import type { SpaceTables } from './space-tables.js';

/**
 * The parameters of `tables` named in `names`, in the space's order, when all others stay at `fixed`: conditions on fixed
 * parameters are resolved. A parameter that can never be active keeps one value, its default.
 */
export function subspaceParameters(tables: SpaceTables, names: ReadonlySet<string>, fixed: Design): Parameter[] {
  /** What remains of each parameter's activity: true, false or a condition on free parameters. */
  const activity = new Map<string, boolean | Condition>();
  const resolve = (condition: Condition): boolean | Condition => {
    if ('all' in condition) return conjunction(condition.all.map(resolve));
    const { parameter } = condition;
    const parentActivity = activity.get(parameter) ?? true;
    if (!names.has(parameter)) return holds(condition, fixed[parameter]) && parentActivity;
    return parentActivity === false ? false : condition;
  };
  const parameters: Parameter[] = [];
  for (const { parameter, defaultValue } of tables.codecs) {
    const remaining = parameter.activeWhen === undefined ? true : resolve(parameter.activeWhen);
    activity.set(parameter.name, remaining);
    if (!names.has(parameter.name)) continue;
    parameters.push(
      remaining === false ? constant(parameter, defaultValue) : { ...parameter, activeWhen: given(remaining) },
    );
  }
  return parameters.map(withoutUndefined);
}

const given = (remaining: true | Condition) => (remaining === true ? undefined : remaining);

function conjunction(parts: readonly (boolean | Condition)[]): boolean | Condition {
  if (parts.includes(false)) return false;
  const conditions = parts.filter((part): part is Condition => typeof part !== 'boolean');
  return conditions.length === 0 ? true : conditions.length === 1 ? (conditions[0] as Condition) : { all: conditions };
}

function constant({ name, unit, description, group }: Parameter, value: ParameterValue): Parameter {
  return categorical(name, [value], { unit, description, group });
}

function withoutUndefined(parameter: Parameter): Parameter {
  return Object.fromEntries(
    Object.entries(parameter).filter(([, value]) => value !== undefined),
  ) as unknown as Parameter;
}
