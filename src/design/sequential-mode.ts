import { badRequest } from '../errors.js';
import { Discrete } from '../spaces/index.js';
import { choices, completed, defaultChoice, valueOfChoice } from './choice.js';
import type { DesignMode, Move } from './design-mode.js';
import type { ParameterValue } from './parameter.js';
import type { Problem } from './problem.js';

/**
 * One parameter a step, in the space's order; the design is evaluated after the last. Actions: `Discrete(n)`, the index
 * of the value, n the largest number of values (reals have `realLevels`). The mask leaves what a valid design can still
 * hold; an inactive parameter has one choice, its default.
 */
export class SequentialMode implements DesignMode {
  readonly actionSpace: Discrete;
  readonly positions: readonly string[];
  readonly #problem: Problem;
  readonly #realLevels: number;
  readonly #counts: readonly number[];
  #partial: Record<string, ParameterValue> = {};
  #mask: Uint8Array | undefined;
  #position = 0;

  constructor(problem: Problem, realLevels: number) {
    const { space } = problem;
    this.#problem = problem;
    this.#realLevels = realLevels;
    this.#counts = space.names.map((_, i) => choices(space, i, realLevels));
    this.positions = space.names;
    this.actionSpace = new Discrete(Math.max(...this.#counts));
  }

  get position(): number {
    return this.#position;
  }

  get partial(): Readonly<Record<string, ParameterValue>> {
    return this.#partial;
  }

  begin(): void {
    this.#partial = {};
    this.#position = 0;
    this.#mask = this.#nextMask();
  }

  mask(): Uint8Array | undefined {
    return this.#mask?.slice();
  }

  apply(action: unknown): Move {
    const choice = action as number;
    const { space } = this.#problem;
    const i = this.#position;
    const name = space.names[i] as string;
    if (this.#mask?.[choice] !== 1) throw badRequest('/action', this.#refusal(name, choice));
    this.#partial[name] = space.isActive(this.#partial, i)
      ? valueOfChoice(space, i, choice, this.#realLevels)
      : space.defaultValue(i);
    this.#position += 1;
    if (this.#position < space.dimension) {
      this.#mask = this.#nextMask();
      return { kind: 'partial' };
    }
    this.#mask = undefined;
    return { kind: 'evaluate', design: completed(space, this.#partial), last: true };
  }

  #nextMask(): Uint8Array {
    const { space } = this.#problem;
    const i = this.#position;
    const mask = new Uint8Array(this.actionSpace.n);
    if (!space.isActive(this.#partial, i)) {
      mask[defaultChoice(space, i)] = 1;
      return mask;
    }
    const allowed = this.#problem.mask && space.allowedValues(i, this.#partial, this.#problem.mask);
    if (allowed === undefined) mask.fill(1, 0, this.#counts[i]);
    else mask.set(allowed);
    return mask;
  }

  #refusal(name: string, choice: number): string {
    const allowed = Array.from(this.#mask ?? []).flatMap((bit, k) => (bit === 1 ? [k] : []));
    return `action ${choice} is masked for '${name}' (step ${this.#position + 1}); allowed: ${allowed.join(', ')}`;
  }
}
