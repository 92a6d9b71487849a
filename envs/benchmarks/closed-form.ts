/** What the benchmark functions have in common: no options, one metric per objective, no constraints. */
import { Type } from '@sinclair/typebox';
import {
  DesignSpace,
  defineProblem,
  type Evaluation,
  type Parameter,
  type Provenance,
} from '../../src/design/index.js';

export const noOptions = Type.Object({});

/** `closed form` figures are exact by definition. */
export const closedForm = (simulator: string): Provenance => ({
  simulator,
  mode: 'closed form',
  validated: true,
  extrapolated: false,
});

interface Function {
  readonly id: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Names of the values, all minimised. */
  readonly objectives: readonly string[];
  /** The values at a point given by parameter name; pure numbers. */
  readonly at: (x: (name: string) => number) => readonly number[];
  /** Above every value. */
  readonly worst: readonly number[];
  readonly bestKnown: number;
  readonly referencePoint?: readonly number[];
}

/** The problem of minimising a function of numbers. */
export function defineFunction({
  id,
  summary,
  parameters,
  objectives,
  at,
  worst,
  bestKnown,
  referencePoint,
}: Function) {
  const source = closedForm(id);
  return defineProblem({
    id,
    summary,
    options: noOptions,
    presets: { default: {} },
    create: () => ({
      id,
      version: '1',
      space: new DesignSpace(parameters),
      objectives: objectives.map((name) => ({ name, direction: 'minimize' as const })),
      metrics: objectives.map((name) => ({ name, unit: '', description: `objective ${name}`, source })),
      worstObjectives: worst,
      bestKnown,
      referencePoint,
      evaluate(design): Evaluation {
        const values = at((name) => design[name] as number);
        const metrics = Object.fromEntries(objectives.map((name, i) => [name, values[i] as number]));
        return { metrics, objectives: values, feasible: true, violation: 0, violations: [], provenance: source };
      },
    }),
  });
}
