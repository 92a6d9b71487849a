import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AccuracyEstimate,
  better,
  capacityProvenance,
  capacityQuality,
  compare,
  formatEstimate,
  nasBench201,
  noisy,
} from '../../src/accuracy/index.js';

const { provenance } = nasBench201().estimate({ design: { cell: 'p1s1ss' } }, 'cifar10-valid');
const estimate = (accuracy: number, standardError: number): AccuracyEstimate => ({
  accuracy,
  standardError,
  provenance,
});

describe('comparison of estimates', () => {
  it('calls better only what differs by more than two standard errors', () => {
    // 2 sqrt(0.003^2 + 0.004^2) = 0.01.
    assert.equal(better(estimate(0.7101, 0.003), estimate(0.7, 0.004)), true);
    assert.equal(better(estimate(0.7099, 0.003), estimate(0.7, 0.004)), false);
    assert.equal(better(estimate(0.7, 0.003), estimate(0.7101, 0.004)), false);
    assert.deepEqual(compare(estimate(0.75, 0.01), estimate(0.5, 0.01)), {
      difference: 0.25,
      significant: true,
      rankingOnly: false,
    });
    assert.equal(compare(estimate(0.71, 0.01), estimate(0.7, 0.01)).rankingOnly, true);
  });

  it('refuses other tasks, and proxies beside accuracies', () => {
    const other = { ...estimate(0.5, 0.01), provenance: { ...provenance, task: 'cifar100-test' } };
    assert.throws(() => compare(estimate(0.5, 0.01), other), /cifar10-valid and cifar100-test/);
    const proxy = { ...estimate(0.5, 0.01), provenance: capacityProvenance('cifar10-valid') };
    assert.throws(() => better(estimate(0.5, 0.01), proxy), /proxy/);
  });

  it('prints an estimate with its error and scale', () => {
    assert.equal(formatEstimate(estimate(0.7512, 0.0161)), '75.1 % +- 1.6 (surrogate)');
    assert.equal(formatEstimate(estimate(0.1, 0.0001)), '10.00 % +- 0.01 (surrogate)');
    const extrapolated = { ...provenance, extrapolated: true };
    assert.equal(
      formatEstimate({ ...estimate(0.5, 0.02), provenance: extrapolated }),
      '50.0 % +- 2.0 (surrogate, extrapolated)',
    );
    const proxy = capacityProvenance('resnet9-cifar');
    assert.equal(formatEstimate({ ...estimate(0.75, 0.02), provenance: proxy }), '0.75 (proxy)');
  });
});

describe('capacity', () => {
  it('runs from 0 for the smallest network to 1 for the largest', () => {
    assert.equal(capacityQuality(1e6, 1e6, 1e8), 0);
    assert.equal(capacityQuality(1e8, 1e6, 1e8), 1);
    assert.equal(capacityQuality(1e7, 1e6, 1e8), 0.75);
    assert.equal(capacityQuality(1, 1e6, 1e8), 0);
    assert.equal(capacityQuality(1e12, 1e6, 1e8), 1);
  });

  it('needs a range', () => {
    assert.throws(() => capacityQuality(1, 2, 2), /macsMin < macsMax/);
    assert.throws(() => capacityQuality(1, 0, 2), /macsMin < macsMax/);
    assert.throws(() => capacityQuality(0, 1, 2), /above 0/);
    assert.equal(capacityProvenance('t').scale, 'proxy');
    assert.equal(capacityProvenance('t').validated, false);
  });
});

describe('noisy estimators', () => {
  const exact = nasBench201();
  const ask = (seed: number, cell: string, task = 'cifar10-valid') =>
    noisy(seed)(exact).estimate({ design: { cell } }, task);

  it('repeat their answers, per seed, task and cell', () => {
    assert.deepEqual(ask(1, '333333'), ask(1, '333333'));
    assert.equal(
      ask(1, '3nnsnn').accuracy,
      ask(1, '|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|').accuracy,
    );
    assert.notEqual(ask(1, '333333').accuracy, ask(2, '333333').accuracy);
    assert.notEqual(ask(1, '333333').accuracy, ask(1, '333331').accuracy);
    assert.equal(ask(1, '333333').provenance.estimator, 'noisy(nas-bench-201)');
  });

  it('deviate by the standard error', () => {
    let [sum, squares] = [0, 0];
    const cells = 2000;
    for (let seed = 0; seed < cells; seed++) {
      const { accuracy, standardError } = exact.estimate({ design: { cell: '333333' } }, 'cifar10-valid');
      const deviation = (ask(seed, '333333').accuracy - accuracy) / standardError;
      sum += deviation;
      squares += deviation ** 2;
    }
    assert.ok(Math.abs(sum / cells) < 0.1 && Math.abs(Math.sqrt(squares / cells) - 1) < 0.06);
  });

  it('stay within 0 and 1, and pass on what is unknown', () => {
    const wild = noisy(5)({
      ...exact,
      id: 'wild',
      tasks: [],
      supports: () => true,
      estimate: () => estimate(0.5, 100),
    });
    const seen = Array.from({ length: 20 }, (_, i) => wild.estimate({ design: { a: i, b: 1 } }, 't').accuracy);
    assert.deepEqual(new Set(seen), new Set([0, 1]));
    assert.equal(
      wild.estimate({ design: { a: 3, b: 1 } }, 't').accuracy,
      wild.estimate({ design: { b: 1, a: 3 } }, 't').accuracy,
    );
    assert.throws(() => ask(1, 'oops'), /oops/);
  });
});
