import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { prepareSearcher } from '../../../agents/index.js';
import { Env, type ResetOptions, type ResetResult, type StepResult } from '../../../src/gym/index.js';
import { Box, Discrete } from '../../../src/spaces/index.js';
import { alone, sacOn } from './sac-on.js';

before(() => prepareSearcher('sac'));

/** Sees a sign and is paid for answering 0 or 1 with it; of its 16 answers two are allowed. */
class Signs extends Env<Float32Array, number> {
  override readonly observationSpace = new Box(-1, 1, [1]);
  override readonly actionSpace = new Discrete(16);
  #sign = 1;

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    const info = this.seedEpisode(options);
    this.#sign = this.random.uniform() < 0.5 ? -1 : 1;
    const actionMask = Uint8Array.from({ length: 16 }, (_, answer) => (answer < 2 ? 1 : 0));
    return { observation: Float32Array.of(this.#sign), info: { ...info, actionMask } };
  }

  override step(action: number): StepResult<Float32Array> {
    const reward = action === (this.#sign > 0 ? 1 : 0) ? 1 : 0;
    return { observation: Float32Array.of(this.#sign), reward, terminated: true, truncated: false, info: {} };
  }
}

it('keeps a share of the entropy that masks leave, so its temperature settles and it learns', () => {
  const env = alone(new Signs());
  const learner = sacOn(env, 900, { hidden: [16], warmup: 100, learningRate: 0.01 });
  const { figures } = learner.train(env, 900);
  // 0.98 ln 2 of entropy between rewards of 0 and 1: the logits differ by 0.34, so the temperature is about 3.
  assert.ok(Math.abs((figures.temperature as number) - 3) < 1, `temperature ${figures.temperature}`);
  const mask = Uint8Array.from({ length: 16 }, (_, answer) => (answer < 2 ? 1 : 0));
  assert.deepEqual(learner.act([Float32Array.of(-1), Float32Array.of(1)], [mask, mask]), [0, 1]);
  learner.dispose();
});
