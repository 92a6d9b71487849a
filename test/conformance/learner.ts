/**
 * What every learner on environments of one agent must do. Run it on a learner of your own:
 *
 * ```ts
 * import { learnerConformance } from 'codesign-gym/testing';
 * learnerConformance(myLearner);
 * ```
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Json } from '../../src/design/agent.js';
import { DesignEnv, type DesignEnvOptions } from '../../src/design/design-env.js';
import { DesignSpace } from '../../src/design/design-space.js';
import type { Learner, LearnerDefinition } from '../../src/design/learner.js';
import { fillOptions } from '../../src/design/options.js';
import { categorical, integer, ordinal } from '../../src/design/parameter.js';
import type { Problem } from '../../src/design/problem.js';
import { Env, type ResetOptions, type ResetResult, type StepResult, SyncVectorEnv } from '../../src/gym/index.js';
import { Box, Discrete, type Space } from '../../src/spaces/index.js';

/** One step episodes: sees a sign, is paid for answering with it; one answer is forbidden now and then. */
class Echo extends Env<Float32Array, number> {
  override readonly observationSpace = new Box(-1, 1, [1]);
  override readonly actionSpace: Discrete;
  #sign = 1;
  readonly #reward: (right: boolean, count: number) => number;
  #count = 0;

  constructor(reward: (right: boolean, count: number) => number = (right) => (right ? 1 : 0), answers = 3) {
    super();
    this.#reward = reward;
    this.actionSpace = new Discrete(answers);
  }

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    const info = this.seedEpisode(options);
    this.#sign = this.random.uniform() < 0.5 ? -1 : 1;
    return { observation: Float32Array.of(this.#sign), info: { ...info, actionMask: this.#mask() } };
  }

  override step(action: number): StepResult<Float32Array> {
    if (this.#mask()[action] !== 1) throw new Error(`action ${action} is masked`);
    this.#count++;
    const reward = this.#reward(action === (this.#sign > 0 ? 1 : 0), this.#count);
    const observation = Float32Array.of(this.#sign);
    return { observation, reward, terminated: true, truncated: false, info: {} };
  }

  /** The last answer is never allowed, unless it is the only one. */
  #mask(): Uint8Array {
    const { n } = this.actionSpace;
    return Uint8Array.from({ length: n }, (_, k) => (n > 1 && k === n - 1 ? 0 : 1));
  }
}

const problem = (space: DesignSpace): Problem => ({
  id: 'conformance',
  version: '1',
  space,
  objectives: [{ name: 'cost', direction: 'minimize' }],
  metrics: [
    {
      name: 'cost',
      unit: '',
      description: 'distance from the upper end',
      source: { simulator: 'conformance', validated: true, extrapolated: false },
    },
  ],
  evaluate(design) {
    const cost = space.toUnit(design).reduce((sum, u) => sum + (1 - u) ** 2, 0);
    const provenance = { simulator: 'conformance', validated: true, extrapolated: false };
    return { metrics: { cost }, objectives: [cost], feasible: true, violation: 0, violations: [], provenance };
  },
});

const designs = new DesignSpace([categorical('kind', ['a', 'b']), integer('count', 1, 5), ordinal('size', [1, 2, 4])]);

const clone = (state: Json): Json => JSON.parse(JSON.stringify(state)) as Json;

/** Registers the tests of `definition` with node:test. @param light hyperparameters that make it cheap */
export function learnerConformance(definition: LearnerDefinition, light: Readonly<Record<string, unknown>> = {}): void {
  const hyperparameters = fillOptions(definition.hyperparameters, light);
  const make = (
    { observationSpace, actionSpace }: { observationSpace: Space<unknown>; actionSpace: Space<unknown> },
    seed = 1,
  ): Learner => definition.createLearner({ observationSpace, actionSpace, budget: 400, seed, hyperparameters });
  const vector = (count: number, env: () => object): SyncVectorEnv<unknown, unknown> =>
    new SyncVectorEnv<unknown, unknown>(
      Array.from({ length: count }, () => env as unknown as () => Env<unknown, unknown>),
      { autoreset: 'sameStep' },
    );
  const echo = (count = 4, ...rest: ConstructorParameters<typeof Echo>): SyncVectorEnv<unknown, unknown> =>
    vector(count, () => new Echo(...rest));
  const design = (space: DesignSpace, options: DesignEnvOptions, count = 2): SyncVectorEnv<unknown, unknown> =>
    vector(count, () => new DesignEnv(problem(space), options));

  describe(`learner ${definition.name}`, () => {
    before(() => definition.prepare());

    it('describes itself', () => {
      assert.match(definition.name, /^[a-z][a-z0-9-]*$/);
      assert.ok(definition.summary.length > 0);
      fillOptions(definition.hyperparameters, { ...definition.designDefaults });
    });

    it('learns to answer, and never acts against a mask', () => {
      const learner = make(new Echo());
      const { returns, steps } = learner.train(echo(), 400);
      assert.equal(steps, 400);
      assert.equal(returns.length, 400);
      assert.deepEqual(
        learner.act([Float32Array.of(-1), Float32Array.of(1)], [Uint8Array.of(1, 1, 0), Uint8Array.of(1, 1, 0)]),
        [0, 1],
      );
      assert.deepEqual(learner.act([Float32Array.of(1)], [Uint8Array.of(0, 0, 1)]), [2]);
    });

    it('repeats itself with the same seed, and differs with another', () => {
      const trained = (seed: number): Json => {
        const learner = make(new Echo(), seed);
        learner.train(echo(), 120);
        return learner.state();
      };
      assert.deepEqual(trained(5), trained(5));
      assert.notDeepEqual(trained(5), trained(6));
    });

    it('continues bit for bit from a state that went through JSON', () => {
      for (const steps of [0, 4, 120]) {
        const original = make(new Echo());
        if (steps > 0) original.train(echo(), steps);
        const state = original.state();
        const restored = make(new Echo(), 99);
        restored.restore(clone(state));
        assert.deepEqual(restored.state(), state);
        assert.equal(restored.steps, steps);
        original.train(echo(), 120);
        restored.train(echo(), 120);
        assert.deepEqual(restored.state(), original.state(), `after ${steps} steps`);
      }
    });

    it('is not poisoned by rewards that are not finite', () => {
      const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const learner = make(new Echo());
      learner.train(
        echo(4, (right, count) => (count % 4 === 0 ? (bad[count % 3] as number) : right ? 1 : 0)),
        160,
      );
      const state = learner.state();
      assert.deepEqual(clone(state), state);
      assert.ok(learner.act([Float32Array.of(1)]).every((action) => Number.isInteger(action)));
    });

    it('trains on one step, on fewer than a batch, and on another vector afterwards', () => {
      const learner = make(new Echo());
      assert.equal(learner.train(echo(1), 1).steps, 1);
      assert.equal(learner.train(echo(3), 3).steps, 3);
      assert.equal(learner.steps, 4);
    });

    it('acts in spaces of one value', () => {
      const learner = make(new Echo(undefined, 1));
      learner.train(echo(4, undefined, 1), 80);
      assert.deepEqual(learner.act([Float32Array.of(1)]), [0]);
      const only = new DesignSpace([categorical('only', ['this']), integer('one', 1, 1)]);
      const env = design(only, {});
      make({ observationSpace: env.singleObservationSpace, actionSpace: env.singleActionSpace }).train(env, 40);
    });

    for (const options of [
      { mode: 'bandit' },
      { mode: 'bandit', observation: 'none' },
      { mode: 'bandit', action: 'box' },
      { mode: 'sequential' },
    ] as const) {
      it(`trains on design problems: ${JSON.stringify(options)}`, () => {
        const env = design(designs, options);
        const learner = make({ observationSpace: env.singleObservationSpace, actionSpace: env.singleActionSpace });
        const { steps } = learner.train(env, 80);
        assert.equal(steps, 80);
        const { observations, infos } = env.reset({ seed: 1 });
        assert.ok(observations instanceof Float32Array);
        const seen = observations.slice(0, env.singleObservationSpace.flatdim);
        assert.ok(env.singleActionSpace.contains(learner.act([seen], [infos[0]?.actionMask])[0]));
      });
    }

    it('refuses vectors that do not reset in the same step', () => {
      const other = new SyncVectorEnv<unknown, unknown>([() => new Echo() as unknown as Env<unknown, unknown>]);
      assert.throws(() => make(new Echo()).train(other, 1), { code: 'badRequest', message: /sameStep/ });
    });
  });
}
