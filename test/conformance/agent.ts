/**
 * What every search agent must do, on spaces of every kind. Run it on an agent of your own:
 *
 * ```ts
 * import { agentConformance } from 'codesign-gym/testing';
 * agentConformance(myAgent);
 * ```
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Agent, AgentContext, AgentDefinition, Json, Told } from '../../src/design/agent.js';
import { DesignSpace } from '../../src/design/design-space.js';
import type { Evaluation } from '../../src/design/evaluation.js';
import { fillOptions } from '../../src/design/options.js';
import { categorical, type Design, integer, ordinal, real } from '../../src/design/parameter.js';
import type { Mask } from '../../src/design/problem.js';
import { RandomStream } from '../../src/stats/random.js';

/** A space on which agents are tried. */
export interface AgentCase {
  readonly name: string;
  readonly space: DesignSpace;
  readonly mask?: Mask;
}

const LARGEST_SUM = 10;

/** Two integers whose sum is at most 10: the second one's values depend on the first. */
const sumMask: Mask = ({ left }) => [
  new Uint8Array(11).fill(1),
  Uint8Array.from({ length: 11 }, (_, value) => (value + Number(left ?? 0) <= LARGEST_SUM ? 1 : 0)),
  new Uint8Array(2).fill(1),
];

/** Spaces of every kind: mixed, conditional, masked, a single design, reals alone. */
export const agentCases: readonly AgentCase[] = [
  {
    name: 'mixed space',
    space: new DesignSpace([
      categorical('kind', ['a', 'b', 'c']),
      categorical('flag', [true, false]),
      integer('count', 2, 20, { step: 3 }),
      ordinal('size', [1, 2, 4, 8, 16]),
      real('rate', 1e-4, 1, { scale: 'log' }),
      real('offset', -5, 5),
    ]),
  },
  {
    name: 'conditional space',
    space: new DesignSpace([
      categorical('cache', ['none', 'small', 'large']),
      ordinal('ways', [1, 2, 4], { activeWhen: { parameter: 'cache', oneOf: ['small', 'large'] } }),
      integer('depth', 0, 3),
      real('ratio', 0, 1, { activeWhen: { parameter: 'depth', atLeast: 2 } }),
    ]),
  },
  {
    name: 'masked space',
    space: new DesignSpace([integer('left', 0, 10), integer('right', 0, 10), categorical('kind', ['a', 'b'])]),
    mask: sumMask,
  },
  { name: 'space of one design', space: new DesignSpace([categorical('only', ['this']), integer('one', 1, 1)]) },
  { name: 'space of reals', space: new DesignSpace([real('x', -1, 1), real('y', 0, 10), real('z', 1, 2)]) },
];

const BUDGET = 90;

/** An evaluation made up from the unit coordinates of a design; about a third of all designs is infeasible. */
function evaluate(space: DesignSpace, design: Design, objectives: number): Evaluation {
  const unit = [...space.toUnit(design)];
  const violation = Math.max(0, (unit[0] as number) - 0.7);
  const values = Array.from({ length: objectives }, (_, k) =>
    unit.reduce((sum, u, i) => sum + (u - ((i + 1) * (k + 1) * 0.23) ** 2) ** 2, violation > 0 ? 100 + violation : 0),
  );
  return evaluation(values, violation);
}

function evaluation(objectives: readonly number[], violation: number): Evaluation {
  return {
    metrics: {},
    objectives,
    feasible: violation === 0,
    violation,
    violations: violation === 0 ? [] : [{ name: 'limit', value: 1 + violation, limit: 1, excess: violation }],
    provenance: { simulator: 'conformance', validated: true, extrapolated: false },
  };
}

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Registers the tests of `definition` with node:test. */
export function agentConformance(definition: AgentDefinition, cases: readonly AgentCase[] = agentCases): void {
  const hyperparameters = fillOptions(definition.hyperparameters, {});

  describe(`agent ${definition.name}`, () => {
    it('describes itself', () => {
      assert.match(definition.name, /^[a-z][a-z0-9-]*$/);
      assert.ok(definition.summary.length > 0);
      assert.deepEqual(
        fillOptions(definition.hyperparameters, hyperparameters),
        hyperparameters,
        'defaults are in range',
      );
    });
    before(() => definition.prepare?.());
    for (const testCase of cases) {
      for (const objectives of [1, 2]) {
        describe(`${testCase.name}, ${objectives} objective(s)`, () => {
          suite(definition, hyperparameters, testCase, objectives);
        });
      }
    }
  });
}

