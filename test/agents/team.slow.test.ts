import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { learnerDefinition } from '../../agents/index.js';
import { TeamLearner } from '../../agents/learning/team-learner.js';
import { DesignEnv } from '../../src/design/design-env.js';
import { DesignSpace } from '../../src/design/design-space.js';
import type { ParallelLearner, PlayerSpaces } from '../../src/design/learner.js';
import { fillOptions } from '../../src/design/options.js';
import { integer } from '../../src/design/parameter.js';
import { toParallel } from '../../src/design/to-parallel.js';
import type { ParallelEnv, PerAgent } from '../../src/gym/index.js';
import { loadBackend } from '../../src/nn/index.js';
import { Box, Discrete } from '../../src/spaces/index.js';

/** The climbing game (Claus & Boutilier 1998): the best pair of answers is next to the worst. */
const PAYOFFS = [
  [11, -30, 0],
  [-30, 7, 6],
  [0, 0, 5],
] as const;

class Climbing implements ParallelEnv<Float32Array, number> {
  readonly possibleAgents = ['row', 'column'];
  agents: readonly string[] = [];
  readonly #observation = new Box<'float32'>(1, 1);
  readonly #action = new Discrete(3);
  plays = 0;

  observationSpace(): Box<'float32'> {
    return this.#observation;
  }

  actionSpace(): Discrete {
    return this.#action;
  }

  reset() {
    this.agents = this.possibleAgents;
    return { observations: this.#each(() => Float32Array.of(1)), infos: this.#each(() => ({})) };
  }

  step(actions: Readonly<PerAgent<number>>) {
    this.plays++;
    const reward = PAYOFFS[actions.row as number]?.[actions.column as number] as number;
    this.agents = [];
    return {
      observations: this.#each(() => Float32Array.of(1)),
      rewards: this.#each(() => reward),
      terminations: this.#each(() => true),
      truncations: this.#each(() => false),
      infos: this.#each(() => ({})),
    };
  }

  state(): Float32Array {
    return Float32Array.of(1);
  }

  render(): undefined {
    return undefined;
  }

  close(): void {}

  #each<T>(value: () => T): PerAgent<T> {
    return { row: value(), column: value() };
  }
}

const playersOf = (env: ParallelEnv): PlayerSpaces[] =>
  env.possibleAgents.map((agent) => ({
    agent,
    observationSpace: env.observationSpace(agent),
    actionSpace: env.actionSpace(agent),
  }));

function learnerFor(name: string, env: ParallelEnv, seed: number, given: object, budget = 2000): ParallelLearner {
  const definition = learnerDefinition(name);
  assert.ok(definition.plays === 'parallel');
  env.reset({ seed: 1 });
  const hyperparameters = fillOptions(definition.hyperparameters, given as Record<string, unknown>);
  return definition.createLearner({
    players: playersOf(env),
    stateSize: env.state().length,
    budget,
    seed,
    hyperparameters,
  });
}

const game = (): ParallelEnv => {
  const space = new DesignSpace([integer('a', 0, 3), integer('b', 0, 3), integer('c', 0, 5)]);
  const provenance = { simulator: 'test', validated: true, extrapolated: false };
  const problem = {
    id: 'team',
    version: '1',
    space,
    objectives: [{ name: 'cost', direction: 'minimize' as const }],
    metrics: [{ name: 'cost', unit: '', description: 'sum of the parameters', source: provenance }],
    evaluate: (design: Readonly<Record<string, unknown>>) => {
      const cost = Number(design.a) + Number(design.b) + Number(design.c);
      return { metrics: { cost }, objectives: [cost], feasible: true, violation: 0, violations: [], provenance };
    },
  };
  return toParallel(new DesignEnv(problem), 'per-parameter') as unknown as ParallelEnv;
};

