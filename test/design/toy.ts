/** Small problems for tests. */
import {
  categorical,
  type Design,
  DesignSpace,
  type Evaluation,
  exceed,
  integer,
  ordinal,
  type Problem,
  real,
  totalViolation,
} from '../../src/design/index.js';

const source = { simulator: 'toy', validated: true, extrapolated: false };

/**
 * `left` and `right` share 10 units; `mode` fast costs energy; `boost` matters only when fast. Latency has a limit of
 * 5 s, which few PEs break.
 */
export function toyProblem(overrides: Partial<Problem> = {}): Problem {
  const space = new DesignSpace([
    integer('left', 0, 10, { group: 'hardware', default: 2 }),
    integer('right', 0, 10, { group: 'hardware', default: 2 }),
    categorical('mode', ['slow', 'fast'], { group: 'mapping' }),
    ordinal('boost', [1, 2, 4], { group: 'mapping', activeWhen: { parameter: 'mode', oneOf: ['fast'] } }),
  ]);
  return {
    id: 'toy',
    version: '1',
    space,
    objectives: [{ name: 'latencyS', direction: 'minimize' }],
    metrics: [
      { name: 'latencyS', unit: 's', description: '', source, limit: 5 },
      { name: 'energyJ', unit: 'J', description: '', source },
      { name: 'accuracy', unit: '', description: '', source },
    ],
    worstObjectives: [5],
    mask: ({ left }) => [
      new Uint8Array(11).fill(1),
      Uint8Array.from({ length: 11 }, (_, value) => (value + Number(left ?? 0) <= 10 ? 1 : 0)),
      new Uint8Array(0),
      new Uint8Array(0),
    ],
    observe: ({ left = 0, right = 0 }) => ({ names: ['remaining'], values: [Math.max(0, 1 - (+left + +right) / 10)] }),
    evaluate(design: Design): Evaluation {
      const { left, right, mode, boost } = design as { left: number; right: number; mode: string; boost: number };
      const latencyS = 20 / (1 + left + right) / (mode === 'fast' ? boost : 1);
      const energyJ = 1 + left + 2 * right + (mode === 'fast' ? 3 * boost : 0);
      const violations = [...exceed('sum', left + right, 10), ...exceed('latencyS', latencyS, 5)];
      const violation = totalViolation(violations);
      return {
        metrics: { latencyS, energyJ, accuracy: left / 10 },
        objectives: [violations.length === 0 ? latencyS : 5 + violation],
        feasible: violations.length === 0,
        violation,
        violations,
        provenance: source,
        details: { note: `${left}+${right}` },
      };
    },
    ...overrides,
  };
}

/** Two reals and a categorical, no constraints. */
export function realProblem(): Problem {
  return {
    id: 'real-toy',
    version: '1',
    space: new DesignSpace([real('x', -1, 1), categorical('kind', ['a', 'b']), real('y', 1, 100, { scale: 'log' })]),
    objectives: [{ name: 'value', direction: 'minimize' }],
    metrics: [{ name: 'value', unit: '', description: '', source }],
    evaluate({ x, kind, y }) {
      const value = Number(x) ** 2 + Math.log(Number(y)) + (kind === 'a' ? 1 : 0);
      return {
        metrics: { value },
        objectives: [value],
        feasible: true,
        violation: 0,
        violations: [],
        provenance: source,
      };
    },
  };
}
