import assert from 'node:assert/strict';
import { type Info, type MakeOptions, makeVec, type VectorEnv } from '../../src/gym/index.js';
import { difference } from '../../src/gym/same-value.js';
import type { AutoresetMode } from '../../src/gym/vector/vector-env.js';
import { type Batched, createBatch, writeBatch } from '../../src/spaces/index.js';

export interface VectorCheck {
  readonly numEnvs?: number;
  readonly workers?: number;
  readonly steps?: number;
  readonly autoreset?: AutoresetMode;
  /** Modules that register the environment. */
  readonly modules?: readonly string[];
}

/** Seconds of an episode, which no two runs share. */
const TIMES = /\/episode\/t$/;

/** Checks that a vector on worker threads gives what one in this thread gives, bit for bit: results, infos, pictures. */
export function checkVectorsAgree(id: string, options: MakeOptions = {}, check: VectorCheck = {}): void {
  const { numEnvs = 3, workers = 2, steps = 30, autoreset = 'nextStep', modules } = check;
  const here = makeVec(id, numEnvs, { ...options, autoreset });
  const there = makeVec(id, numEnvs, { ...options, autoreset, modules, workers, vectorization: 'worker' });
  try {
    assert.ok(there.observationSpace.equals(here.observationSpace) && there.actionSpace.equals(here.actionSpace));
    let infos = agreed(here, there, 'reset', (vector) => vector.reset({ seed: 20 })).infos;
    here.singleActionSpace.seed(3);
    for (let step = 0; step < steps; step++) {
      const actions = sampled(here, infos);
      const result = agreed(here, there, `step ${step}`, (vector) => vector.step(actions));
      infos = result.infos;
      const ended = result.terminations.map((flag, i) => flag | (result.truncations[i] as number));
      if (autoreset !== 'disabled' || !ended.includes(1)) continue;
      const request = { resetMask: ended, seed: [...ended].map((_, i) => (i % 2 ? undefined : step + i)) };
      infos = agreed(here, there, `reset after step ${step}`, (vector) => vector.reset(request)).infos;
    }
    agreed(here, there, 'render', (vector) => vector.render());
  } finally {
    there.close();
    here.close();
  }
}

type AnyVector = VectorEnv<unknown, unknown>;

function agreed<T>(here: AnyVector, there: AnyVector, what: string, run: (vector: AnyVector) => T): T {
  const [mine, theirs] = [run(here), run(there)];
  const found = difference(mine, theirs, TIMES);
  assert.equal(found, undefined, `${what} differs at ${found}`);
  return mine;
}

function sampled({ singleActionSpace, numEnvs }: AnyVector, infos: readonly Info[]): Batched<unknown> {
  const actions = createBatch(singleActionSpace, numEnvs);
  for (let i = 0; i < numEnvs; i++) {
    writeBatch(singleActionSpace, actions, i, singleActionSpace.sample(infos[i]?.['actionMask']));
  }
  return actions;
}
