/** What each agent of a joint design sees, and the global state. */
import { badRequest } from '../errors.js';
import { Box } from '../spaces/index.js';
import type { AgentSlice } from './agent-slice.js';
import type { DesignEnv } from './design-env.js';
import type { Evaluation } from './evaluation.js';
import type { Design } from './parameter.js';

export const parallelObservations = ['none', 'global', 'global+own', 'archgym-marl'] as const;
export type ParallelObservationKind = (typeof parallelObservations)[number];

export interface LastDesign {
  readonly design: Design;
  readonly evaluation: Evaluation;
}

const FLAGS = ['evaluated', 'feasible', 'violation', 'budget'];

/**
 * - `none`: the constant 1.
 * - `global`: scaled metrics of the last design, `evaluated`, `feasible`, `violation` (v/(1+v)) and `budget` (share left).
 * - `global+own`: plus the agent's own last action, one-hot, and the agent's number, one-hot.
 * - `archgym-marl`: the bare metrics in their own units, the same for every agent, as in the published code.
 */
export class ParallelObservation {
  readonly #env: DesignEnv;
  readonly #slices: ReadonlyMap<string, AgentSlice>;
  readonly #kind: ParallelObservationKind;
  readonly #spaces: ReadonlyMap<string, Box>;
  readonly #names: ReadonlyMap<string, readonly string[]>;

  constructor(env: DesignEnv, slices: ReadonlyMap<string, AgentSlice>, kind: ParallelObservationKind) {
    if (!parallelObservations.includes(kind)) {
      throw badRequest(
        '/observation',
        `'observation' is one of ${parallelObservations.join(', ')}, not ${String(kind)}`,
      );
    }
    this.#env = env;
    this.#slices = slices;
    this.#kind = kind;
    const agents = [...slices.keys()];
    this.#names = new Map(agents.map((agent) => [agent, Object.freeze(this.#namesOf(agent))]));
    this.#spaces = new Map(agents.map((agent) => [agent, this.#spaceOf(agent)]));
  }

  space(agent: string): Box {
    return this.#spaces.get(agent) as Box;
  }

  names(agent: string): readonly string[] {
    return this.#names.get(agent) as readonly string[];
  }

  of(agent: string, last: LastDesign | undefined): Float32Array {
    switch (this.#kind) {
      case 'none':
        return Float32Array.of(1);
      case 'archgym-marl':
        return Float32Array.from(this.#env.run.scaler.metrics, ({ name }) => last?.evaluation.metrics[name] ?? 0);
      case 'global':
        return Float32Array.from(this.#global(last));
      case 'global+own':
        return Float32Array.from([...this.#global(last), ...this.#own(agent, last)]);
    }
  }

  state(): Float32Array {
    const { last, problem, run } = this.#env;
    const own = [...this.#slices.keys()].flatMap((agent) => Array.from(this.of(agent, last)));
    const design = last === undefined ? new Float64Array(problem.space.dimension) : problem.space.toUnit(last.design);
    return Float32Array.from([...own, ...design, run.budgetShare]);
  }

  #global(last: LastDesign | undefined): number[] {
    const { run } = this.#env;
    if (last === undefined) return [...run.scaler.metrics.map(() => 0), 0, 0, 0, run.budgetShare];
    const { metrics, feasible, violation } = last.evaluation;
    const scaled = run.scaler.metrics.map((_, i) => run.scaler.scale(metrics, i));
    return [...scaled, 1, feasible ? 1 : 0, violation / (1 + violation), run.budgetShare];
  }

  #own(agent: string, last: LastDesign | undefined): number[] {
    const slice = this.#slices.get(agent) as AgentSlice;
    const action = last === undefined ? new Float64Array(slice.width) : slice.oneHot(last.design);
    return [...action, ...[...this.#slices.keys()].map((name) => (name === agent ? 1 : 0))];
  }

  #namesOf(agent: string): string[] {
    const metrics = this.#env.run.scaler.metrics.map(({ name }) => `metric.${name}`);
    if (this.#kind === 'none') return ['constant'];
    if (this.#kind === 'archgym-marl') return metrics;
    if (this.#kind === 'global') return [...metrics, ...FLAGS];
    const { width } = this.#slices.get(agent) as AgentSlice;
    const action = Array.from({ length: width }, (_, k) => `action.${k}`);
    return [...metrics, ...FLAGS, ...action, ...[...this.#slices.keys()].map((name) => `agent.${name}`)];
  }

  #spaceOf(agent: string): Box {
    const count = this.names(agent).length;
    if (this.#kind === 'none') return new Box<'float32'>(1, 1);
    if (this.#kind === 'archgym-marl') {
      return new Box<'float32'>(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, [count]);
    }
    const ranges = this.#env.run.scaler.metrics.map((_, i) => this.#env.run.scaler.range(i));
    const rest = Array.from({ length: count - ranges.length }, () => [0, 1] as const);
    const bounds = [...ranges, ...rest];
    return new Box<'float32'>(
      bounds.map(([low]) => low),
      bounds.map(([, high]) => high),
    );
  }
}
