/**
 * Soft actor-critic with discrete actions (Christodoulou 2019, arXiv 1910.07207): expectations over the values instead
 * of draws. Several components have one categorical head each, and critics whose estimate is the sum of one estimate per
 * head (Sunehag et al. 2018, value decomposition), so that the expectation stays a sum.
 */

import { badRequest } from '../../src/errors.js';
import { softmaxInto } from '../../src/nn/index.js';
import { Discrete, type MultiDiscrete } from '../../src/spaces/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import { CategoricalHead } from './categorical-head.js';
import type { Transitions } from './replay.js';
import { SoftActorCritic } from './soft-actor-critic.js';
import type { SoftOptions, SoftPolicy } from './soft-policy.js';
import { twice } from './twin-critics.js';

/** Values of a head, beyond which the continuous form serves better. */
export const MAX_VALUES = 64;

/** Share of the largest entropy over the allowed values that is kept (Christodoulou 2019). */
const ENTROPY_SHARE = 0.98;

export class SoftCategorical extends SoftActorCritic implements SoftPolicy {
  readonly action: number;
  readonly mask: number;
  readonly #head: CategoricalHead;
  readonly #counts: readonly number[];
  /** Of all heads, unmasked. */
  readonly #largestEntropy: number;

  /** @throws badRequest for a component of more than {@link MAX_VALUES} values */
  constructor(space: Discrete | MultiDiscrete, options: SoftOptions, random: RandomStream) {
    const counts = space instanceof Discrete ? [space.n] : space.nvec;
    const largest = Math.max(...counts);
    if (largest > MAX_VALUES) {
      throw badRequest('/actionSpace', `a discrete soft actor-critic has <= ${MAX_VALUES} values, not ${largest}`);
    }
    const outputs = counts.reduce((sum, count) => sum + count, 0);
    // Critics that see nothing still need an input: a constant 1.
    const critics = { inputs: Math.max(1, options.observation), outputs };
    super({ outputs, critics }, options, random);
    const starts = space instanceof Discrete ? [space.start] : space.start;
    this.#head = new CategoricalHead(counts, starts, space instanceof Discrete);
    this.#counts = counts;
    this.#largestEntropy = counts.reduce((sum, count) => sum + Math.log(count), 0);
    this.action = counts.length;
    this.mask = outputs;
  }

  sample(observations: Float32Array, rows: number, masks: readonly Uint8Array[], random: RandomStream): Float32Array {
    const outputs = { values: this.actor.forward(observations, rows), offset: 0 };
    const actions = { values: new Float32Array(rows * this.action), offset: 0 };
    for (let row = 0; row < rows; row++) {
      outputs.offset = row * this.mask;
      actions.offset = row * this.action;
      this.#head.sample(outputs, masks[row] as Uint8Array, random, actions);
    }
    return actions.values;
  }

  greedy(observations: Float32Array, rows: number, masks: readonly Uint8Array[]): Float32Array {
    const outputs = { values: this.actor.forward(observations, rows), offset: 0 };
    const actions = { values: new Float32Array(rows * this.action), offset: 0 };
    for (let row = 0; row < rows; row++) {
      outputs.offset = row * this.mask;
      actions.offset = row * this.action;
      this.#head.greedy(outputs, masks[row] as Uint8Array, actions);
    }
    return actions.values;
  }

  uniform(mask: Uint8Array, random: RandomStream): Float32Array {
    const action = { values: new Float32Array(this.action), offset: 0 };
    this.#head.sample({ values: new Float32Array(this.mask), offset: 0 }, mask, random, action);
    return action.values;
  }

  value(action: Float32Array): unknown {
    return this.#head.value({ values: action, offset: 0 });
  }

  flatMask(mask: unknown): Uint8Array {
    return this.#head.flatMask(mask);
  }

