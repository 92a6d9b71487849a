import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { prepareSearcher } from '../../../agents/index.js';
import { Env, type ResetOptions, type ResetResult, type StepResult } from '../../../src/gym/index.js';
import { decodeBytes } from '../../../src/models/base64.js';
import { Box, Discrete } from '../../../src/spaces/index.js';
import { alone, sacOn } from './sac-on.js';

before(() => prepareSearcher('sac'));

/** Two steps of reward 1, then cut short. Other actions are allowed at each of them and behind the last. */
class Short extends Env<Float32Array, number> {
  static readonly masks = [Uint8Array.of(1, 0, 0), Uint8Array.of(0, 1, 0), Uint8Array.of(0, 0, 1)] as const;
  override readonly observationSpace = new Box(0, 2, [1]);
  override readonly actionSpace = new Discrete(3);
  #made = 0;

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    const info = this.seedEpisode(options);
    this.#made = 0;
    return { observation: Float32Array.of(0), info: { ...info, actionMask: Short.masks[0] } };
  }

  override step(): StepResult<Float32Array> {
    this.#made++;
    const info = { actionMask: Short.masks[this.#made] };
    return {
      observation: Float32Array.of(this.#made),
      reward: 1,
      terminated: false,
      truncated: this.#made === 2,
      info,
    };
  }
}

it('remembers what was allowed in the last view of an episode that was cut short', () => {
  const env = alone(new Short());
  const learner = sacOn(env, 4, { hidden: [8] });
  learner.train(env, 4);
  const { replay } = learner.state() as unknown as { replay: { masks: string; nextMasks: string } };
  const [first, second, last] = Short.masks.map((mask) => [...mask]) as [number[], number[], number[]];
  assert.deepEqual([...decodeBytes(replay.masks, '')], [first, second, first, second].flat());
  assert.deepEqual([...decodeBytes(replay.nextMasks, '')], [second, last, second, last].flat());
  learner.dispose();
});
