/** The only caller of `problem.evaluate`: counts the budget, caches, and turns a failed simulation into a result. */
import { badRequest, CogymError } from '../errors.js';
import type { Evaluation } from './evaluation.js';
import type { Design } from './parameter.js';
import type { Problem } from './problem.js';

/** One evaluation as it happened: what a log or store keeps. */
export interface EvaluationRecord {
  /** Budget units spent up to and including this one, from 1. */
  readonly evaluation: number;
  /** True when the answer came from the cache; it is the same answer. */
  readonly cached: boolean;
  readonly design: Design;
  readonly result: Evaluation;
}

export interface EvaluatorOptions {
  /** Evaluations that may be spent. Default: no limit. */
  readonly budget?: number;
  /** Receives every record, in order. */
  readonly sink?: (record: EvaluationRecord) => void;
  /** A design asked for again costs nothing. Default false: agents are compared by what they ask. */
  readonly freeDuplicates?: boolean;
  /**
   * Free ones in a row at most, the next one costs: an agent that knows a whole space still comes to the end of its
   * budget. Default: no limit.
   */
  readonly mostFree?: number;
  /** Results kept; the oldest one goes first. Default 10,000; 0 switches the cache off. */
  readonly cacheSize?: number;
}

const defaults = {
  budget: Number.POSITIVE_INFINITY,
  freeDuplicates: false,
  mostFree: Number.POSITIVE_INFINITY,
  cacheSize: 10_000,
};

/**
 * What a failed simulation is charged per objective where the problem names no `worstObjectives`: above any figure in
 * the project's units (s, J, W, mm2, bytes, Hz).
 */
export const UNBOUNDED_OBJECTIVE = 1e15;

export class Evaluator {
  readonly problem: Problem;
  readonly budget: number;
  readonly #sink: ((record: EvaluationRecord) => void) | undefined;
  readonly #cacheSize: number;
  readonly #cache = new Map<string, Evaluation>();
  /** Every design seen, with `freeDuplicates` only: a price must not depend on what the bounded cache still holds. */
  readonly #seen: Set<string> | undefined;
  readonly #mostFree: number;
  #freeInARow = 0;
  #spent = 0;

  constructor(problem: Problem, options: EvaluatorOptions = {}) {
    const { budget, freeDuplicates, mostFree, cacheSize } = { ...defaults, ...options };
    if (!(budget === Number.POSITIVE_INFINITY || (Number.isSafeInteger(budget) && budget > 0))) {
      throw badRequest('/budget', `a budget is a whole number of evaluations > 0, not ${budget}`);
    }
    if (!(Number.isSafeInteger(cacheSize) && cacheSize >= 0)) {
      throw badRequest('/cacheSize', `the cache size is a whole number of results >= 0, not ${cacheSize}`);
    }
    this.problem = problem;
    this.budget = budget;
    this.#sink = options.sink;
    this.#cacheSize = cacheSize;
    this.#seen = freeDuplicates ? new Set() : undefined;
    this.#mostFree = mostFree;
  }

  /** Budget units spent. */
  get spent(): number {
    return this.#spent;
  }

  /** Budget units left; `Infinity` without a budget. */
  get remaining(): number {
    return this.budget - this.#spent;
  }

  /** The evaluation of `design`; see {@link record}. */
  evaluate(design: Design): Evaluation {
    return this.record(design).result;
  }

  /**
   * Evaluates `design`, spends one budget unit and emits the record. A simulator that throws or gives a figure that is
   * not a finite number makes the design infeasible with the violation `simulatorError`; nothing else is thrown but:
   * @throws CogymError `badRequest` for a design outside the space, `budgetExhausted` beyond the budget
   */
  record(design: Design): EvaluationRecord {
    const { space } = this.problem;
    const valid = space.canonical(space.validate(design));
    const key = space.key(valid);
    const free = (this.#seen?.has(key) ?? false) && this.#freeInARow < this.#mostFree;
    if (free) this.#freeInARow++;
    else {
      if (this.#spent >= this.budget) {
        throw new CogymError('budgetExhausted', `all ${this.budget} evaluations of the budget are spent`);
      }
      this.#spent += 1;
      this.#freeInARow = 0;
      this.#seen?.add(key);
    }
    const known = this.#cache.get(key);
    const result = known ?? this.#simulate(valid);
    if (known === undefined) this.#remember(key, result);
    const record = { evaluation: this.#spent, cached: known !== undefined, design: valid, result };
    this.#sink?.(record);
    return record;
  }

  #remember(key: string, result: Evaluation): void {
    if (this.#cacheSize === 0) return;
    if (this.#cache.size >= this.#cacheSize) this.#cache.delete(this.#cache.keys().next().value as string);
    this.#cache.set(key, result);
  }

  #simulate(design: Design): Evaluation {
    let result: Evaluation;
    try {
      result = this.problem.evaluate(design);
    } catch (error) {
      return failed(this.problem, error instanceof Error ? error.message : String(error));
    }
    const fault = faultOf(result, this.problem);
    return fault === undefined ? result : failed(this.problem, fault);
  }
}

/** Why `result` cannot be used, if so. */
function faultOf(result: Evaluation, problem: Problem): string | undefined {
  for (const name in result.metrics) {
    if (!Number.isFinite(result.metrics[name])) return `the metric ${name} is ${result.metrics[name]}`;
  }
  const { objectives } = result;
  if (objectives.length !== problem.objectives.length) {
    return `${objectives.length} objectives instead of ${problem.objectives.length}`;
  }
  for (let i = 0; i < objectives.length; i++) {
    if (!Number.isFinite(objectives[i])) return `the objective ${problem.objectives[i]?.name} is ${objectives[i]}`;
  }
  if (!Number.isFinite(result.violation)) return `the violation is ${result.violation}`;
  return undefined;
}

function failed(problem: Problem, message: string): Evaluation {
  return {
    metrics: {},
    objectives: problem.objectives.map((_, i) => {
      const worst = problem.worstObjectives?.[i] ?? UNBOUNDED_OBJECTIVE;
      return worst + 1 + Math.abs(worst) * 1e-3;
    }),
    feasible: false,
    violation: 1,
    violations: [{ name: 'simulatorError', value: 1, limit: 0, excess: 1 }],
    provenance: { simulator: problem.id, validated: false, extrapolated: false, assumption: message },
    details: { error: message },
  };
}
