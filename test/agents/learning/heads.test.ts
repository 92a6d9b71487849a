import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Head, headOf } from '../../../agents/learning/head.js';
import { Box, Discrete, MultiDiscrete, Tuple } from '../../../src/spaces/index.js';
import { RandomStream } from '../../../src/stats/random.js';
import { assertGradient } from '../../nn/finite-differences.js';

const random = RandomStream.from(3, 'test');
const outputsOf = (head: Head): Float32Array => Float32Array.from({ length: head.outputs }, () => random.normal());

describe('policy heads', () => {
  for (const [name, space, given] of [
    ['Discrete', new Discrete(4, 2), Uint8Array.of(1, 0, 1, 1)],
    ['MultiDiscrete', new MultiDiscrete([3, 2, 4]), [Uint8Array.of(0, 1, 1), undefined, Uint8Array.of(1, 1, 0, 1)]],
    ['Box', new Box(-2, 2, [3]), undefined],
  ] as const) {
    const head = headOf(space);
    const mask = head.flatMask(given);
    const values = outputsOf(head);
    const outputs = { values, offset: 0 };

    it(`${name}: slopes of log-probability and entropy are those of finite differences`, () => {
      const action = { values: new Float32Array(head.numbers), offset: 0 };
      head.sample(outputs, mask, random, action);
      for (const pull of [
        { logProbability: 1.3, entropy: 0 },
        { logProbability: 0, entropy: 0.7 },
        { logProbability: -0.4, entropy: 0.2 },
      ]) {
        const gradient = { values: new Float32Array(head.outputs), offset: 0 };
        head.addGradient(outputs, mask, action, pull, gradient);
        const loss = (): number =>
          pull.logProbability * head.logProbability(outputs, mask, action) + pull.entropy * head.entropy(outputs, mask);
        assertGradient(loss, values, gradient.values, { width: 1e-3, tolerance: 5e-3 });
      }
    });

    it(`${name}: samples lie in the space, and the log-probability is that of the sample`, () => {
      for (let i = 0; i < 50; i++) {
        const action = { values: new Float32Array(head.numbers), offset: 0 };
        const logProbability = head.sample(outputs, mask, random, action);
        assert.ok(space.contains(head.value(action)));
        assert.ok(Math.abs(logProbability - head.logProbability(outputs, mask, action)) < 1e-6);
      }
    });
  }

  it('never take a masked value, however large its logit, and give it no slope', () => {
    const head = headOf(new MultiDiscrete([3, 2]));
    const mask = head.flatMask([Uint8Array.of(1, 0, 1), Uint8Array.of(0, 1)]);
    const values = Float32Array.of(0, 50, 1, 80, 0);
    const action = { values: new Float32Array(2), offset: 0 };
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) {
      head.sample({ values, offset: 0 }, mask, random, action);
      seen.add(action.values[0] as number);
      assert.equal(action.values[1], 1);
    }
    assert.deepEqual([...seen].sort(), [0, 2]);
    head.greedy({ values, offset: 0 }, mask, action);
    assert.deepEqual([...action.values], [2, 1]);
    const gradient = { values: new Float32Array(5), offset: 0 };
    head.addGradient({ values, offset: 0 }, mask, action, { logProbability: 1, entropy: 1 }, gradient);
    assert.equal(gradient.values[1], 0);
    assert.equal(gradient.values[3], 0);
    assert.ok(Math.abs(head.entropy({ values, offset: 0 }, mask) - 0.5822) < 1e-4, 'entropy of softmax(0, 1) alone');
  });

  it('draw with the probabilities of the softmax', () => {
    const head = headOf(new Discrete(3));
    const counts = [0, 0, 0];
    const action = { values: new Float32Array(1), offset: 0 };
    for (let i = 0; i < 6000; i++) {
      head.sample(
        { values: Float32Array.of(Math.log(1), Math.log(2), Math.log(3)), offset: 0 },
        head.flatMask(undefined),
        random,
        action,
      );
      counts[action.values[0] as number] = (counts[action.values[0] as number] as number) + 1;
    }
    counts.forEach((count, k) => {
      assert.ok(Math.abs(count - 1000 * (k + 1)) < 130, String(counts));
    });
  });

  it('refuse spaces and masks that they cannot handle', () => {
    assert.throws(() => headOf(new Tuple([new Discrete(2)])), { code: 'badRequest', path: '/actionSpace' });
    assert.throws(() => headOf(new Discrete(3)).flatMask(Uint8Array.of(1, 1)), {
      code: 'badRequest',
      path: '/actionMask',
    });
  });
});
