import { badRequest } from '../../src/errors.js';
import type { Info, VectorEnv } from '../../src/gym/index.js';
import { createBatch, readBatch, type Space, writeBatch } from '../../src/spaces/index.js';
import type { Arena, ArenaStep, Final, Sight } from './arena.js';

const NO_STATES = new Float32Array(0);

/** A vector of environments of one agent. */
export class VectorArena implements Arena {
  readonly agents = 1;
  readonly environments: number;
  readonly env: VectorEnv<unknown, unknown>;
  #sight: Sight;
  #infos: readonly Info[];

  /** Resets `env`. @throws badRequest for another autoreset mode than `sameStep` */
  constructor(env: VectorEnv<unknown, unknown>, seed: number) {
    if (env.autoreset !== 'sameStep') {
      throw badRequest('/env', `learners need the autoreset mode sameStep, not ${env.autoreset}`);
    }
    this.env = env;
    this.environments = env.numEnvs;
    const { observations, infos } = env.reset({ seed });
    this.#sight = this.#seen(observations);
    this.#infos = infos;
  }

  get sight(): Sight {
    return this.#sight;
  }

  mask(_agent: number, environment: number): unknown {
    return this.#infos[environment]?.actionMask;
  }

  step(value: (agent: number, environment: number) => unknown): ArenaStep {
    const { env } = this;
    const actions = createBatch(env.singleActionSpace, env.numEnvs);
    for (let i = 0; i < env.numEnvs; i++) writeBatch(env.singleActionSpace, actions, i, value(0, i));
    const { observations, rewards, terminations, truncations, infos } = env.step(actions);
    const finals = new Map<number, Final>();
    infos.forEach((info, i) => {
      if (truncations[i] !== 1 || terminations[i] === 1) return;
      const observations = flatRows(env.singleObservationSpace, [info.finalObservation]);
      finals.set(i, { observations, states: NO_STATES, masks: [(info.finalInfo as Info | undefined)?.actionMask] });
    });
    this.#sight = this.#seen(observations);
    this.#infos = infos;
    return { rewards, terminations, truncations, finals };
  }

  #seen(observations: Parameters<typeof readBatch>[1]): Sight {
    const space = this.env.singleObservationSpace;
    const values = Array.from({ length: this.environments }, (_, i) => readBatch(space, observations, i));
    return { observations: flatRows(space, values), states: NO_STATES };
  }
}

/** Values of `space`, one flat row each. */
export function flatRows(space: Space<unknown>, values: readonly unknown[]): Float32Array {
  const rows = new Float32Array(values.length * space.flatdim);
  values.forEach((value, i) => {
    space.flattenInto(value, rows, i * space.flatdim);
  });
  return rows;
}
