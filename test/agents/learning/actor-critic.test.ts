import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ActorCritic } from '../../../agents/learning/actor-critic.js';
import type { Arena, ArenaStep, Sight } from '../../../agents/learning/arena.js';
import { headOf } from '../../../agents/learning/head.js';
import { decodeFloat32 } from '../../../src/models/base64.js';
import { loadBackend } from '../../../src/nn/index.js';
import { Discrete } from '../../../src/spaces/index.js';

const nothing: Sight = { observations: new Float32Array(0), states: new Float32Array(0) };

/** One environment whose episodes end after a step, each with reward 1. */
class OneStep implements Arena {
  readonly agents: number;
  readonly environments = 1;
  readonly sight = nothing;
  readonly #truncated: boolean;

  constructor(agents: number, truncated: boolean) {
    this.agents = agents;
    this.#truncated = truncated;
  }

  mask(): undefined {
    return undefined;
  }

  step(): ArenaStep {
    return {
      rewards: new Float64Array(this.agents).fill(1),
      terminations: Uint8Array.of(this.#truncated ? 0 : 1),
      truncations: Uint8Array.of(this.#truncated ? 1 : 0),
      finals: this.#truncated ? new Map([[0, { ...nothing, masks: [] }]]) : new Map(),
    };
  }
}

/** What the critic believes after it has played `OneStep`. */
function values(agents: number, truncated: boolean): number[] {
  const core = new ActorCritic({
    ...{ heads: Array.from({ length: agents }, () => headOf(new Discrete(2))), observation: 0, shared: false },
    ...{ hidden: [8], environments: 1, steps: 8, epochs: 4, minibatch: 8, learningRate: 0.05, anneal: false },
    ...{ gamma: 0.5, lambda: 0.9, clip: 0.2, entropy: 0, valueWeight: 0.5, valueClip: 0, emphasis: 0 },
    ...{ huberDelta: Number.POSITIVE_INFINITY, normaliseValues: false, maxGradientNorm: 0.5, targetKl: 0 },
    ...{ budget: 1600, seed: 1 },
  });
  core.train(new OneStep(agents, truncated), 1600);
  const { critic } = core.state() as { critic: { weights: string[] } };
  core.dispose();
  return [...decodeFloat32(critic.weights[0], '')];
}

describe('the end of an episode', () => {
  before(() => loadBackend());

  for (const agents of [1, 2]) {
    it(`is followed by nothing when it came, by the value of the last view when it was cut short: ${agents} agent(s)`, () => {
      for (const value of values(agents, false)) assert.ok(Math.abs(value - 1) < 0.02, `${value}, not 1`);
      // v = 1 + v/2.
      for (const value of values(agents, true)) assert.ok(Math.abs(value - 2) < 0.02, `${value}, not 2`);
    });
  }
});