function suite(
  definition: AgentDefinition,
  hyperparameters: Readonly<Record<string, unknown>>,
  { space, mask }: AgentCase,
  objectives: number,
): void {
  const make = (seed: number, more: Partial<AgentContext> = {}): Agent => {
    const context: AgentContext = {
      space,
      objectives,
      budget: BUDGET,
      seed,
      hyperparameters,
      ...(mask && { mask }),
      ...more,
    };
    return definition.create(onlyKnownFields(context));
  };
  const judged = (design: Design): Told => ({ design, evaluation: evaluate(space, design, objectives) });
  /** Asks `count` designs in batches of `batch` and tells each batch. */
  const drive = (agent: Agent, count: number, batch = 1): Design[] => {
    const designs: Design[] = [];
    while (designs.length < count) {
      const asked = agent.ask(Math.min(batch, count - designs.length));
      assert.ok(asked.length > 0, 'ask gave no design');
      assert.ok(asked.length <= Math.min(batch, count - designs.length), 'ask gave more designs than asked for');
      agent.tell(asked.map(judged));
      designs.push(...asked);
    }
    return designs;
  };
  const valid = (design: Design): void => {
    assert.deepEqual(space.validate(design), design);
    assert.deepEqual(space.canonical(design), design, 'inactive parameters hold their default');
    if (mask === undefined) return;
    const partial: Record<string, Design[string]> = {};
    space.names.forEach((name, i) => {
      const allowed = mask(partial)[i] as Uint8Array;
      assert.ok(
        allowed[space.indexOfValue(i, design[name] as Design[string])],
        `${name} of ${JSON.stringify(design)} is masked`,
      );
      partial[name] = design[name] as Design[string];
    });
  };

  it('asks valid, canonical, unmasked designs until the budget is spent', () => {
    for (const batch of [1, 7, BUDGET]) drive(make(1), BUDGET, batch).forEach(valid);
  });

  it('repeats itself with the same seed, for every batch size', () => {
    for (const batch of [1, 4, BUDGET]) assert.deepEqual(drive(make(5), BUDGET, batch), drive(make(5), BUDGET, batch));
  });

  it('differs with another seed', () => {
    if (space.size() === 1n) return;
    assert.notDeepEqual(drive(make(1), BUDGET), drive(make(2), BUDGET));
  });

  it('continues bit for bit from a state that went through JSON', () => {
    for (const [point, batch] of [
      [0, 1],
      [1, 1],
      [13, 1],
      [45, 5],
      [64, 3],
    ] as const) {
      const original = make(3);
      drive(original, point, batch);
      const restored = make(3);
      restored.restore(clone(original.state()));
      assert.deepEqual(drive(restored, BUDGET - point, batch), drive(original, BUDGET - point, batch), `from ${point}`);
    }
  });

  it('continues from a state taken between ask and tell', () => {
    const original = make(4);
    drive(original, 20, 4);
    const pending = original.ask(4);
    const state = original.state();
    const restored = make(4);
    restored.restore(clone(state));
    for (const agent of [original, restored]) agent.tell(pending.map(judged));
    assert.deepEqual(drive(restored, 40, 4), drive(original, 40, 4));
  });

  it('gives a state that is plain JSON and not shared with the agent', () => {
    const agent = make(6);
    drive(agent, 35, 2);
    const state = agent.state();
    const before = clone(state);
    assert.deepEqual(before, state);
    drive(agent, 35, 2);
    assert.deepEqual(state, before);
    const restored = make(6);
    restored.restore(state);
    drive(restored, 35, 2);
    assert.deepEqual(state, before, 'restore keeps the state it was given');
  });

  it('takes results in any order', () => {
    const agent = make(7);
    const random = RandomStream.from(7);
    for (let asked = 0; asked < BUDGET; ) {
      const designs = agent.ask(Math.min(6, BUDGET - asked));
      designs.forEach(valid);
      asked += designs.length;
      agent.tell(random.shuffle(designs.map(judged)));
    }
  });

  it('takes results of a part of what it asked, late ones and none', () => {
    const agent = make(8);
    let late: Told[] = [];
    for (let asked = 0, round = 0; asked < BUDGET; round++) {
      const designs = agent.ask(Math.min(5, BUDGET - asked));
      assert.ok(designs.length > 0);
      designs.forEach(valid);
      asked += designs.length;
      const results = designs.map(judged);
      agent.tell([...late, ...results.filter((_, i) => i % 3 === 0)]);
      late = round % 2 === 0 ? results.filter((_, i) => i % 3 === 1) : [];
      if (round % 4 === 0) agent.tell([]);
    }
    const silent = make(8);
    for (let i = 0; i < BUDGET; i++) silent.ask(1).forEach(valid);
  });

  it('takes designs that it never asked for', () => {
    const random = RandomStream.from(9);
    const agent = make(9);
    agent.tell(Array.from({ length: 12 }, () => judged(space.sample(random, mask))));
    drive(agent, 40, 3).forEach(valid);
    agent.tell([judged(space.sample(random, mask))]);
    drive(agent, 40, 3).forEach(valid);
  });

  it('goes on when every design is infeasible, or the same', () => {
    const infeasible = make(10);
    const same = make(10);
    for (let i = 0; i < BUDGET; i++) {
      const asked = infeasible.ask(1);
      asked.forEach(valid);
      const values = Array.from({ length: objectives }, () => 100);
      infeasible.tell(asked.map((design) => ({ design, evaluation: evaluation(values, 0.5) })));
      const [design] = same.ask(1) as [Design];
      valid(design);
      same.tell([judged(design), judged(design), judged(design)]);
    }
  });

  it('is not poisoned by figures that are not finite', () => {
    const agent = make(11);
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < BUDGET; i++) {
      const asked = agent.ask(1);
      asked.forEach(valid);
      const values = Array.from({ length: objectives }, () => bad[i % 3] as number);
      const broken = { ...evaluation(values, i % 2), violation: i % 2 === 0 ? 0 : (bad[i % 3] as number) };
      agent.tell(asked.map((design) => (i % 5 < 3 ? { design, evaluation: broken } : judged(design))));
    }
    assert.deepEqual(clone(agent.state()), agent.state() as Json, 'the state holds numbers that JSON can hold');
  });

  it('works with budgets smaller than its populations', () => {
    for (const budget of [1, 2, 5]) drive(make(12, { budget }), budget).forEach(valid);
  });
}

/** `context` that throws when anything else is read: an agent must not look for the name of what it optimises. */
function onlyKnownFields(context: AgentContext): AgentContext {
  const known = new Set(['space', 'objectives', 'mask', 'budget', 'seed', 'hyperparameters']);
  return new Proxy(context, {
    get(target, field, receiver) {
      if (typeof field === 'string' && !known.has(field)) throw new Error(`an agent has no business with '${field}'`);
      return Reflect.get(target, field, receiver);
    },
  });
}
