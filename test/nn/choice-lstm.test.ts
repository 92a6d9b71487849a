import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ChoiceLstm, liveTensors, loadBackend, SKIPPED, softmaxInto } from '../../src/nn/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { assertGradient } from './finite-differences.js';

const counts = [2, 3, 2];
/** By step, then row: the second row skips the second choice. */
const chosen = [
  [1, 0],
  [2, SKIPPED],
  [0, 1],
];
const weights = [1.5, -0.7];

describe('ChoiceLstm', () => {
  before(() => loadBackend());

  const network = new ChoiceLstm(counts, 4, RandomStream.from(3));

  /** Weighted sum of the log-probabilities of the choices, each row walked alone. */
  const loss = (): number => {
    let sum = 0;
    for (const row of [0, 1]) {
      const next = network.begin(1);
      chosen.forEach((step, i) => {
        const logits = next([chosen[i - 1]?.[row] ?? SKIPPED]);
        const taken = step[row] as number;
        if (taken === SKIPPED) return;
        const logSum = softmaxInto(new Float64Array(logits.length), logits, 0, logits.length);
        sum += (weights[row] as number) * ((logits[taken] as number) - logSum);
      });
    }
    return sum;
  };

  const gradients = (): Float32Array[] =>
    network.gradients(chosen, (step, logits) => {
      const count = counts[step] as number;
      const slopes = new Float32Array(logits.length);
      chosen[step]?.forEach((taken, row) => {
        if (taken === SKIPPED) return;
        const shares = new Float64Array(count);
        softmaxInto(shares, logits, row * count, count);
        shares.forEach((share, k) => {
          slopes[row * count + k] = (weights[row] as number) * ((k === taken ? 1 : 0) - share);
        });
      });
      return slopes;
    });

  it('has the gradients of finite differences, of batches with skipped choices too', () => {
    gradients().forEach((gradient, k) => {
      assertGradient(loss, network.parameters[k] as Float32Array, gradient);
    });
  });

  it('lets later logits depend on earlier choices, not the other way round', () => {
    const walk = (choices: readonly number[]): number[][] => {
      const next = network.begin(1);
      return [SKIPPED, ...choices].map((before) => Array.from(next([before])));
    };
    const [one, other] = [walk([0, 1]), walk([0, 2])];
    assert.deepEqual(one.slice(0, 2), other.slice(0, 2));
    assert.notDeepEqual(one[2], other[2]);
    assert.notDeepEqual(walk([1, 1])[2], one[2]);
  });

  it('gives each of several rows the logits that it has alone', () => {
    const together = network.begin(2);
    const [one, other] = [network.begin(1), network.begin(1)];
    chosen.forEach((_, i) => {
      const before = chosen[i - 1] ?? [SKIPPED, SKIPPED];
      const alone = [...one(before.slice(0, 1)), ...other(before.slice(1))];
      together(before).forEach((logit, k) => {
        assert.ok(Math.abs(logit - (alone[k] as number)) < 1e-6, `step ${i}: ${logit}, alone ${alone[k]}`);
      });
    });
  });

  it('leaves no tensors behind', () => {
    const live = liveTensors();
    for (let i = 0; i < 20; i++) gradients();
    assert.equal(liveTensors(), live);
  });
});
