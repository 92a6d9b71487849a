import { badRequest } from '../errors.js';
import { MultiDiscrete } from '../spaces/index.js';
import { choices, completed, defaultChoice, valueOfChoice } from './choice.js';
import { leavesOf } from './condition.js';
import type { DesignMode, Move } from './design-mode.js';
import type { Parameter, ParameterValue } from './parameter.js';
import type { Problem } from './problem.js';

/**
 * One group a step, in the order in which groups first appear; the design is evaluated after the last. Actions:
 * `MultiDiscrete`, component j the choice of the group's j-th parameter; components beyond a group's size have one
 * choice. Masks know the groups chosen before; what parameters of one group do to each other is a constraint, as in
 * bandit mode.
 */
export class StagedMode implements DesignMode {
  readonly actionSpace: MultiDiscrete;
  readonly positions: readonly string[];
  readonly #problem: Problem;
  readonly #realLevels: number;
  /** Per stage the positions of its parameters. */
  readonly #stages: readonly (readonly number[])[];
  #partial: Record<string, ParameterValue> = {};
  #masks: Uint8Array[] = [];
  #position = 0;

  constructor(problem: Problem, realLevels: number) {
    const { space } = problem;
    const groups = space.groups();
    this.#problem = problem;
    this.#realLevels = realLevels;
    this.positions = Object.keys(groups);
    this.#stages = Object.values(groups).map((names) => names.map((name) => space.indexOf(name)));
    const width = Math.max(...this.#stages.map((stage) => stage.length));
    const count = (stage: readonly number[], slot: number) => {
      const i = stage[slot];
      return i === undefined ? 1 : choices(space, i, realLevels);
    };
    this.actionSpace = new MultiDiscrete(
      Array.from({ length: width }, (_, slot) => Math.max(...this.#stages.map((stage) => count(stage, slot)))),
    );
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
    this.#masks = this.#nextMasks();
  }

  mask(): Uint8Array[] | undefined {
    return this.#masks.length === 0 ? undefined : this.#masks.map((mask) => mask.slice());
  }

  apply(action: unknown): Move {
    const { space } = this.#problem;
    const stage = this.#stages[this.#position] as readonly number[];
    (action as Int32Array).forEach((choice, slot) => {
      if (this.#masks[slot]?.[choice] === 1) return;
      const name = stage[slot] === undefined ? 'a component beyond the group' : `'${space.names[stage[slot]]}'`;
      const allowed = Array.from(this.#masks[slot] ?? []).flatMap((bit, k) => (bit === 1 ? [k] : []));
      throw badRequest(
        `/action/${slot}`,
        `action ${choice} is masked for ${name} (group '${this.positions[this.#position]}'); allowed: ${allowed.join(', ')}`,
      );
    });
    stage.forEach((i, slot) => {
      const choice = (action as Int32Array)[slot] as number;
      this.#partial[space.names[i] as string] = this.#mayBeActive(i)
        ? valueOfChoice(space, i, choice, this.#realLevels)
        : space.defaultValue(i);
    });
    this.#position += 1;
    if (this.#position < this.#stages.length) {
      this.#masks = this.#nextMasks();
      return { kind: 'partial' };
    }
    this.#masks = [];
    return { kind: 'evaluate', design: completed(space, this.#partial), last: true };
  }

  #nextMasks(): Uint8Array[] {
    const { space, mask: rule } = this.#problem;
    const stage = this.#stages[this.#position] as readonly number[];
    const rows = rule?.(this.#partial);
    return this.actionSpace.nvec.map((n, slot) => {
      const mask = new Uint8Array(n);
      const i = stage[slot];
      if (i === undefined) mask[0] = 1;
      else if (!this.#mayBeActive(i)) mask[defaultChoice(space, i)] = 1;
      else {
        const row = rows?.[i];
        // A conflict inside an earlier group can leave nothing: the evaluation will say so, the mask need not.
        if (row?.includes(1)) mask.set(row);
        else mask.fill(1, 0, choices(space, i, this.#realLevels));
      }
      return mask;
    });
  }

  /** False when what has been chosen makes parameter `i` inactive; a condition on its own group is still open. */
  #mayBeActive(i: number): boolean {
    const { space } = this.#problem;
    const open = (parameter: Parameter): boolean =>
      leavesOf(parameter.activeWhen).some(({ parameter: parent }) => {
        return this.#partial[parent] === undefined || open(space.parameters[space.indexOf(parent)] as Parameter);
      });
    return space.isActive(this.#partial, i) || open(space.parameters[i] as Parameter);
  }
}