describe('learners of several agents', () => {
  before(() => loadBackend());

  for (const name of ['ippo', 'mappo']) {
    it(`${name} ends the climbing game at 5 or more in at least 8 of 10 seeds within 2,000 plays`, () => {
      const ends = Array.from({ length: 10 }, (_, seed) => {
        const envs = Array.from({ length: 20 }, () => new Climbing());
        const given = { environments: 20, steps: 1, epochs: 4, hidden: [8], learningRate: 0.05, anneal: false };
        const learner = learnerFor(name, envs[0] as ParallelEnv, seed, given);
        learner.train(envs as unknown as ParallelEnv[], 2000);
        assert.equal(
          envs.reduce((sum, { plays }) => sum + plays, 0),
          2000,
        );
        const [actions] = learner.act([{ row: Float32Array.of(1), column: Float32Array.of(1) }]);
        learner.dispose();
        return PAYOFFS[actions?.row as number]?.[actions?.column as number] as number;
      });
      assert.ok(ends.filter((payoff) => payoff >= 5).length >= 8, String(ends));
    });

    it(`${name} continues bit for bit from a state that went through JSON`, () => {
      const given = { environments: 4, steps: 2, epochs: 2, hidden: [8] };
      const original = learnerFor(name, game(), 1, given);
      original.train([game(), game(), game(), game()], 16);
      const restored = learnerFor(name, game(), 7, given);
      restored.restore(JSON.parse(JSON.stringify(original.state())));
      for (const learner of [original, restored]) learner.train([game(), game(), game(), game()], 16);
      assert.deepEqual(restored.state(), original.state());
    });

    it(`${name} learns a design from slices of different sizes`, () => {
      const games = Array.from({ length: 8 }, game);
      const given = { environments: 8, steps: 4, epochs: 8, hidden: [16], learningRate: 0.01, anneal: false };
      const learner = learnerFor(name, games[0] as ParallelEnv, 3, given);
      learner.train(games, 960);
      const { observations } = (games[0] as ParallelEnv).reset();
      assert.deepEqual(learner.act([observations]), [{ a: 0, b: 0, c: 0 }]);
    });
  }

  it("gives the critic of mappo every agent's action, and that of ippo only its own", () => {
    const env = game();
    env.reset({ seed: 1 });
    env.step({ a: 3, b: 2, c: 5 });
    const { observations } = env.reset();
    // Making a learner below begins the game anew: keep what is seen now.
    const states = Float32Array.from(env.state());
    const sight = (width: number) => {
      const rows = new Float32Array(3 * width);
      env.possibleAgents.forEach((agent, k) => {
        rows.set(observations[agent] as Float32Array, k * width);
      });
      return { observations: rows, states };
    };
    const width = Math.max(...env.possibleAgents.map((agent) => env.observationSpace(agent).flatdim));
    /** Own last action of `agent`, one-hot, as it stands in an observation: 5 figures of the design come before. */
    const action = (agent: string, count: number): number[] =>
      Array.from((observations[agent] as Float32Array).subarray(5, 5 + count));
    const actions = [action('a', 4), action('b', 4), action('c', 6)];
    assert.deepEqual(actions, [
      [0, 0, 0, 1],
      [0, 0, 1, 0],
      [0, 0, 0, 0, 0, 1],
    ]);
    const contains = (row: Float32Array, part: readonly number[], at: number): boolean =>
      part.every((value, k) => row[at + k] === value);
    const inputs = (name: string): Float32Array => {
      const learner = learnerFor(name, env, 1, { hidden: [8] });
      assert.ok(learner instanceof TeamLearner);
      return learner.core.criticInputs(sight(width), 1);
    };
    const central = inputs('mappo');
    const alone = inputs('ippo');
    const [stateSize, size] = [env.state().length, central.length / 3];
    assert.equal(size, stateSize + 3);
    for (let agent = 0; agent < 3; agent++) {
      const row = central.subarray(agent * size, (agent + 1) * size);
      let at = 0;
      env.possibleAgents.forEach((name, k) => {
        assert.ok(contains(row, actions[k] as number[], at + 5), `action of ${name} in the input for agent ${agent}`);
        at += env.observationSpace(name).flatdim;
      });
      assert.deepEqual(
        [...row.subarray(stateSize)],
        [0, 1, 2].map((k) => (k === agent ? 1 : 0)),
      );
      const own = alone.subarray(agent * width, (agent + 1) * width);
      assert.deepEqual([...own], [...sight(width).observations.subarray(agent * width, (agent + 1) * width)]);
    }
    env.reset();
    env.step({ a: 3, b: 0, c: 0 });
    const other = env.reset().observations;
    const figures = (seen: unknown): number[] => Array.from((seen as Float32Array).subarray(5));
    assert.deepEqual(figures(other.a), figures(observations.a), 'what others did changes nothing of an own action');
  });
});
