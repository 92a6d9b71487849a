/** What "best so far" means for a problem: its one objective, or the hypervolume of several. */
import { HypervolumeTracker } from '../../design/hypervolume.js';
import { formatNumber, unitOf, wordsOf } from '../units.js';
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
  const reference = referencePoint ?? worstFeasible(data);
  const names = objectives.map(({ name }) => wordsOf(name)).join(', ');
  const where = referencePoint ? 'the reference point of the problem' : 'the worst feasible figures of this experiment';
  return {
    title: 'hypervolume',
    unit: '',
    largerIsBetter: true,
    note: `Hypervolume over ${names}, up to ${where}: ${objectives.map((objective, m) => formatNumber(shownObjective(objective, reference[m] as number))).join(', ')}.`,
    start: () => {
      const volume = new HypervolumeTracker(reference);
      let any = false;
      return (added) => {
        for (const { feasible, objectives: point } of added) {
          if (!feasible) continue;
          any = true;
          volume.add(point);
        }
        return any ? -volume.value : Number.POSITIVE_INFINITY;
      };
    },
    shown: (minimised) => 0 - minimised,
  };
}

/** The largest minimised figure of each objective among the feasible points. */
function worstFeasible({ arms, problem }: ReportData): number[] {
  const worst = problem.objectives.map(() => Number.NEGATIVE_INFINITY);
  for (const { runs } of arms) {
    for (const { points } of runs) {
      for (const { feasible, objectives } of points) {
        if (feasible) for (const [m, value] of objectives.entries()) worst[m] = Math.max(worst[m] as number, value);
      }
    }
  }
  return worst.map((value) => (Number.isFinite(value) ? value : 0));
}
