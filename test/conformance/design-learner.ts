/**
 * What every learner must do on design problems, whether it plays alone or as a team: bad figures, masks, spaces of one
 * design and budgets smaller than an update. Run it on a learner of your own:
 *
 * ```ts
 * import { designLearnerConformance } from 'codesign-gym/testing';
 * designLearnerConformance(myLearner);
 * ```
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Json, Told } from '../../src/design/agent.js';
import { DesignEnv } from '../../src/design/design-env.js';
import type { Evaluation } from '../../src/design/evaluation.js';
import { Evaluator } from '../../src/design/evaluator.js';
import type { AnyLearnerDefinition, LearnerBase } from '../../src/design/learner.js';
import { fillOptions } from '../../src/design/options.js';
import type { ParallelObservationKind } from '../../src/design/parallel-observation.js';
import type { Design } from '../../src/design/parameter.js';
import type { Problem } from '../../src/design/problem.js';
import { toParallel } from '../../src/design/to-parallel.js';
import { learn } from '../../src/experiments/learn.js';
import { SyncVectorEnv } from '../../src/gym/index.js';
import { decodeFloat32 } from '../../src/models/base64.js';
import { type AgentCase, agentCases } from './agent.js';

const source = { simulator: 'conformance', validated: true, extrapolated: false };

/** Distance from the upper end of every parameter; a design of a large first parameter is infeasible. */
function judged({ space }: AgentCase, design: Design): Evaluation {
  const unit = [...space.toUnit(design)];
  const cost = unit.reduce((sum, u) => sum + (1 - u) ** 2, 0);
  const violation = Math.max(0, (unit[0] as number) - 0.7);
  return {
    metrics: { cost },
    objectives: [violation > 0 ? unit.length + violation : cost],
    feasible: violation === 0,
    violation,
    violations: violation > 0 ? [{ name: 'limit', value: 1 + violation, limit: 1, excess: violation }] : [],
    provenance: source,
  };
}

function problemOf(testCase: AgentCase, changes: Partial<Problem> = {}): Problem {
  const { space, mask } = testCase;
  return {
    id: 'conformance',
    version: '1',
    space,
    ...(mask && { mask }),
    objectives: [{ name: 'cost', direction: 'minimize' }],
    metrics: [{ name: 'cost', unit: '', description: 'distance from the upper end', source }],
    evaluate: (design) => judged(testCase, design),
    ...changes,
  };
}

/** Trained numbers anywhere in a state. */
function weightsIn(state: Json): number[] {
  if (typeof state !== 'object' || state === null) return [];
  return Object.entries(state).flatMap(([name, value]) =>
    name === 'weights' ? (value as string[]).flatMap((text) => [...decodeFloat32(text, '')]) : weightsIn(value as Json),
  );
}

