import type { PlayerSpaces } from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import type { Info, ParallelEnv, PerAgent } from '../../src/gym/index.js';
import type { Arena, ArenaStep, Final, Sight } from './arena.js';

/** How observations become rows. */
export interface ParallelLayout {
  readonly players: readonly PlayerSpaces[];
  /** Numbers a row: the longest observation, then the agent's number one-hot where `numbered`. */
  readonly width: number;
  readonly numbered: boolean;
}

/** Equal games of several agents that are played side by side. */
export class ParallelArena implements Arena {
  readonly agents: number;
  readonly environments: number;
  readonly envs: readonly ParallelEnv[];
  readonly #layout: ParallelLayout;
  readonly #observations: PerAgent<unknown>[];
  readonly #infos: PerAgent<Info>[];
  #sight: Sight;

  /** Resets `envs`: the first with `seed`, the others with the numbers after it. */
  constructor(envs: readonly ParallelEnv[], layout: ParallelLayout, seed: number) {
    this.envs = envs;
    this.agents = layout.players.length;
    this.environments = envs.length;
    this.#layout = layout;
    const results = envs.map((env, i) => env.reset({ seed: seed + i }));
    this.#observations = results.map(({ observations }) => observations);
    this.#infos = results.map(({ infos }) => infos);
    this.#sight = this.#seen();
  }

  get sight(): Sight {
    return this.#sight;
  }

  mask(agent: number, environment: number): unknown {
    return this.#infos[environment]?.[this.#name(agent)]?.actionMask;
  }

  step(value: (agent: number, environment: number) => unknown): ArenaStep {
    const count = this.environments;
    const rewards = new Float64Array(this.agents * count);
    const terminations = new Uint8Array(count);
    const truncations = new Uint8Array(count);
    const finals = new Map<number, Final>();
    this.envs.forEach((env, i) => {
      const result = env.step(Object.fromEntries(this.#layout.players.map(({ agent }, k) => [agent, value(k, i)])));
      this.#layout.players.forEach(({ agent }, k) => {
        rewards[k * count + i] = result.rewards[agent] as number;
      });
      this.#observations[i] = result.observations;
      this.#infos[i] = result.infos;
      if (env.agents.length === this.agents) return;
      if (env.agents.length > 0) throw leftEarly(env);
      const terminated = this.#layout.players.every(({ agent }) => result.terminations[agent]);
      terminations[i] = terminated ? 1 : 0;
      truncations[i] = terminated ? 0 : 1;
      if (!terminated) {
        finals.set(i, {
          observations: rowsOf(this.#layout, [result.observations]),
          states: statesOf([env]),
          masks: this.#layout.players.map(({ agent }) => result.infos[agent]?.actionMask),
        });
      }
      const begun = env.reset();
      this.#observations[i] = begun.observations;
      this.#infos[i] = begun.infos;
    });
    this.#sight = this.#seen();
    return { rewards, terminations, truncations, finals };
  }

  #seen(): Sight {
    return { observations: rowsOf(this.#layout, this.#observations), states: statesOf(this.envs) };
  }

  #name(agent: number): string {
    return this.#layout.players[agent]?.agent ?? '';
  }
}

/** Rows [agents, environments, width] of what all agents see. */
export function rowsOf({ players, width, numbered }: ParallelLayout, seen: readonly PerAgent<unknown>[]): Float32Array {
  const rows = new Float32Array(players.length * seen.length * width);
  players.forEach(({ agent, observationSpace }, k) => {
    seen.forEach((observations, i) => {
      const start = (k * seen.length + i) * width;
      observationSpace.flattenInto(observations[agent], rows, start);
      if (numbered) rows[start + width - players.length + k] = 1;
    });
  });
  return rows;
}

function statesOf(envs: readonly ParallelEnv[]): Float32Array {
  return Float32Array.from(envs.flatMap((env) => Array.from(env.state())));
}

function leftEarly({ agents, possibleAgents }: ParallelEnv): CogymError {
  const gone = possibleAgents.filter((agent) => !agents.includes(agent));
  return new CogymError('invalidEnv', `agents must stay until the episode ends, but ${gone.join(', ')} left before`);
}
