import { badRequest } from '../errors.js';
import { entropySeed } from '../stats/random.js';
import type { FlatDtype } from './dtype.js';
import { describe, isRecord, type JsonValue } from './json.js';
import { Space } from './space.js';

/** What `Dict` and `Tuple` share: children in an order, each with a random stream of its own. */
export abstract class Compound<T> extends Space<T> {
  readonly shape = undefined;
  readonly dtype = undefined;
  readonly flatdim: number;
  readonly flatDtype: FlatDtype;
  protected readonly children: readonly Space<unknown>[];

  /** @param names of the children in messages, in their order */
  constructor(children: readonly unknown[], names: readonly (string | number)[]) {
    super();
    const wrong = children.findIndex((child) => !(child instanceof Space));
    if (wrong >= 0) throw badRequest(`/spaces/${names[wrong]}`, `expected a space, got ${describe(children[wrong])}`);
    this.children = Object.freeze([...children]) as readonly Space<unknown>[];
    this.flatdim = this.children.reduce((sum, child) => sum + child.flatdim, 0);
    this.flatDtype = this.children.some((child) => child.flatDtype === 'float64') ? 'float64' : 'float32';
  }

  /** Seeds every child with a sub-seed drawn from the stream of `seed`. */
  override seed(seed: number = entropySeed()): number {
    super.seed(seed);
    for (const child of this.children) child.seed(this.random.integer(2 ** 32));
    return seed;
  }

  /** Seeds the children when nobody has, so that {@link Space.lastSeed} repeats whatever is drawn. */
  protected ensureSeeded(): void {
    if (super.getState() === null && this.children.every((child) => child.getState() === null)) this.seed();
  }

  override getState(): JsonValue {
    const own = super.getState();
    const children = this.children.map((child) => child.getState());
    return own === null && children.every((state) => state === null) ? null : { own, children };
  }

  override setState(state: JsonValue): void {
    const { own, children } = state === null ? { own: null, children: this.children.map(() => null) } : partsOf(state);
    if (children.length !== this.children.length) {
      throw badRequest('/state', `expected the states of ${this.children.length} spaces, got ${children.length}`);
    }
    super.setState(own);
    this.children.forEach((child, i) => {
      child.setState(children[i] as JsonValue);
    });
  }

  override flatBounds(low: Float64Array, high: Float64Array, offset: number): void {
    let at = offset;
    for (const child of this.children) {
      child.flatBounds(low, high, at);
      at += child.flatdim;
    }
  }
}

function partsOf(state: JsonValue): { own: JsonValue; children: readonly JsonValue[] } {
  if (isRecord(state) && Array.isArray(state['children'])) {
    return { own: (state['own'] ?? null) as JsonValue, children: state['children'] as readonly JsonValue[] };
  }
  throw badRequest('/state', `expected the state of a compound space, got ${describe(state)}`);
}
