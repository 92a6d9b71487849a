/** Several networks in one design space: their parameters under prefixes such as `net1.`. */
import type { Condition, Design, Parameter, ParameterValue } from '../design/parameter.js';

/** The parameters with `prefix` before their names, in their conditions too. */
export function withPrefix(parameters: readonly Parameter[], prefix: string): Parameter[] {
  return parameters.map((parameter) => ({
    ...parameter,
    name: prefix + parameter.name,
    ...(parameter.activeWhen === undefined ? {} : { activeWhen: renamed(parameter.activeWhen, prefix) }),
  }));
}

/** The part of `design` whose names begin with `prefix`, without it. */
export function withoutPrefix(design: Design, prefix: string): Design {
  const entries: [string, ParameterValue][] = [];
  for (const [name, value] of Object.entries(design)) {
    if (name.startsWith(prefix)) entries.push([name.slice(prefix.length), value]);
  }
  return Object.fromEntries(entries);
}

function renamed(condition: Condition, prefix: string): Condition {
  if ('all' in condition) return { all: condition.all.map((part) => renamed(part, prefix)) };
  return { ...condition, parameter: prefix + condition.parameter };
}
