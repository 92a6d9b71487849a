/** The end of a search on a cost model: what it found, simulated. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeProblem } from '../../../envs/index.js';
import { compareScores } from '../../design/compare.js';
import type { Evaluation } from '../../design/evaluation.js';
import { Evaluator } from '../../design/evaluator.js';
import type { Design } from '../../design/parameter.js';
import { nonDominated } from '../../design/pareto.js';
import type { Problem } from '../../design/problem.js';
import { writeAtomically } from '../disk.js';
import { readJson } from '../read-json.js';
import type { Experiment } from '../spec.js';
import { type Row, readStore } from '../store.js';

type Outcome = Pick<Evaluation, 'metrics' | 'objectives' | 'feasible' | 'violation'>;

/** A design that a run ended with, by the cost model and by the simulator. */
export interface CheckedDesign {
  readonly run: string;
  readonly agent: string;
  readonly seed: number;
  /** From 1. */
  readonly evaluation: number;
  readonly design: Design;
  readonly predicted: Outcome;
  readonly simulated: Outcome;
}

export interface Recheck {
  readonly format: 1;
  readonly costModel: string;
  readonly designs: readonly CheckedDesign[];
}

const NAME = 'simulated.json';

/**
 * Simulates the final designs of the finished runs in `folder` and writes `simulated.json` there: of each run the best
 * feasible design, with several objectives all non-dominated ones, or the nearest miss. Does nothing for an experiment on
 * its simulator.
 */
export async function recheck({ problem, spec }: Experiment, folder: string): Promise<Recheck | undefined> {
  if (problem.costModel === undefined) return undefined;
  const { costModel: _, ...options } = spec.options;
  const evaluator = new Evaluator(makeProblem(spec.problem, options, spec.preset));
  const { runs } = await readStore(folder);
  const designs = runs
    .filter(({ run }) => run.done)
    .flatMap(({ run, rows }) =>
      finalRows(problem, rows).map((row): CheckedDesign => {
        const { agent, seed, id } = run;
        const { design, evaluation } = row;
        const simulated = outcomeOf(evaluator.evaluate(design));
        return { run: id, agent, seed, evaluation, design, predicted: outcomeOf(row), simulated };
      }),
    );
  const checked: Recheck = { format: 1, costModel: problem.costModel, designs };
  writeAtomically(join(folder, NAME), `${JSON.stringify(checked, null, 2)}\n`);
  return checked;
}

/** What {@link recheck} wrote; undefined for an experiment on its simulator, or one that is not finished. */
export function readRecheck(folder: string): Recheck | undefined {
  const file = join(folder, NAME);
  return existsSync(file) ? (readJson(file, 'simulated final designs') as Recheck) : undefined;
}

const outcomeOf = ({ metrics, objectives, feasible, violation }: Outcome): Outcome => ({
  metrics,
  objectives,
  feasible,
  violation,
});

function finalRows({ space, objectives }: Problem, rows: readonly Row[]): readonly Row[] {
  const distinct = [...new Map(rows.toReversed().map((row) => [space.key(row.design), row])).values()].toReversed();
  const feasible = distinct.filter((row) => row.feasible);
  if (objectives.length > 1 && feasible.length > 0) {
    return nonDominated(feasible.map((row) => row.objectives)).map((i) => feasible[i] as Row);
  }
  const score = (row: Row) => ({ objectives: row.objectives, violation: row.feasible ? 0 : row.violation });
  const best = distinct.reduce<Row | undefined>(
    (found, row) => (found === undefined || compareScores(score(row), score(found)) < 0 ? row : found),
    undefined,
  );
  return best === undefined ? [] : [best];
}
