/** What "best so far" means for a problem: its one objective, or the hypervolume of several. */
import { HypervolumeTracker } from '../../design/hypervolume.js';
import { formatMetric, unitOf, wordsOf } from '../units.js';
import { type Point, type ReportData, shownObjective } from './data.js';

export interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly largerIsBetter: boolean;
  /** A sentence on how the figure is made, where its title does not say it. */
  readonly note?: string;
  /** A function that takes points as they come and gives the figure of all so far, minimised; Infinity before a feasible one. */
  start(): (added: readonly Point[]) => number;
  /** The figure as people read it. */
  shown(minimised: number): number;
}

export function measureOf(data: ReportData): Measure {
  return data.problem.objectives.length > 1 ? volumeMeasure(data) : objectiveMeasure(data);
}

function objectiveMeasure({ problem: { objectives, metrics } }: ReportData): Measure {
  const [objective] = objectives;
  const name = objective?.name ?? 'objective';
  return {
    title: wordsOf(name),
    unit: metrics.find((metric) => metric.name === name)?.unit ?? unitOf(name),
    largerIsBetter: objective?.direction === 'maximize',
    start: () => {
      let best = Number.POSITIVE_INFINITY;
      return (added) => {
        for (const { feasible, objectives } of added) if (feasible) best = Math.min(best, objectives[0] as number);
        return best;
      };
    },
    shown: (minimised) => shownObjective(objective, minimised),
  };
}

function volumeMeasure(data: ReportData): Measure {
  const { objectives, referencePoint } = data.problem;
  const names = objectives.map(({ name }) => wordsOf(name)).join(', ');
  const { scale, reference, note } =
    referencePoint === undefined ? withinFeasible(data) : upTo(referencePoint, data.problem);
  return {
    title: 'hypervolume',
    unit: '',
    largerIsBetter: true,
    note: `Hypervolume over ${names}, ${note}.`,
    start: () => {
      const volume = new HypervolumeTracker(reference);
      let any = false;
      return (added) => {
        for (const { feasible, objectives: point } of added) {
          if (!feasible) continue;
          any = true;
          volume.add(scale(point));
        }
        return any ? -volume.value : Number.POSITIVE_INFINITY;
      };
    },
    shown: (minimised) => 0 - minimised,
  };
}

interface Box {
  readonly scale: (point: readonly number[]) => readonly number[];
  readonly reference: readonly number[];
  readonly note: string;
}

function upTo(reference: readonly number[], { objectives, metrics }: ReportData['problem']): Box {
  const shown = objectives.map((objective, m) => {
    const unit = metrics.find(({ name }) => name === objective.name)?.unit;
    return formatMetric(objective.name, shownObjective(objective, reference[m] as number), unit);
  });
  return { scale: (point) => point, reference, note: `up to the reference point of the problem: ${shown.join(', ')}` };
}

/** Without a reference point: as a share of the box between the best and the worst feasible figures of the experiment. */
function withinFeasible({ arms, problem }: ReportData): Box {
  const best = problem.objectives.map(() => Number.POSITIVE_INFINITY);
  const worst = problem.objectives.map(() => Number.NEGATIVE_INFINITY);
  for (const point of arms.flatMap(({ runs }) => runs.flatMap(({ points }) => points))) {
    if (!point.feasible) continue;
    for (const [m, value] of point.objectives.entries()) {
      best[m] = Math.min(best[m] as number, value);
      worst[m] = Math.max(worst[m] as number, value);
    }
  }
  const width = worst.map((high, m) => (high > (best[m] as number) ? high - (best[m] as number) : 1));
  return {
    scale: (point) => point.map((value, m) => (value - (best[m] as number)) / (width[m] as number)),
    reference: problem.objectives.map(() => 1),
    note: 'as a share of the box between the best and the worst feasible figures of this experiment',
  };
}
