import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  checkParallelEnv,
  type Info,
  type ParallelEnv,
  type ParallelResetResult,
  type ParallelStepResult,
  type PerAgent,
  type ResetOptions,
} from '../../src/gym/index.js';
import { Box, Discrete, type Space } from '../../src/spaces/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { parallelEnvConformance } from '../conformance/parallel-env.js';

type Result = ParallelStepResult<Float32Array>;

/** Two agents that draw numbers; the first leaves after two steps, the second after four. */
class Pair implements ParallelEnv<Float32Array, number> {
  readonly possibleAgents: readonly string[] = ['short', 'long'];
  agents: readonly string[] = [];
  readonly #spaces: Readonly<Record<string, Space<Float32Array>>> = { short: new Box(0, 9), long: new Box(0, 9) };
  readonly #actions: Readonly<Record<string, Space<number>>> = { short: new Discrete(2), long: new Discrete(3) };
  #random = RandomStream.from(0);
  #count = 0;

  observationSpace(agent: string): Space<Float32Array> {
    return this.#spaces[agent] as Space<Float32Array>;
  }

  actionSpace(agent: string): Space<number> {
    return this.#actions[agent] as Space<number>;
  }

  reset({ seed }: ResetOptions = {}): ParallelResetResult<Float32Array> {
    if (seed !== undefined) this.#random = RandomStream.from(seed);
    this.agents = this.possibleAgents;
    this.#count = 0;
    return { observations: this.each(() => this.#draw()), infos: this.each(() => ({}) as Info) };
  }

  step(actions: Readonly<PerAgent<number>>): Result {
    for (const agent of this.agents) this.actionSpace(agent).check(actions[agent], `/actions/${agent}`);
    this.#count += 1;
    const result = {
      observations: this.each(() => this.#draw()),
      rewards: this.each((agent) => actions[agent] as number),
      terminations: this.each((agent) => this.#count >= (agent === 'short' ? 2 : 4)),
      truncations: this.each(() => false),
      infos: this.each(() => ({}) as Info),
    };
    this.agents = this.agents.filter((agent) => !result.terminations[agent]);
    return result;
  }

  state(): Float32Array {
    return Float32Array.of(this.#count);
  }

  render(): string | undefined {
    return undefined;
  }

  close(): void {}

  protected each<T>(make: (agent: string) => T): PerAgent<T> {
    return Object.fromEntries(this.agents.map((agent) => [agent, make(agent)]));
  }

  #draw(): Float32Array {
    return Float32Array.of(this.#random.uniform());
  }
}

parallelEnvConformance('Pair', () => new Pair());

let calls = 0;

/** A Pair whose steps go through `change`. */
function stepping(change: (result: Result, env: Pair) => unknown): ParallelEnv {
  return new (class extends Pair {
    override step(actions: PerAgent<number>): Result {
      return change(super.step(actions), this) as Result;
    }
  })();
}

const without = (entries: object, key: string) =>
  Object.fromEntries(Object.entries(entries).filter(([name]) => name !== key));

const broken: Readonly<Record<string, [make: () => ParallelEnv, message: RegExp]>> = {
  'no agents': [
    () => Object.assign(new Pair(), { possibleAgents: [] }),
    /possibleAgents must be a non-empty array of names/,
  ],
  'an agent twice': [
    () => Object.assign(new Pair(), { possibleAgents: ['short', 'short'] }),
    /names of possibleAgents must differ/,
  ],
  'a new space at each call': [
    () => Object.assign(new Pair(), { actionSpace: () => new Discrete(2) }),
    /actionSpace\("short"\) must return the same object at every call/,
  ],
  'no space': [
    () => Object.assign(new Pair(), { observationSpace: () => undefined }),
    /observationSpace\("short"\) must be a Space, got undefined/,
  ],
  'a missing observation': [
    () => stepping((result) => ({ ...result, observations: without(result.observations, 'long') })),
    /observations of step\(\) must have exactly the live agents short, long, got short/,
  ],
  'an observation of a dead agent': [
    () => stepping((result) => ({ ...result, observations: { short: Float32Array.of(0), long: Float32Array.of(0) } })),
    /observations of step\(\) must have exactly the live agents long, got short, long/,
  ],
  'no infos': [
    () => stepping(({ infos: _, ...result }) => result),
    /infos of step\(\) must have exactly .* got undefined/,
  ],
  'an observation outside its space': [
    () => stepping((result) => ({ ...result, observations: { ...result.observations, long: Float32Array.of(-1) } })),
    /agent "long": the observation of step\(\)\/0 is -1/,
  ],
  'a reward of NaN': [
    () => stepping((result) => ({ ...result, rewards: { ...result.rewards, long: Number.NaN } })),
    /agent "long": the reward of step\(\) must be a finite number, got NaN/,
  ],
  'a dead agent that stays': [
    () =>
      stepping((result, env) => {
        env.agents = env.possibleAgents;
        return result;
      }),
    /agent "short" ended or was not live, and must not be in agents/,
  ],
  'a live agent that vanishes': [
    () =>
      stepping((result, env) => {
        env.agents = env.agents.filter((agent) => agent !== 'long');
        return result;
      }),
    /agent "long" did not end and must still be in agents/,
  ],
  'another run with the same seed': [
    () =>
      stepping((result) => ({
        ...result,
        rewards: Object.fromEntries(Object.keys(result.rewards).map((key) => [key, calls++])),
      })),
    /same seed and actions must give the same results; result \d+ differs at \/rewards\/short/,
  ],
  'a state of another length': [
    () => Object.assign(new Pair(), { state: () => new Float32Array(1 + calls++) }),
    /state\(\) must keep its length/,
  ],
  'a state that is no typed array': [
    () => Object.assign(new Pair(), { state: () => [0] }),
    /state\(\) must return a Float32Array/,
  ],
  'a wrong action accepted': [
    () =>
      new (class extends Pair {
        override step(actions: PerAgent<number>): Result {
          return super.step({ ...actions, ...(this.agents.includes('short') ? { short: 0 } : {}) });
        }
      })(),
    /must refuse the action null of "short"/,
  ],
};

describe('checkParallelEnv rejects', () => {
  for (const [name, [makeBroken, message]] of Object.entries(broken)) {
    test(name, () => {
      calls = 0;
      assert.throws(() => checkParallelEnv(makeBroken()), { code: 'invalidEnv', message });
    });
  }
});
