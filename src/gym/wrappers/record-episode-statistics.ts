import { performance } from 'node:perf_hooks';
import type { Env, ResetOptions, ResetResult, StepResult } from '../env.js';
import { Passthrough } from './wrapper.js';

export interface EpisodeStatistics {
  /** Return: the sum of rewards. */
  readonly r: number;
  /** Length in steps. */
  readonly l: number;
  /** Seconds since the reset; the one figure here that differs from run to run. */
  readonly t: number;
}

export interface StatisticsOptions {
  /** Episodes kept in `episodes`. Default 100. */
  readonly bufferLength?: number;
  /** Milliseconds of a clock. Default `performance.now`. */
  readonly now?: () => number;
}

/** Adds `info.episode = {r, l, t}` to the step that ends an episode. */
export class RecordEpisodeStatistics<O, A> extends Passthrough<O, A> {
  /** The latest episodes, oldest first. */
  readonly episodes: EpisodeStatistics[] = [];
  readonly #bufferLength: number;
  readonly #now: () => number;
  #return = 0;
  #length = 0;
  #start = 0;

  constructor(env: Env<O, A>, { bufferLength = 100, now = () => performance.now() }: StatisticsOptions = {}) {
    super(env);
    this.#bufferLength = bufferLength;
    this.#now = now;
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    this.#return = 0;
    this.#length = 0;
    this.#start = this.#now();
    return result;
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    this.#return += result.reward;
    this.#length += 1;
    if (!result.terminated && !result.truncated) return result;
    const episode = { r: this.#return, l: this.#length, t: (this.#now() - this.#start) / 1000 };
    this.episodes.push(episode);
    if (this.episodes.length > this.#bufferLength) this.episodes.shift();
    return { ...result, info: { ...result.info, episode } };
  }
}
