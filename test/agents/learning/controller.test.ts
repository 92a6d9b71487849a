import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Controller, drawBin, logitSlopes } from '../../../agents/learning/controller.js';
import { LstmController } from '../../../agents/learning/lstm-controller.js';
import { TableController } from '../../../agents/learning/table-controller.js';
import { loadBackend, softmaxInto } from '../../../src/nn/index.js';
import { RandomStream } from '../../../src/stats/random.js';
import { assertGradient } from '../../nn/finite-differences.js';

const open = Uint8Array.of(1, 0, 1, 1);

/** Probabilities of the open ones of four bins. */
function sharesOf(logits: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(4);
  softmaxInto(shares, logits, 0, 4, open);
  return shares;
}

it('slopes of a choice are those of finite differences, masked bins have none', () => {
  const logits = Float32Array.of(0.3, 5, -0.8, 1.1);
  const [taken, advantage, entropyWeight] = [2, 1.7, 0.4];
  const loss = (): number => {
    const shares = sharesOf(logits);
    const entropy = shares.reduce((sum, share) => sum - (share > 0 ? share * Math.log(share) : 0), 0);
    return advantage * Math.log(shares[taken] as number) + entropyWeight * entropy;
  };
  const slopes = logitSlopes(sharesOf(logits), taken, advantage, entropyWeight);
  assert.equal(Math.abs(slopes[1] as number), 0);
  assertGradient(loss, logits, slopes, { width: 1e-3, tolerance: 5e-3 });
});

it('bins are drawn with their shares, closed ones never', () => {
  const random = RandomStream.from(1, 'test');
  const shares = sharesOf(Float32Array.of(Math.log(1), 9, Math.log(2), Math.log(3)));
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 6000; i++) {
    const bin = drawBin(shares, open, random);
    counts[bin] = (counts[bin] as number) + 1;
  }
  [1000, 0, 2000, 3000].forEach((expected, bin) => {
    assert.ok(Math.abs((counts[bin] as number) - expected) < 130, String(counts));
  });
  assert.equal(counts[1], 0);
});

describe('controllers', () => {
  before(() => loadBackend());

  const options = { hidden: 8, learningRate: 0.05, entropyWeight: 0, bounded: true };
  const lstm = (bounded: boolean): Controller =>
    new LstmController([2], { ...options, bounded }, RandomStream.from(1, 'network'));
  /** Times that bin 0 of two is drawn in 20,000 after 400 updates towards it. */
  const draws = (controller: Controller): number => {
    const sample = { choices: [{ open: Uint8Array.of(1, 1), taken: 0 }], advantage: 1 };
    for (let i = 0; i < 400; i++) controller.update([sample]);
    const choose = controller.begin(20_000, RandomStream.from(1, 'draws'));
    return choose(0, new Array<Uint8Array>(20_000).fill(Uint8Array.of(1, 1))).filter((bin) => bin === 0).length;
  };

  it('bounded logits lie within +-2.5: no bin of two is taken more than 99.33 times of a hundred', () => {
    const bounded = draws(lstm(true));
    const most = 20_000 / (1 + Math.exp(-5));
    assert.ok(Math.abs(bounded - most) < 60, `${bounded} of 20,000, ${Math.round(most)} expected`);
    assert.ok(draws(lstm(false)) > 19_980);
  });

  it('a table moves its logits by the step size x the sum of the slopes', () => {
    const table = new TableController([2, 3], 0.5, 0);
    table.update([
      { choices: [{ open: Uint8Array.of(1, 1), taken: 1 }, undefined], advantage: 2 },
      {
        choices: [
          { open: Uint8Array.of(1, 1), taken: 1 },
          { open: Uint8Array.of(1, 0, 1), taken: 0 },
        ],
        advantage: -1,
      },
    ]);
    assert.deepEqual(table.state(), [
      [-0.25, 0.25],
      [-0.25, 0, 0.25],
    ]);
  });
});
