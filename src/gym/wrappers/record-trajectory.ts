import type { JsonValue } from '../../spaces/index.js';
import type { Env, ResetOptions, ResetResult, StepResult } from '../env.js';
import { Passthrough } from './wrapper.js';

/** One reset (step 0, no action and no reward) or step; valid JSON. */
export interface TrajectoryRow {
  /** 1-based. */
  readonly episode: number;
  readonly step: number;
  /** Seed of the environment's stream, where known. */
  readonly seed: number | null;
  readonly action: JsonValue;
  readonly observation: JsonValue;
  readonly reward: number | null;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Where rows go; the wrapper does not know the store. */
export type TrajectorySink = (row: TrajectoryRow) => void;

/** Sends every reset and step to a sink. */
export class RecordTrajectory<O, A> extends Passthrough<O, A> {
  readonly #sink: TrajectorySink;
  #episode = 0;
  #step = 0;

  constructor(env: Env<O, A>, sink: TrajectorySink) {
    super(env);
    this.#sink = sink;
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    this.#episode += 1;
    this.#step = 0;
    this.#send(null, result.observation, null, false, false);
    return result;
  }

  override step(action: A): StepResult<O> {
    // An environment may reuse the action's array, so it is written down first.
    const written = this.actionSpace.valueToJSON(this.actionSpace.check(action, '/action'));
    const result = this.env.step(action);
    this.#step += 1;
    this.#send(written, result.observation, result.reward, result.terminated, result.truncated);
    return result;
  }

  #send(action: JsonValue, observation: O, reward: number | null, terminated: boolean, truncated: boolean): void {
    this.#sink({
      episode: this.#episode,
      step: this.#step,
      seed: this.seed ?? null,
      action,
      observation: this.observationSpace.valueToJSON(observation),
      reward,
      terminated,
      truncated,
    });
  }
}
