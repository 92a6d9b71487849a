import type { Json } from '../../src/design/index.js';
import { decodeBytes, decodeFloat32, encodeBytes, encodeFloat32 } from '../../src/models/base64.js';
import type { RandomStream } from '../../src/stats/index.js';

/** Numbers of one transition. */
export interface TransitionShape {
  readonly observation: number;
  readonly action: number;
  /** 0 where actions are never masked. */
  readonly mask: number;
}

/** A minibatch, [rows, numbers]. */
export interface Transitions {
  readonly rows: number;
  readonly observations: Float32Array;
  readonly actions: Float32Array;
  readonly rewards: Float32Array;
  readonly next: Float32Array;
  /** What was and what will be allowed. */
  readonly masks: Uint8Array;
  readonly nextMasks: Uint8Array;
  /** 1 where nothing follows. */
  readonly terminated: Uint8Array;
}

export interface Transition {
  readonly observation: Float32Array;
  readonly action: Float32Array;
  readonly reward: number;
  readonly next: Float32Array;
  readonly mask: Uint8Array;
  readonly nextMask: Uint8Array;
  readonly terminated: boolean;
}

/** The last `capacity` transitions; minibatches are drawn uniformly with replacement. */
export class Replay {
  readonly #shape: TransitionShape;
  readonly #capacity: number;
  #size = 0;
  #at = 0;
  /** Grows with use: a short run does not pay for the capacity. */
  #rows: Transitions;

  constructor(shape: TransitionShape, capacity: number) {
    this.#shape = shape;
    this.#capacity = capacity;
    this.#rows = room(shape, Math.min(capacity, 1024));
  }

  get size(): number {
    return this.#size;
  }

  add({ observation, action, reward, next, mask, nextMask, terminated }: Transition): void {
    const at = this.#at;
    if (at >= this.#rows.rows) this.#grow();
    const { observation: o, action: a, mask: m } = this.#shape;
    const rows = this.#rows;
    rows.observations.set(observation, at * o);
    rows.next.set(next, at * o);
    rows.actions.set(action, at * a);
    rows.rewards[at] = reward;
    rows.terminated[at] = terminated ? 1 : 0;
    if (m > 0) {
      rows.masks.set(mask, at * m);
      rows.nextMasks.set(nextMask, at * m);
    }
    this.#at = (at + 1) % this.#capacity;
    this.#size = Math.min(this.#size + 1, this.#capacity);
  }

  sample(random: RandomStream, count: number): Transitions {
    return picked(
      this.#shape,
      this.#rows,
      Array.from({ length: count }, () => random.integer(this.#size)),
    );
  }

  state(): Json {
    const { observations, actions, rewards, next, masks, nextMasks, terminated } = picked(
      this.#shape,
      this.#rows,
      Array.from({ length: this.#size }, (_, i) => i),
    );
    return {
      at: this.#at,
      size: this.#size,
      observations: encodeFloat32(observations),
      actions: encodeFloat32(actions),
      rewards: encodeFloat32(rewards),
      next: encodeFloat32(next),
      masks: encodeBytes(masks),
      nextMasks: encodeBytes(nextMasks),
      terminated: encodeBytes(terminated),
    };
  }

  restore(state: Json, path: string): void {
    const saved = state as { readonly [key: string]: Json };
    const size = saved.size as number;
    this.#rows = {
      rows: size,
      observations: decodeFloat32(saved.observations, `${path}/observations`),
      actions: decodeFloat32(saved.actions, `${path}/actions`),
      rewards: decodeFloat32(saved.rewards, `${path}/rewards`),
      next: decodeFloat32(saved.next, `${path}/next`),
      masks: decodeBytes(saved.masks, `${path}/masks`),
      nextMasks: decodeBytes(saved.nextMasks, `${path}/nextMasks`),
      terminated: decodeBytes(saved.terminated, `${path}/terminated`),
    };
    this.#size = size;
    this.#at = saved.at as number;
  }

  #grow(): void {
    const larger = room(this.#shape, Math.min(this.#capacity, Math.max(1024, 2 * this.#rows.rows)));
    larger.observations.set(this.#rows.observations);
    larger.actions.set(this.#rows.actions);
    larger.rewards.set(this.#rows.rewards);
    larger.next.set(this.#rows.next);
    larger.masks.set(this.#rows.masks);
    larger.nextMasks.set(this.#rows.nextMasks);
    larger.terminated.set(this.#rows.terminated);
    this.#rows = larger;
  }
}

function room({ observation, action, mask }: TransitionShape, rows: number): Transitions {
  return {
    rows,
    observations: new Float32Array(rows * observation),
    actions: new Float32Array(rows * action),
    rewards: new Float32Array(rows),
    next: new Float32Array(rows * observation),
    masks: new Uint8Array(rows * mask),
    nextMasks: new Uint8Array(rows * mask),
    terminated: new Uint8Array(rows),
  };
}

function picked(shape: TransitionShape, from: Transitions, indices: readonly number[]): Transitions {
  const { observation: o, action: a, mask: m } = shape;
  const found = room(shape, indices.length);
  indices.forEach((index, row) => {
    found.observations.set(from.observations.subarray(index * o, (index + 1) * o), row * o);
    found.next.set(from.next.subarray(index * o, (index + 1) * o), row * o);
    found.actions.set(from.actions.subarray(index * a, (index + 1) * a), row * a);
    found.masks.set(from.masks.subarray(index * m, (index + 1) * m), row * m);
    found.nextMasks.set(from.nextMasks.subarray(index * m, (index + 1) * m), row * m);
    found.rewards[row] = from.rewards[index] as number;
    found.terminated[row] = from.terminated[index] as number;
  });
  return found;
}
