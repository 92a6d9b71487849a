/** What lasts longer than an episode: the budget, the reward's history and the scales of the metrics. */
import type { Evaluation } from './evaluation.js';
import { type EvaluationRecord, Evaluator, type EvaluatorOptions } from './evaluator.js';
import { MetricScaler } from './metric-scaler.js';
import type { Design } from './parameter.js';
import type { Problem } from './problem.js';
import { makeReward, type Reward } from './rewards.js';

export interface DesignRunOptions extends EvaluatorOptions {
  /** See {@link makeReward}. */
  readonly reward?: string;
}

/** One search over one problem. Several environments that search together share one run, and so one budget. */
export class DesignRun {
  readonly problem: Problem;
  readonly evaluator: Evaluator;
  readonly reward: Reward;
  readonly scaler: MetricScaler;
  readonly #starts = new Map<string, Evaluation>();
  #best: Evaluation | undefined;

  constructor(problem: Problem, options: DesignRunOptions = {}) {
    this.problem = problem;
    this.evaluator = new Evaluator(problem, options);
    this.reward = makeReward(problem, options.reward);
    this.scaler = new MetricScaler(problem.metrics, problem.baseline);
  }

  /** Evaluates `design` on the budget. */
  record(design: Design): EvaluationRecord {
    const record = this.evaluator.record(design);
    this.reward.observe(record.result);
    this.scaler.observe(record.result.metrics);
    const score = this.#score(record.result);
    if (Number.isFinite(score) && (this.#best === undefined || score > this.#score(this.#best)))
      this.#best = record.result;
    return record;
  }

  /** The evaluation of a design from which episodes start: spent once a run, known from then on. */
  start(design: Design): Evaluation {
    const key = this.problem.space.key(design);
    let evaluation = this.#starts.get(key);
    if (evaluation === undefined) {
      evaluation = this.record(design).result;
      this.#starts.set(key, evaluation);
    }
    return evaluation;
  }

  /** The evaluation with the best finite reward so far. */
  get best(): Evaluation | undefined {
    return this.#best;
  }

  /** Share of the budget that is left, 1 without a budget. */
  get budgetShare(): number {
    const { budget, remaining } = this.evaluator;
    return Number.isFinite(budget) ? remaining / budget : 1;
  }

  #score(evaluation: Evaluation): number {
    return this.reward.score(evaluation);
  }
}
