/** How far a set of runs is: what progress displays show. */
import { compareScores, type Score } from '../design/compare.js';
import type { Objective } from '../design/problem.js';
import type { RunReport } from './executor.js';
import type { RunFolder } from './run-folder.js';
import type { Run } from './work-list.js';

/** The best that an agent has found on a problem, over hyperparameters, seeds and strategies. */
export interface BestSoFar {
  readonly agent: string;
  /** Name of the problem's part of a sweep; empty when there is one problem alone. */
  readonly part: string;
  readonly objectives: readonly Objective[];
  readonly score: Score;
}

export interface RunProgress {
  readonly runs: number;
  readonly runsDone: number;
  /** Evaluations of all runs, and how many of them are there. */
  readonly evaluations: number;
  readonly evaluationsDone: number;
  /** Evaluations computed by this call, without those that were there before. */
  readonly computed: number;
  readonly best: readonly BestSoFar[];
}

/** A folder with the name that its problem has in displays. */
export interface NamedFolder {
  readonly name: string;
  readonly folder: RunFolder;
}

export class Tracker {
  readonly #folders: readonly NamedFolder[];
  readonly #runs: number;
  readonly #evaluations: number;
  /** Best of each agent, by folder. */
  readonly #best: readonly Map<string, Score>[];
  /** Evaluations that each run has reported, by folder. */
  readonly #reported: readonly Map<string, number>[];
  #runsDone: number;
  #evaluationsDone: number;
  #computed = 0;

  constructor(folders: readonly NamedFolder[]) {
    const runs = folders.flatMap(({ folder }) => folder.list);
    const done = folders.flatMap(({ folder }) => folder.list.filter((run) => folder.isDone(run)));
    const total = (list: readonly Run[]): number => list.reduce((sum, { budget }) => sum + budget, 0);
    this.#folders = folders;
    this.#best = folders.map(() => new Map());
    this.#reported = folders.map(() => new Map());
    this.#runs = runs.length;
    this.#evaluations = total(runs);
    this.#runsDone = done.length;
    this.#evaluationsDone = total(done);
  }

  /** Takes what `run` in the folder number `index` reports; a run taken up again after a crash counts once. */
  add(index: number, run: Run, { evaluations, computed, best }: RunReport): void {
    const runs = this.#reported[index] as Map<string, number>;
    const before = runs.get(run.key) ?? 0;
    if (evaluations > before) {
      runs.set(run.key, evaluations);
      this.#evaluationsDone += evaluations - before;
    }
    this.#computed += computed;
    const scores = this.#best[index] as Map<string, Score>;
    const bestBefore = scores.get(run.agent);
    if (best !== undefined && (bestBefore === undefined || compareScores(best, bestBefore) < 0)) {
      scores.set(run.agent, best);
    }
  }

  finish(index: number, run: Run): void {
    this.add(index, run, { evaluations: run.budget, computed: 0, best: undefined });
    this.#runsDone++;
  }

  get progress(): RunProgress {
    const alone = this.#folders.length === 1;
    return {
      runs: this.#runs,
      runsDone: this.#runsDone,
      evaluations: this.#evaluations,
      evaluationsDone: this.#evaluationsDone,
      computed: this.#computed,
      best: this.#best.flatMap((scores, i) => {
        const { name, folder } = this.#folders[i] as NamedFolder;
        const { objectives } = folder.experiment.problem;
        return [...scores].map(([agent, score]) => ({ agent, part: alone ? '' : name, objectives, score }));
      }),
    };
  }
}
