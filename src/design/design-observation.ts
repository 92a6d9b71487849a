/** What an agent sees of a design problem: one vector of named numbers. */
import { Box } from '../spaces/index.js';
import type { DesignMode } from './design-mode.js';
import type { DesignRun } from './design-run.js';
import type { Evaluation } from './evaluation.js';
import type { Design } from './parameter.js';

interface Entry {
  readonly name: string;
  readonly range: readonly [low: number, high: number];
}

export interface DesignState {
  /** The design so far, or the last one that was evaluated. */
  readonly design: Partial<Design>;
  readonly position: number;
  /** The last evaluation. */
  readonly last: Evaluation | undefined;
}

const SHARE: readonly [number, number] = [0, 1];

/**
 * `design.<parameter>`: unit coordinate, 0 while it has no value (one-hot: `design.<parameter>=<value>` for each value of
 * a discrete one); `active.<parameter>`: for conditional ones;
 * `position.<step>`: one-hot, in modes of several steps; `metric.<name>`: see {@link MetricScaler}; `evaluated`,
 * `feasible` and `violation` (v/(1+v)) of the last evaluation; `best`: the best reward so far, r/(1+|r|); `budget`: the
 * share left; then the problem's own features.
 */
export class DesignObservation {
  readonly space: Box;
  readonly names: readonly string[];
  readonly #run: DesignRun;
  readonly #oneHot: boolean;
  readonly #positions: number;
  /** Positions of the conditional parameters. */
  readonly #conditional: readonly number[];

  /** @param oneHot each value of a discrete parameter has an entry of its own */
  constructor(run: DesignRun, mode: DesignMode, oneHot = false) {
    const { space } = run.problem;
    const { metrics } = run.scaler;
    this.#run = run;
    this.#oneHot = oneHot;
    this.#positions = mode.positions.length;
    this.#conditional = space.parameters.flatMap(({ activeWhen }, i) => (activeWhen === undefined ? [] : [i]));
    const share = (name: string): Entry => ({ name, range: SHARE });
    const entries: Entry[] = [
      ...space.names.flatMap((name, i) => this.#designNames(name, space.cardinality(i))).map(share),
      ...this.#conditional.map((i) => share(`active.${space.names[i]}`)),
      ...mode.positions.map((name) => share(`position.${name}`)),
      ...metrics.map(({ name }, i) => ({ name: `metric.${name}`, range: run.scaler.range(i) })),
      ...['evaluated', 'feasible', 'violation'].map(share),
      { name: 'best', range: [-1, 1] },
      share('budget'),
      ...(run.problem.observe?.({}).names ?? []).map(share),
    ];
    this.names = Object.freeze(entries.map(({ name }) => name));
    this.space = new Box(
      entries.map(({ range }) => range[0]),
      entries.map(({ range }) => range[1]),
    );
  }

  /** A new Float32Array. `run` differs from the constructor's in a later run of the same problem. */
  of({ design, position, last }: DesignState, run: DesignRun = this.#run): Float32Array {
    const { space, observe } = run.problem;
    const { metrics } = run.scaler;
    const values = new Float32Array(this.names.length);
    let at = 0;
    for (let i = 0; i < space.dimension; i++) {
      const value = design[space.names[i] as string];
      const cardinality = space.cardinality(i);
      if (this.#oneHot && Number.isFinite(cardinality)) {
        if (value !== undefined) values[at + space.indexOfValue(i, value)] = 1;
        at += cardinality;
      } else values[at++] = value === undefined ? 0 : space.unitOfValue(i, value);
    }
    for (const i of this.#conditional) values[at++] = space.isActive(design, i) ? 1 : 0;
    if (position < this.#positions) values[at + position] = 1;
    at += this.#positions;
    for (let i = 0; i < metrics.length; i++) values[at++] = last === undefined ? 0 : run.scaler.scale(last.metrics, i);
    values[at++] = last === undefined ? 0 : 1;
    values[at++] = last?.feasible ? 1 : 0;
    values[at++] = last === undefined ? 0 : last.violation / (1 + last.violation);
    const best = run.best === undefined ? 0 : run.reward.score(run.best);
    values[at++] = best / (1 + Math.abs(best));
    values[at++] = run.budgetShare;
    if (observe !== undefined) values.set(run.problem.observe?.(design).values ?? [], at);
    return values;
  }

  #designNames(name: string, cardinality: number): string[] {
    if (!this.#oneHot || !Number.isFinite(cardinality)) return [`design.${name}`];
    const { space } = this.#run.problem;
    const i = space.indexOf(name);
    return Array.from({ length: cardinality }, (_, index) => `design.${name}=${space.valueAt(i, index)}`);
  }
}
