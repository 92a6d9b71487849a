/** How far a set of runs is: what progress displays show. */
import { compareScores, type Score } from '../design/compare.js';
import type { Objective } from '../design/problem.js';
import type { BatchReport } from './executor.js';
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
  #runsDone: number;
  #evaluationsDone: number;
  #computed = 0;

  constructor(folders: readonly NamedFolder[]) {
    const runs = folders.flatMap(({ folder }) => folder.list);
    const done = folders.flatMap(({ folder }) => folder.list.filter((run) => folder.isDone(run)));
    const total = (list: readonly Run[]): number => list.reduce((sum, { budget }) => sum + budget, 0);
    this.#folders = folders;
    this.#best = folders.map(() => new Map());
    this.#runs = runs.length;
    this.#evaluations = total(runs);
    this.#runsDone = done.length;
    this.#evaluationsDone = total(done);
  }

  /** Adds what a batch of `run` in the folder number `index` brought. */
  add(index: number, run: Run, { evaluations, replayed, best }: BatchReport): void {
    this.#evaluationsDone += evaluations;
    this.#computed += evaluations - replayed;
    const scores = this.#best[index] as Map<string, Score>;
    const before = scores.get(run.agent);
    if (best !== undefined && (before === undefined || compareScores(best, before) < 0)) scores.set(run.agent, best);
  }

  finish(): void {
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
