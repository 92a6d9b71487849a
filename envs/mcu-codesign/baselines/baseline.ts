/** What a baseline of `McuCodesign-v0` is: a fixed procedure that spends a counted budget on the problem's own designs. */
import type { Evaluation } from '../../../src/design/evaluation.js';
import { Evaluator } from '../../../src/design/evaluator.js';
import type { Design } from '../../../src/design/parameter.js';
import type { Problem } from '../../../src/design/problem.js';
import type { RandomStream } from '../../../src/stats/random.js';
import type { Options } from '../options.js';

export interface BaselineContext {
  readonly problem: Problem;
  readonly options: Options;
  readonly budget: number;
  readonly seed: number;
  readonly random: RandomStream;
  /** Parameters that the user holds at a value, and the network of baselines that take one. */
  readonly fixed: Design;
  /** The same problem with other options. */
  readonly variant: (changes: Partial<Options>) => Problem;
}

export interface BaselineResult {
  readonly best?: Found | undefined;
  /** Evaluations spent. */
  readonly evaluations: number;
  /** What the procedure reports beside its best design: one row per network, point or variant. */
  readonly rows?: readonly Readonly<Record<string, string | number | boolean>>[];
  /** What a reader should know of it. */
  readonly notes?: readonly string[];
}

export interface Baseline {
  readonly name: string;
  readonly summary: string;
  /** Preset that it runs on when none is named. */
  readonly preset: string;
  readonly budget: number;
  run(context: BaselineContext): BaselineResult;
}

export interface Found {
  readonly design: Design;
  readonly evaluation: Evaluation;
}

/** Counts evaluations, remembers the best design, and says when the budget is spent. A design seen before is free. */
export class Search {
  readonly problem: Problem;
  readonly #evaluator: Evaluator;
  #best: Found | undefined;

  constructor(problem: Problem, budget: number) {
    this.problem = problem;
    this.#evaluator = new Evaluator(problem, { budget, freeDuplicates: true });
  }

  get evaluations(): number {
    return this.#evaluator.spent;
  }

  get isSpent(): boolean {
    return this.#evaluator.remaining <= 0;
  }

  get best(): Found | undefined {
    return this.#best;
  }

  evaluate(design: Design): Found {
    const { space } = this.problem;
    const found = { design: space.canonical(design), evaluation: this.#evaluator.evaluate(design) };
    if (this.#best === undefined || isBetter(found.evaluation, this.#best.evaluation)) this.#best = found;
    return found;
  }
}

/** Feasible before infeasible, then by the first objective, or by violation where neither is feasible. */
export function isBetter(a: Evaluation, b: Evaluation): boolean {
  if (a.feasible !== b.feasible) return a.feasible;
  if (!a.feasible) return a.violation < b.violation;
  return (a.objectives[0] as number) < (b.objectives[0] as number);
}
