/** Fixed networks against the figures that their papers and reference implementations print. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildNetwork, macsByRole } from '../../src/networks/index.js';

interface Published {
  readonly id: string;
  readonly parameters?: object;
  /** Trainable parameters; these figures are exact. */
  readonly params: number;
  /** Multiply-accumulates in 10^9, as rounded by the source. */
  readonly gmacs: number;
  /** Half of the source's last digit, in 10^9. */
  readonly rounding: number;
  readonly macs: number;
  readonly source: string;
}

const torchvision = 'torchvision 0.20 model documentation (num_params, GFLOPS as multiply-accumulates)';

const published: readonly Published[] = [
  { id: 'resnet-18', params: 11_689_512, gmacs: 1.81, rounding: 0.005, macs: 1_814_073_344, source: torchvision },
  { id: 'resnet-50', params: 25_557_032, gmacs: 4.09, rounding: 0.005, macs: 4_089_184_256, source: torchvision },
  { id: 'vgg-16', params: 138_357_544, gmacs: 15.47, rounding: 0.005, macs: 15_470_264_320, source: torchvision },
  { id: 'vit-b-16', params: 86_567_656, gmacs: 17.56, rounding: 0.005, macs: 17_563_828_224, source: torchvision },
  {
    id: 'mobilenet-v3',
    parameters: { variant: 'large' },
    params: 5_483_032,
    gmacs: 0.22,
    rounding: 0.005,
    macs: 216_589_760,
    source: torchvision,
  },
  {
    id: 'mobilenet-v3',
    parameters: { variant: 'small' },
    params: 2_542_856,
    gmacs: 0.06,
    rounding: 0.005,
    macs: 56_510_400,
    source: torchvision,
  },
  {
    id: 'mobilenet-v2',
    parameters: { width: 1, resolution: 224 },
    params: 3_504_872,
    gmacs: 0.3,
    rounding: 0.005,
    macs: 300_774_272,
    source: torchvision,
  },
  {
    id: 'efficientnet-b0',
    params: 5_288_548,
    gmacs: 0.39,
    rounding: 0.005,
    macs: 385_814_752,
    source: `${torchvision}; Tan & Le 2019, table 2: 0.39 B, 5.3 M`,
  },
  {
    id: 'mobilenet-v1',
    params: 4_231_976,
    gmacs: 0.569,
    rounding: 0.0005,
    macs: 568_740_352,
    source: 'Howard et al. 2017, table 4: 569 M, 4.2 M; keras.applications MobileNet: 4,231,976 trainable',
  },
  {
    id: 'alexnet',
    params: 60_965_224,
    gmacs: 0.724,
    rounding: 0.0005,
    macs: 724_406_816,
    source: 'Sze et al., Proc. IEEE 2017, table II: 724 M MACs, 61 M weights; Caffe bvlc_alexnet: 60,965,224',
  },
  {
    id: 'deit-t',
    params: 5_717_416,
    gmacs: 1.3,
    rounding: 0.05,
    macs: 1_253_683_200,
    source: 'timm deit_tiny_patch16_224: 5,717,416; DeiT repository: 5.7 M, 1.3 G',
  },
  {
    // 109,482,240 of bert-base-uncased less 23,837,184 of its embeddings and 590,592 of its pooler.
    id: 'bert-base',
    params: 109_482_240 - 23_837_184 - 590_592,
    gmacs: 22.5 / 2,
    rounding: 0.1,
    macs: 11_173_625_856,
    source: 'transformers bert-base-uncased; Sun et al., ACL 2020 (MobileBERT), table 4: 22.5 B FLOPs at 128 tokens',
  },
];

describe('published networks', () => {
  for (const { id, parameters = {}, params, gmacs, rounding, macs, source } of published) {
    it(`${id} ${JSON.stringify(parameters)}: ${source}`, () => {
      const { totals } = buildNetwork(id, parameters);
      assert.equal(totals.trainableParams, params);
      assert.equal(totals.macs, macs);
      assert.ok(Math.abs(totals.macs / 1e9 - gmacs) <= rounding, `${totals.macs} is not ${gmacs} * 10^9`);
    });
  }

  it('AlexNet layer by layer (Krizhevsky et al. 2012; MACs as in Sze et al. 2017)', () => {
    const { layers } = buildNetwork('alexnet', {});
    const macs = layers.filter((layer) => layer.macs > 0).map((layer) => layer.macs);
    assert.deepEqual(
      macs,
      [105_415_200, 223_948_800, 149_520_384, 112_140_288, 74_760_192, 37_748_736, 16_777_216, 4_096_000],
    );
    assert.deepEqual(layers[0]?.padded_in, [228, 228, 3]);
    assert.equal(layers.filter(({ op }) => op === 'lrn').length, 2);
  });

  it('a transformer by parts: 12 blocks of 197 tokens', () => {
    const roles = macsByRole(buildNetwork('vit-b-16', {}).layers);
    const [tokens, width, blocks] = [197, 768, 12];
    const square = blocks * tokens * width * width;
    assert.equal(roles['query'], square);
    assert.equal(roles['projection'], square);
    assert.equal(roles['mlp1'], 4 * square);
    assert.equal(roles['score'], blocks * tokens * tokens * width);
    assert.equal(roles['mix'], roles['score']);
    assert.equal(roles['classifier'], 768_000);
    assert.equal(roles['stem'], 196 * 768 * 768);
  });

  it('a patch that does not divide the image is refused', () => {
    assert.throws(() => buildNetwork('vit-b-16', { resolution: 100 }), { code: 'badRequest', path: '/resolution' });
  });
});
