import { badRequest } from '../errors.js';
import { Discrete } from '../spaces/index.js';
import type { DesignMode, Move } from './design-mode.js';
import type { Design, ParameterValue } from './parameter.js';
import type { Problem } from './problem.js';

/** A change of one parameter: a step of -1 or +1, or a value of a categorical. */
interface Change {
  readonly label: string;
  readonly parameter: number;
  readonly step?: -1 | 1;
  readonly value?: ParameterValue;
}

/** Unit distance of one step of a real parameter. */
const REAL_STEP = 0.1;

/**
 * Changes the current design, one parameter a step, starting from the default design (or `reset({options: {design}})`).
 * Actions: `Discrete(n)`: per ordered parameter -1 and +1, per categorical each value, and at the end `stop`. The mask
 * leaves moves that change the design and keep it structurally valid.
 */
export class RefineMode implements DesignMode {
  readonly actionSpace: Discrete;
  readonly positions: readonly string[];
  /** What each action does; `stop` is the last. */
  readonly labels: readonly string[];
  readonly #problem: Problem;
  readonly #changes: readonly Change[];
  #current: Design;
  /** The design that each change leads to; undefined when it is masked. */
  #candidates: readonly (Design | undefined)[] = [];
  #position = 0;

  constructor(problem: Problem, maxSteps: number) {
    const { space } = problem;
    this.#problem = problem;
    this.#changes = space.parameters.flatMap(({ name }, parameter): Change[] => {
      if (space.isOrdered(parameter)) {
        const step = (by: -1 | 1): Change => ({ label: `${name} ${by < 0 ? '-1' : '+1'}`, parameter, step: by });
        return [step(-1), step(1)];
      }
      return Array.from({ length: space.cardinality(parameter) }, (_, k) => {
        const value = space.valueAt(parameter, k);
        return { label: `${name} = ${value}`, parameter, value };
      });
    });
    this.labels = [...this.#changes.map(({ label }) => label), 'stop'];
    this.actionSpace = new Discrete(this.labels.length);
    this.positions = Array.from({ length: maxSteps }, (_, step) => String(step + 1));
    this.#current = this.#valid(space.defaultDesign());
  }

  get position(): number {
    return this.#position;
  }

  get partial(): Design {
    return this.#current;
  }

  get start(): Design {
    return this.#current;
  }

  begin({ design }: Readonly<Record<string, unknown>>): void {
    const { space } = this.#problem;
    this.#current = this.#valid(
      design === undefined ? space.defaultDesign() : space.canonical(space.validate(design, '/options/design')),
    );
    this.#position = 0;
    this.#candidates = this.#changes.map((change) => this.#candidate(change));
  }

  mask(): Uint8Array {
    return Uint8Array.from([...this.#candidates.map((candidate) => (candidate === undefined ? 0 : 1)), 1]);
  }

  apply(action: unknown): Move {
    const choice = action as number;
    if (choice === this.#changes.length) return { kind: 'stop' };
    const candidate = this.#candidates[choice];
    if (candidate === undefined) {
      const allowed = this.labels.filter((_, k) => this.#candidates[k] !== undefined);
      throw badRequest('/action', `'${this.labels[choice]}' is masked; allowed: ${[...allowed, 'stop'].join(', ')}`);
    }
    this.#current = candidate;
    this.#position += 1;
    this.#candidates = this.#changes.map((change) => this.#candidate(change));
    return { kind: 'evaluate', design: candidate, last: false };
  }

  #candidate({ parameter, step, value }: Change): Design | undefined {
    const { space } = this.#problem;
    if (!space.isActive(this.#current, parameter)) return undefined;
    const name = space.names[parameter] as string;
    const present = this.#current[name] as ParameterValue;
    const wanted = step === undefined ? value : this.#stepped(parameter, present, step);
    if (wanted === undefined || wanted === present) return undefined;
    const changed = space.canonical({ ...this.#current, [name]: wanted });
    const candidate = this.#valid(changed);
    // Only what this change makes active may be moved to a valid value.
    const disturbs = space.names.some(
      (other, i) => candidate[other] !== changed[other] && space.isActive(this.#current, i),
    );
    return disturbs ? undefined : candidate;
  }

  #stepped(i: number, value: ParameterValue, step: -1 | 1): ParameterValue | undefined {
    const { space } = this.#problem;
    const cardinality = space.cardinality(i);
    if (!Number.isFinite(cardinality)) return space.valueAtUnit(i, space.unitOfValue(i, value) + step * REAL_STEP);
    const index = space.indexOfValue(i, value) + step;
    return index >= 0 && index < cardinality ? space.valueAt(i, index) : undefined;
  }

  /** `design` with masked values moved to the nearest allowed ones. */
  #valid(design: Design): Design {
    const { space, mask } = this.#problem;
    return mask === undefined ? design : space.repair(design, mask);
  }
}
