/** What a search of a memory controller is to achieve: the user's objectives and constraints, or energy and time. */
import { compileConstraint, compileObjective } from '../../src/design/expression.js';
import type { Objective } from '../../src/design/problem.js';
import { badRequest } from '../../src/errors.js';
import { type Metrics, type MetricTable, metricNames } from './metrics.js';
import type { Options } from './options.js';

/** Figures that a slow design makes worse; a limit on one of them keeps low power from being all. */
const speeds = metricNames.filter((name) => /^(totalTime|readLatency|writeLatency|bandwidth|energyDelay)/.test(name));

export interface Goals {
  readonly objectives: readonly Objective[];
  readonly constraints: readonly string[];
  readonly warnings: readonly string[] | undefined;
}

/**
 * The goals of `options`; by default least energy and time, or time alone without an energy model.
 * @throws CogymError `badRequest` at the objective or constraint that needs a metric which is not there
 */
export function goalsOf({ objectives: given, constraints = [] }: Options, table: MetricTable): Goals {
  const defaults = ['energyJ', 'totalTimeS'].filter((name) => !table.missing.has(name));
  const objectives = given ?? defaults.map((name) => `minimize ${name}`);
  const compiled = objectives.map((objective, i) => {
    const { expression, ...goal } = compileObjective(objective, metricNames, `/options/objectives/${i}`);
    checkPresent(expression.metrics, table, `/options/objectives/${i}`);
    return { goal, metrics: expression.metrics };
  });
  const limited = constraints.flatMap((text, i) => {
    const { value, limit } = compileConstraint(text, metricNames, `/options/constraints/${i}`);
    const metrics = [...value.metrics, ...limit.metrics];
    checkPresent(metrics, table, `/options/constraints/${i}`);
    return metrics;
  });
  const onlyPower = compiled.every(({ metrics }) => metrics.every((name) => name === 'averagePowerW'));
  return {
    objectives: compiled.map(({ goal }) => goal),
    constraints,
    warnings: onlyPower && !limited.some((name) => speeds.includes(name)) ? [slowWarning] : undefined,
  };
}

const slowWarning =
  'averagePowerW is the only objective: the energy of a run is nearly constant, so the least power is the slowest ' +
  'design; add a constraint on time or latency, or minimise energyJ and totalTimeS';

function checkPresent(metrics: readonly string[], { missing }: MetricTable, path: string): void {
  const absent = metrics.find((name) => missing.has(name));
  if (absent === undefined) return;
  const there = metricNames.filter((name) => !missing.has(name)).join(', ');
  throw badRequest(path, `there is no ${absent}: ${missing.get(absent)}; metrics here: ${there}`);
}

/**
 * A point that is worse than what a search should find, for the hypervolume of several objectives: twice the baseline
 * where less is better, half of it where more is. Undefined for expressions that have no positive value there.
 */
export function referencePoint(objectives: readonly Objective[], baseline: Metrics): readonly number[] | undefined {
  if (objectives.length < 2) return undefined;
  const point = objectives.map(({ name, direction }) => {
    const value = compileObjective({ name, direction }, metricNames).expression.evaluate(baseline);
    return direction === 'minimize' ? 2 * value : -value / 2;
  });
  return point.every((value, i) => (objectives[i]?.direction === 'minimize' ? value > 0 : value < 0))
    ? point
    : undefined;
}
