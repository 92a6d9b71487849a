import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadTemplate } from '../../hwtemplates/loader.js';
import {
  fitOfaElastic,
  fitPublishedImagenet,
  ofaElastic,
  publishedImagenet,
  readTable,
  relativeImprovement,
} from '../../src/accuracy/index.js';
import { buildNetwork } from '../../src/networks/index.js';
import { referenceTable, withoutTable } from './reference.js';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('estimator published-imagenet', () => {
  it('takes networks, families and figures for the same thing', () => {
    const network = buildNetwork('mobilenet-v2', { width: 1, resolution: 224 });
    const estimate = publishedImagenet().estimate({ network, family: 'mobilenet-v2' }, 'imagenet-1k');
    const figures = {
      macs: 300_774_272,
      params: 3_504_872,
      resolution: 224,
      architectureFamily: 'mobilenetv2',
      kind: 'cnn',
    } as const;
    assert.deepEqual(publishedImagenet().estimateFigures(figures, 'imagenet-1k'), estimate);
    assert.ok(Math.abs(estimate.accuracy - 0.718) < 2 * estimate.standardError, String(estimate.accuracy));
    assert.equal(estimate.standardError, 0.016102);
  });

  it('says when it does not know the family or the size', () => {
    const figures = { macs: 3e8, params: 4e6, resolution: 224 };
    const stranger = publishedImagenet().estimateFigures({ ...figures, architectureFamily: 'mine' }, 'imagenet-1k');
    assert.ok(stranger.provenance.extrapolated && stranger.standardError > 0.03);
    const huge = publishedImagenet().estimateFigures(
      { ...figures, architectureFamily: 'ofa', macs: 1e12 },
      'imagenet-1k',
    );
    assert.match(huge.provenance.reasons.join(' '), /macs 1000000000000 lies outside/);
    const rare = publishedImagenet().estimateFigures({ ...figures, architectureFamily: 'proxyless' }, 'imagenet-1k');
    assert.equal(rare.standardError, 0.025);
    assert.throws(() => publishedImagenet().estimateFigures({ ...figures, macs: 0 }, 'imagenet-1k'), { path: '/macs' });
    assert.throws(() => publishedImagenet().estimate({ design: {} }, 'imagenet-1k'), { code: 'unsupported' });
  });

  it('is fitted again bit for bit', { skip: withoutTable }, () => {
    const fitted = plain(fitPublishedImagenet(readTable(referenceTable('imagenet', 'models.csv'))));
    assert.deepEqual(fitted, loadTemplate('accuracy/linear', 'published-imagenet'));
  });
});

describe('estimator ofa-elastic', () => {
  const parameters = {
    width: 1.2,
    resolution: 224,
    depths: [2, 2, 2, 2, 2],
    kernels: new Array(20).fill(3),
    expands: new Array(20).fill(3),
  };
  const of = (change: object) => ofaElastic().estimate({ parameters: { ...parameters, ...change } }, 'imagenet-1k');

  it('ignores blocks that are not there, and is for ranking', () => {
    const kernels = parameters.kernels.map((kernel, entry) => (entry % 4 > 1 ? 7 : kernel));
    assert.deepEqual(of({ kernels }), of({}));
    assert.equal(of({}).provenance.scale, 'predictor');
    assert.ok(of({ depths: [4, 4, 4, 4, 4] }).accuracy > of({}).accuracy);
  });

  it('supports its width and resolutions alone', () => {
    assert.throws(() => of({ width: 1 }), { code: 'unsupported', message: /width 1.2, not 1/ });
    assert.throws(() => of({ resolution: 128 }), { code: 'unsupported', message: /160, 176/ });
    assert.throws(() => ofaElastic().estimate({ family: 'mbconv', parameters }, 'imagenet-1k'), {
      code: 'unsupported',
    });
  });

  it('is fitted again bit for bit', { skip: withoutTable }, () => {
    const fitted = plain(fitOfaElastic(readTable(referenceTable('ofa', 'mbv3_w1.2_predicted.csv'))));
    assert.deepEqual(fitted, loadTemplate('accuracy/linear', 'ofa-elastic'));
  });
});

describe('relative improvement', () => {
  it('is in per cent of the random mean', () => {
    assert.ok(Math.abs(relativeImprovement(0.72, 0.6) - 20) < 1e-9);
    assert.throws(() => relativeImprovement(0.7, 0), { path: '/accRandom' });
  });
});
