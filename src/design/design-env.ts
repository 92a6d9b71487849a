/** Any problem as a Gymnasium environment. */
import { badRequest } from '../errors.js';
import { checkRenderMode, Env, type Info, type ResetOptions, type ResetResult, type StepResult } from '../gym/index.js';
import { Box, type Space } from '../spaces/index.js';
import { type ActionKind, BanditMode } from './bandit-mode.js';
import type { DesignMode } from './design-mode.js';
import { DesignObservation } from './design-observation.js';
import { DesignRun, type DesignRunOptions } from './design-run.js';
import type { Evaluation } from './evaluation.js';
import type { EvaluationRecord } from './evaluator.js';
import type { Design } from './parameter.js';
import type { Problem } from './problem.js';
import { RefineMode } from './refine-mode.js';
import { SequentialMode } from './sequential-mode.js';
import { StagedMode } from './staged-mode.js';

export const designModes = ['bandit', 'sequential', 'staged', 'refine'] as const;
export type DesignModeName = (typeof designModes)[number];

export interface DesignEnvOptions extends DesignRunOptions {
  /** Default `bandit`. */
  readonly mode?: DesignModeName;
  /** Form of the action in bandit mode: see {@link BanditMode}. */
  readonly action?: ActionKind;
  /** `oneHot`: as `full`, with an entry per value of the design; `none`: the constant 1. Default `full`. */
  readonly observation?: 'full' | 'oneHot' | 'none';
  /** A run that several environments share, with its budget and reward; then no option of a run may be given. */
  readonly run?: DesignRun;
  /** Move a structurally invalid design to a valid one before it is evaluated. Default false. */
  readonly repair?: boolean;
  /** Put the evaluation's details (a schedule, say) into `info.details`. Default true. */
  readonly details?: boolean;
  /** Steps after which a `refine` episode is truncated. Default 16. */
  readonly maxSteps?: number;
  /** Cells into which `sequential` and `staged` cut a real parameter. Default 16. */
  readonly realLevels?: number;
  readonly renderMode?: string;
}

export const designEnvDefaults = {
  mode: 'bandit',
  observation: 'full',
  repair: false,
  details: true,
  maxSteps: 16,
  realLevels: 16,
} as const;

/**
 * A problem as an environment in which one step evaluates one design (`bandit`), fixes one parameter (`sequential`) or
 * one group (`staged`), or changes the current design (`refine`).
 *
 * Observation: {@link DesignObservation}, its names in `info.observationNames`. Reward: {@link makeReward}; zero while a
 * design is incomplete, the improvement in `refine` mode. `terminated`: the design is complete, or `stop`; `truncated`:
 * the budget is spent, or `maxSteps` in `refine` mode. `info`: `actionMask`, the problem's `warnings` if any, and after an
 * evaluation `design`, `evaluation` and `cached`; `costModel` where metrics are predicted instead of simulated.
 *
 * `reset({seed})` begins a new run (budget, reward history, metric scales) unless the run is shared; `reset()` goes on
 * with the present one. A step beyond the budget is a CogymError `budgetExhausted`.
 */
export class DesignEnv extends Env<Float32Array, unknown> {
  override readonly metadata = { renderModes: ['ansi'] };
  override readonly renderMode: string | undefined;
  override readonly observationSpace: Space<Float32Array>;
  override readonly actionSpace: Space<unknown>;
  readonly problem: Problem;
  readonly mode: DesignModeName;
  readonly #options: DesignEnvOptions;
  readonly #mode: DesignMode;
  readonly #observation: DesignObservation | undefined;
  readonly #names: readonly string[];
  /** What a new run shows as its design: the baseline where the problem has one, whose scaled metrics are zeros. */
  readonly #unseen: Design;
  #run: DesignRun;
  #last: { readonly design: Design; readonly evaluation: Evaluation } | undefined;