/** Registers the tests of `definition` with node:test. @param light hyperparameters that make it cheap */
export function designLearnerConformance(
  definition: AnyLearnerDefinition,
  light: Readonly<Record<string, unknown>> = {},
): void {
  const [mixed] = agentCases as readonly [AgentCase];

  /** Everything that a learner evaluates, and its state after each update. */
  const run = (problem: Problem, budget: number, given: object = {}, seed = 1) => {
    const told: Told[] = [];
    const states: Json[] = [];
    let learner: LearnerBase | undefined;
    const evaluator = new Evaluator(problem, { budget });
    const hyperparameters = fillOptions(definition.hyperparameters, {
      ...definition.designDefaults,
      ...light,
      ...given,
    });
    const counted = { ...problem, evaluate: (design: Design) => evaluator.evaluate(design) };
    const request = {
      budget,
      seed,
      hyperparameters,
      onLearner: (made: LearnerBase) => {
        learner = made;
      },
    };
    for (const batch of learn(definition, counted, request)) {
      told.push(...batch);
      states.push(learner?.state() as Json);
    }
    assert.equal(evaluator.spent, budget);
    assert.equal(told.length, budget);
    return { told, states };
  };
  const sound = ({ told, states }: ReturnType<typeof run>, { space }: AgentCase): void => {
    for (const { design } of told) {
      assert.deepEqual(space.validate(design), design);
      assert.deepEqual(space.canonical(design), design, 'inactive parameters hold their default');
    }
    const weights = weightsIn(states.at(-1) as Json);
    assert.ok(weights.length > 0);
    assert.ok(weights.every(Number.isFinite), 'weights are numbers');
  };

  /** A learner that trains on new environments each time. */
  const trainee = (problem: Problem, seed: number) => {
    const hyperparameters = fillOptions(definition.hyperparameters, { ...definition.designDefaults, ...light });
    const environments = <T>(make: () => T): T[] => Array.from({ length: 3 }, make);
    const common = { budget: 60, seed, hyperparameters };
    if (definition.plays === 'single') {
      const { mode, action, observation } = definition.view(hyperparameters, { hasReals: true });
      const env = () => new DesignEnv(problem, { mode, observation, ...(action === undefined ? {} : { action }) });
      const vector = () =>
        new SyncVectorEnv<unknown, unknown>(
          environments(() => env),
          { autoreset: 'sameStep' },
        );
      const { observationSpace, actionSpace } = env();
      const learner = definition.createLearner({ ...common, observationSpace, actionSpace });
      return { learner, train: (steps: number) => learner.train(vector(), steps) };
    }
    const { factorisation, observation } = definition.view(hyperparameters);
    const game = () =>
      toParallel(new DesignEnv(problem), factorisation, { observation: observation as ParallelObservationKind });
    const first = game();
    const players = first.possibleAgents.map((agent) => ({
      agent,
      observationSpace: first.observationSpace(agent),
      actionSpace: first.actionSpace(agent),
    }));
    const learner = definition.createLearner({ ...common, players, stateSize: first.state().length });
    return { learner, train: (steps: number) => learner.train(environments(game), steps) };
  };

  describe(`learner ${definition.name} on design problems, ${JSON.stringify(light)}`, () => {
    before(() => definition.prepare());

    for (const testCase of agentCases) {
      it(`spends budgets smaller than an update, and larger ones, on valid designs: ${testCase.name}`, () => {
        for (const budget of [1, 2, 5, 24]) sound(run(problemOf(testCase), budget), testCase);
      });
    }

    it('keeps the masks', () => {
      const masked = agentCases.find(({ mask }) => mask !== undefined) as AgentCase;
      for (const { design } of run(problemOf(masked), 30).told) {
        assert.ok(Number(design['left']) + Number(design['right']) <= 10, JSON.stringify(design));
      }
    });

    it('repeats itself with the same seed, and differs with another', () => {
      const designs = (seed: number) => run(problemOf(mixed), 12, {}, seed).told.map(({ design }) => design);
      assert.deepEqual(designs(5), designs(5));
      assert.notDeepEqual(designs(5), designs(6));
    });

    it('goes on when every design is infeasible', () => {
      const evaluate = (design: Design): Evaluation => ({
        ...judged(mixed, design),
        objectives: [100],
        feasible: false,
        violation: 0.5,
        violations: [{ name: 'limit', value: 1.5, limit: 1, excess: 0.5 }],
      });
      for (const reward of ['rank', 'negative', 'bounded'])
        sound(run(problemOf(mixed, { evaluate }), 20, { reward }), mixed);
    });

    it('goes on when every design is as good as any other', () => {
      const evaluate = (design: Design): Evaluation => ({
        ...judged(mixed, design),
        metrics: { cost: 7 },
        objectives: [7],
      });
      for (const reward of ['rank', 'negative']) sound(run(problemOf(mixed, { evaluate }), 20, { reward }), mixed);
    });

    it('is not poisoned by rewards and figures that are not finite, or by a simulator that throws', () => {
      const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const rewards = {
        own: ({ objectives: [cost = 0] }: Evaluation) => [...bad, 1][Math.floor(cost * 1e4) % 4] as number,
      };
      sound(run(problemOf(mixed, { rewards }), 20, { reward: 'own' }), mixed);
      let count = 0;
      const evaluate = (design: Design): Evaluation => {
        if (count++ % 5 === 0) throw new Error('the simulator has no answer');
        const value = count % 2 === 0 ? (bad[count % 3] as number) : 1;
        return { ...judged(mixed, design), metrics: { cost: value }, objectives: [value] };
      };
      sound(run(problemOf(mixed, { evaluate }), 20), mixed);
    });

    it('gives states that are plain JSON, not shared with the learner', () => {
      const { states } = run(problemOf(mixed), 24);
      assert.ok(states.length > 1);
      assert.deepEqual(JSON.parse(JSON.stringify(states)), states);
      assert.notDeepEqual(states[0], states.at(-1), 'the first state did not move on');
    });

    it('continues bit for bit from a state that went through JSON', () => {
      for (const steps of [0, 3, 24]) {
        const [original, restored] = [trainee(problemOf(mixed), 1), trainee(problemOf(mixed), 99)];
        if (steps > 0) original.train(steps);
        const state = original.learner.state();
        restored.learner.restore(JSON.parse(JSON.stringify(state)) as Json);
        assert.deepEqual(restored.learner.state(), state);
        for (const { train } of [original, restored]) train(24);
        assert.deepEqual(restored.learner.state(), original.learner.state(), `after ${steps} steps`);
        for (const { learner } of [original, restored]) learner.dispose();
      }
    });
  });
}