  protected override learnValues({
    rows,
    observations,
    actions,
    rewards,
    next,
    nextMasks,
    terminated,
  }: Transitions): void {
    const wanted = Float32Array.from(rewards);
    if (terminated.includes(0)) {
      const estimates = this.critics.targets(this.#seen(next, rows), rows);
      const outputs = this.actor.forward(next, rows);
      for (let row = 0; row < rows; row++) {
        if (terminated[row] === 1) continue;
        let [first, second, entropy] = [0, 0, 0];
        for (const head of this.#heads(row)) {
          this.#each(outputs, nextMasks, head, (at, share, log) => {
            first += share * (estimates[at] as number);
            second += share * (estimates[rows * this.mask + at] as number);
            entropy -= share * log;
          });
        }
        const soft = Math.min(first, second) + this.temperature.alpha * entropy;
        wanted[row] = (rewards[row] as number) + this.options.gamma * soft;
      }
    }
    this.critics.learn(this.#seen(observations, rows), rows, (outputs) => {
      const gradient = new Float32Array(outputs.length);
      for (let k = 0; k < 2 * rows; k++) {
        const row = k % rows;
        const taken = this.#positions(actions, row).map((at) => k * this.mask + at);
        const estimate = taken.reduce((sum, at) => sum + (outputs[at] as number), 0);
        for (const at of taken) gradient[at] = (2 * (estimate - (wanted[row] as number))) / rows;
      }
      return gradient;
    });
  }

  protected override learnPolicy({ rows, observations, masks }: Transitions): number {
    const { alpha } = this.temperature;
    const estimates = this.critics.networks.forward(twice(this.#seen(observations, rows)), rows);
    const half = rows * this.mask;
    let entropy = 0;
    const { parameters } = this.actor.gradients(observations, rows, (outputs) => {
      const gradient = new Float32Array(outputs.length);
      for (let row = 0; row < rows; row++) {
        for (const head of this.#heads(row)) {
          const cost = (at: number, log: number): number =>
            alpha * log - Math.min(estimates[at] as number, estimates[half + at] as number);
          let mean = 0;
          this.#each(outputs, masks, head, (at, share, log) => {
            mean += share * cost(at, log);
            entropy -= (share * log) / rows;
          });
          // d sum p c / d z_k = p_k (c_k - mean); the slope of alpha log p inside c sums to 0.
          this.#each(outputs, masks, head, (at, share, log) => {
            gradient[at] = (share * (cost(at, log) - mean)) / rows;
          });
        }
      }
      return gradient;
    });
    this.actorAdam.step(this.actor, parameters);
    return entropy;
  }

  /** A share of the largest entropy over the allowed values: towards one out of reach the temperature would grow for ever. */
  protected override targetEntropy({ rows, masks }: Transitions): number {
    let masked = 0;
    for (let row = 0; row < rows; row++) {
      for (const [start, count] of this.#heads(row)) {
        const allowed = masks.subarray(start, start + count).reduce((sum, bit) => sum + bit, 0);
        masked += Math.log(count / Math.max(1, allowed));
      }
    }
    return ENTROPY_SHARE * (this.#largestEntropy - masked / rows);
  }

  /** Starts and lengths of the heads in a row. */
  #heads(row: number): (readonly [start: number, count: number])[] {
    let start = row * this.mask;
    return this.#counts.map((count) => {
      start += count;
      return [start - count, count] as const;
    });
  }

  /** Visits every allowed value of a head with its probability and the logarithm of it. */
  #each(
    outputs: Float32Array,
    masks: Uint8Array,
    [start, count]: readonly [start: number, count: number],
    visit: (at: number, share: number, log: number) => void,
  ): void {
    const shares = new Float64Array(count);
    const logSum = softmaxInto(shares, outputs, start, count, masks, start);
    for (let k = 0; k < count; k++) {
      const share = shares[k] as number;
      if (share > 0) visit(start + k, share, (outputs[start + k] as number) - logSum);
    }
  }

  /** Positions of the taken values within a row of outputs. */
  #positions(actions: Float32Array, row: number): number[] {
    let start = 0;
    return this.#counts.map((count, i) => {
      const at = start + (actions[row * this.action + i] as number);
      start += count;
      return at;
    });
  }

  #seen(observations: Float32Array, rows: number): Float32Array {
    return this.options.observation === 0 ? new Float32Array(rows).fill(1) : observations;
  }
}