  /** @throws CogymError `badRequest` at the option that is not allowed */
  constructor(problem: Problem, options: DesignEnvOptions = {}) {
    super();
    const { mode, observation, repair, maxSteps, realLevels } = { ...designEnvDefaults, ...options };
    if (observation !== 'full' && observation !== 'oneHot' && observation !== 'none') {
      throw badRequest('/observation', `'observation' is full, oneHot or none, not ${String(observation)}`);
    }
    if (typeof repair !== 'boolean') throw badRequest('/repair', `'repair' is true or false, not ${String(repair)}`);
    checkWhole('maxSteps', maxSteps, 1);
    checkWhole('realLevels', realLevels, 2);
    this.renderMode = checkRenderMode(options.renderMode, this.metadata.renderModes);
    this.problem = problem;
    this.mode = mode;
    this.#options = options;
    this.#run = options.run ?? new DesignRun(problem, options);
    this.#mode = makeMode(problem, mode, options.action, maxSteps, realLevels);
    this.#observation =
      observation === 'none' ? undefined : new DesignObservation(this.#run, this.#mode, observation === 'oneHot');
    this.#names = this.#observation?.names ?? ['constant'];
    this.#unseen = problem.baseline === undefined ? {} : problem.space.defaultDesign();
    this.actionSpace = this.#mode.actionSpace;
    this.observationSpace = this.#observation?.space ?? new Box<'float32'>(1, 1);
  }

  /** The present run: its evaluator counts the budget. */
  get run(): DesignRun {
    return this.#run;
  }

  /** The last evaluated design with its evaluation. */
  get last(): { readonly design: Design; readonly evaluation: Evaluation } | undefined {
    return this.#last;
  }

  /** @param options `options.design` is the design that a `refine` episode starts from */
  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    const info = this.seedEpisode(options);
    if (options?.seed !== undefined) {
      this.#last = undefined;
      if (this.#options.run === undefined) this.#run = new DesignRun(this.problem, this.#options);
    }
    this.#mode.begin(options?.options ?? {});
    const { start } = this.#mode;
    if (start !== undefined) this.#last = { design: start, evaluation: this.#run.start(start) };
    return { observation: this.#observe(), info: { ...info, ...this.#info() } };
  }

  override step(action: unknown): StepResult<Float32Array> {
    this.actionSpace.check(action, '/action');
    const move = this.#mode.apply(action);
    if (move.kind === 'partial') return this.#result(0, false, false);
    if (move.kind === 'stop') return this.#result(0, true, false);
    const before = this.#last?.evaluation;
    const record = this.#evaluate(move.design);
    const { reward } = this.#run;
    const improvement = this.mode === 'refine' && before !== undefined;
    const gain = reward.score(record.result) - (improvement ? reward.score(before) : 0);
    const cut = this.#isSpent || (!move.last && this.#mode.position >= this.#mode.positions.length);
    return this.#result(gain, move.last, cut && !move.last, record);
  }

  /** A whole design at once, as a step in bandit mode, for views that decode actions of their own. */
  submit(design: Design): StepResult<Float32Array> {
    const record = this.#evaluate(design);
    return this.#result(this.#run.reward.score(record.result), true, false, record);
  }

  /** What is evaluated for `design`: with the option `repair` a structurally valid one, else `design` itself. */
  repaired(design: Design): Design {
    if (this.#options.repair !== true) return design;
    const { space, mask } = this.problem;
    return this.problem.repair?.(design) ?? (mask === undefined ? design : space.repair(design, mask));
  }

  /** The last design and its metrics, one a line. */
  override render(): string | undefined {
    if (this.renderMode === undefined) return undefined;
    const lines = [`${this.problem.id} (${this.mode})`];
    if (this.#last === undefined) return [...lines, 'no design evaluated yet'].join('\n');
    const { design, evaluation } = this.#last;
    for (const { name, unit } of this.problem.space.parameters) {
      lines.push(`  ${name} = ${design[name]}${unit === undefined ? '' : ` ${unit}`}`);
    }
    for (const [name, value] of Object.entries(evaluation.metrics)) lines.push(`  ${name}: ${value}`);
    const broken = evaluation.violations.map(({ name, value, limit }) => `${name} (${value}, limit ${limit})`);
    return [...lines, evaluation.feasible ? 'feasible' : `infeasible: ${broken.join(', ')}`].join('\n');
  }

  #evaluate(design: Design): EvaluationRecord {
    const record = this.#run.record(this.repaired(design));
    this.#last = { design: record.design, evaluation: record.result };
    return record;
  }

  get #isSpent(): boolean {
    return this.#run.evaluator.remaining <= 0;
  }

  #result(
    reward: number,
    terminated: boolean,
    truncated: boolean,
    record?: EvaluationRecord,
  ): StepResult<Float32Array> {
    return { observation: this.#observe(), reward, terminated, truncated, info: this.#info(record) };
  }

  #observe(): Float32Array {
    return (
      this.#observation?.of(
        {
          design: this.#mode.partial ?? this.#last?.design ?? this.#unseen,
          position: this.#mode.position,
          last: this.#last?.evaluation,
        },
        this.#run,
      ) ?? Float32Array.of(1)
    );
  }

  #info(record?: EvaluationRecord): Info {
    const info: Info = { observationNames: this.#names };
    if (this.problem.warnings !== undefined) info.warnings = this.problem.warnings;
    if (this.problem.costModel !== undefined) info.costModel = this.problem.costModel;
    const actionMask = this.#mode.mask();
    if (actionMask !== undefined) info.actionMask = actionMask;
    if (record === undefined) return info;
    const { details, ...evaluation } = record.result;
    info.cached = record.cached;
    info.design = record.design;
    info.evaluation = evaluation;
    if ((this.#options.details ?? designEnvDefaults.details) && details !== undefined) info.details = details;
    return info;
  }
}

function checkWhole(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw badRequest(`/${name}`, `'${name}' is a whole number >= ${least}, not ${String(value)}`);
}

function makeMode(
  problem: Problem,
  mode: DesignModeName,
  action: ActionKind | undefined,
  maxSteps: number,
  realLevels: number,
): DesignMode {
  if (action !== undefined && mode !== 'bandit') {
    throw badRequest('/action', `'action' belongs to the mode bandit; '${mode}' has an action space of its own`);
  }
  switch (mode) {
    case 'bandit':
      return new BanditMode(problem.space, action);
    case 'sequential':
      return new SequentialMode(problem, realLevels);
    case 'staged':
      return new StagedMode(problem, realLevels);
    case 'refine':
      return new RefineMode(problem, maxSteps);
    default:
      throw badRequest('/mode', `'mode' is one of ${designModes.join(', ')}, not ${String(mode)}`);
  }
}
