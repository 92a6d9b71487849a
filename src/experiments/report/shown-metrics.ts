/** Which figures of a problem are worth a picture: what is optimised, and what has a limit. */
import { isAccuracy, type Scale, scaleFor, unitOf, wordsOf } from '../units.js';
import { type Point, type ReportData, shownObjective } from './data.js';

export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly largerIsBetter: boolean;
  readonly limit?: number;
  /** As people read it, before scaling to an engineering unit. */
  value(point: Point): number;
}

/** The objectives, in order. An objective that is a metric is read from the metrics, so that it has its unit. */
export function objectiveFigures({ problem }: ReportData): Figure[] {
  return problem.objectives.map((objective, m) => {
    const metric = problem.metrics.find(({ name }) => name === objective.name);
    const { name, direction } = objective;
    return {
      name,
      title: wordsOf(name),
      unit: metric?.unit ?? unitOf(name),
      largerIsBetter: direction === 'maximize',
      ...(metric?.limit === undefined ? {} : { limit: metric.limit }),
      value: ({ metrics, objectives }) =>
        metric === undefined ? shownObjective(objective, objectives[m] ?? Number.NaN) : (metrics[name] ?? Number.NaN),
    };
  });
}

/** The metrics with a limit that are no objectives. */
export function limitedFigures({ problem }: ReportData): Figure[] {
  return problem.metrics
    .filter(
      ({ name, limit }) => limit !== undefined && !problem.objectives.some((objective) => objective.name === name),
    )
    .map(({ name, unit, limit }) => ({
      name,
      title: wordsOf(name),
      unit,
      largerIsBetter: false,
      limit: limit as number,
      value: ({ metrics }) => metrics[name] ?? Number.NaN,
    }));
}

/** Scale of a picture's axis; accuracies in percent. */
export function axisScale({ name, unit }: Pick<Figure, 'name' | 'unit'>, values: readonly number[]): Scale {
  return isAccuracy(name, unit) ? { factor: 100, unit: '%' } : scaleFor(values, unit);
}
