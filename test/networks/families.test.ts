/** What every family holds, and the published or worked figures of each. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import type { Design } from '../../src/design/parameter.js';
import {
  buildNetwork,
  type Family,
  familyIds,
  loadNetwork,
  mbconv,
  mobilenetV2Blocks,
  nasBench201,
  networkFamily,
  ofaMobilenetV3,
  resnet9,
  summarise,
  unet,
} from '../../src/networks/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { assertRecounts } from './recount.js';

const RANDOM_DESIGNS = 50;

/** Option sets under which a family's space is tested, beside none. */
const optionSets: Readonly<Record<string, readonly unknown[]>> = {
  'nas-bench-201': [{ deadEdges: 'keep' }, { dataset: 'imagenet16-120' }],
  resnet9: [{ variant: 'stl' }],
  mbconv: [{ kernels: [3, 9], expands: [2] }],
  hybrid: [{ linearAttention: true, downsampling: true }, { bits: true }],
  mcuformer: [{ supernet: 'release-b' }, { supernet: 'author-t' }],
  'ofa-mobilenet-v3': [{ width: 1.2, resolutions: 'tables' }],
};

function checkNetwork(family: Family, parameters: unknown): void {
  const complete = family.parse(parameters);
  const network = family.build(complete);
  assertRecounts(network);
  assert.deepEqual(loadNetwork(JSON.parse(JSON.stringify(network))), network);
  assert.deepEqual(family.totals(complete), summarise(network));
  assert.deepEqual(family.build(complete), network);
}

function smallestAndLargest(family: Family, options: unknown): Design[] {
  const space = family.designSpace(options);
  const extreme = (index: (i: number) => number) =>
    space.canonical(Object.fromEntries(space.names.map((name, i) => [name, space.valueAt(i, index(i))])));
  return [extreme(() => 0), extreme((i) => space.cardinality(i) - 1)];
}

describe('every family', () => {
  for (const id of familyIds()) {
    const family = networkFamily(id);
    for (const options of [undefined, ...(optionSets[id] ?? [])]) {
      it(`${id} builds its smallest, largest and random networks (options ${JSON.stringify(options) ?? 'none'})`, () => {
        const space = family.designSpace(options);
        const random = RandomStream.from(7, id);
        const designs = [...smallestAndLargest(family, options), space.defaultDesign()];
        for (let i = 0; i < RANDOM_DESIGNS; i++) designs.push(space.sample(random));
        const distinct = new Map(designs.map((design) => [space.key(design), design]));
        for (const design of distinct.values()) {
          const parameters = family.fromDesign(design, options);
          checkNetwork(family, parameters);
          if (family.encode) assert.deepEqual(family.encode(parameters, options), design);
        }
      });
    }

    it(`${id} builds its examples from JSON, and describes its parameters by a JSON schema`, () => {
      const valid = new Ajv({ strict: false }).compile(JSON.parse(JSON.stringify(family.parameters)));
      assert.ok(family.examples.length > 0);
      for (const { parameters } of family.examples) {
        assert.deepEqual(family.parse(JSON.parse(JSON.stringify(parameters))), parameters);
        assert.ok(valid(parameters));
        checkNetwork(family, parameters);
      }
    });

    it(`${id} refuses foreign parameters and options`, () => {
      const [example] = family.examples;
      const refused = { name: 'CogymError', code: 'badRequest' };
      for (const wrong of [null, [], 'x', 3, { ...(example?.parameters as object), surprise: 1 }]) {
        assert.throws(() => family.parse(wrong), refused);
      }
      assert.throws(() => family.parse({ ...(example?.parameters as object), surprise: 1 }, '/parameters'), {
        path: '/parameters/surprise',
      });
      assert.throws(() => family.designSpace({ surprise: 1 }), { ...refused, path: '/options/surprise' });
    });
  }

  it('has a name that is known, or is suggested', () => {
    assert.throws(() => networkFamily('mobilnet-v2'), { code: 'unknownFamily', message: /mobilenet-v2/ });
    assert.throws(() => networkFamily('__proto__'), { code: 'unknownFamily', path: '/family' });
    assert.throws(() => buildNetwork('unet', { filters: [] }, '/net'), { code: 'badRequest', path: '/net/filters' });
  });
});

type Figures = readonly [id: string, parameters: unknown, macs: number, trainableParams: number, layers?: number];

const block = (filters: number, skips: number) => ({ filters, skips });
const elastic = (width: number, resolution: number, depth: number, kernel: number, expand: number) => ({
  width,
  resolution,
  depths: Array(5).fill(depth),
  kernels: Array(20).fill(kernel),
  expands: Array(20).fill(expand),
});
const figures: readonly Figures[] = [
  ['nas-bench-201', { cell: '333333' }, 220_119_680, 1_531_546, 198],
  ['nas-bench-201', { cell: '333333', deadEdges: 'prune' }, 220_119_680, 1_531_546, 198],
  ['nas-bench-201', { cell: '333333', dataset: 'imagenet16-120' }, 55_037_440, 1_538_696],
  ['nas-bench-201', { cell: 'p1s1ss' }, 15_647_360, 129_306, 123],
  ['nas-bench-201', { cell: 'p1s1ss', deadEdges: 'prune' }, 15_647_360, 129_306, 123],
  ['nas-bench-201', { cell: 'nnnnnn' }, 7_783_040, 73_306, 63],
  ['nas-bench-201', { cell: 'nnnnnn', deadEdges: 'prune' }, 7_783_040, 73_306, 33],
  ['nas-bench-201', { cell: '3nnsnn' }, 43_172_480, 316_346, 63],
  ['nas-bench-201', { cell: '3nnsnn', deadEdges: 'prune' }, 7_783_040, 73_306, 18],
  ['mobilenet-v2', { width: 1, resolution: 224 }, 300_774_272, 3_504_872],
  ['mobilenet-v2', { width: 0.5, resolution: 224 }, 97_131_840, 1_968_680],
  ['mobilenet-v2', { width: 1.4, resolution: 224 }, 582_195_824, 6_108_776],
  ['mobilenet-v2', { width: 0.35, resolution: 96 }, 11_934_128, 1_677_128],
  ['resnet9', { stem: 8, blocks: Array(3).fill(block(32, 0)) }, 5_529_920, 21_490, 9],
  ['resnet9', { stem: 32, blocks: [block(128, 2), block(256, 2), block(256, 2)] }, 321_751_552, 3_583_146, 18],
  ['resnet9', { stem: 64, blocks: Array(3).fill(block(256, 2)) }, 737_872_384, 4_875_082],
  ['unet', { filters: [4] }, 4_194_304, 273, 3],
  ['unet', { filters: [8, 16, 32] }, 116_916_224, 29_921, 17],
  ['unet', { filters: [16, 32, 64, 128, 256] }, 875_560_960, 1_964_097, 31],
  ['mobilenet-v3', { variant: 'large' }, 216_589_760, 5_483_032],
  ['mobilenet-v3', { variant: 'small' }, 56_510_400, 2_542_856],
  ['ofa-mobilenet-v3', elastic(1, 160, 2, 3, 3), 63_240_528, 3_410_792],
  ['ofa-mobilenet-v3', elastic(1, 224, 4, 7, 6), 566_170_656, 7_664_760],
  ['ofa-mobilenet-v3', elastic(1.2, 160, 2, 3, 3), 100_320_888, 4_602_456],
  ['ofa-mobilenet-v3', elastic(1.2, 224, 4, 7, 6), 843_101_040, 10_701_632],
];

describe('figures', () => {
  for (const [id, parameters, macs, trainableParams, layers] of figures) {
    it(`${id} ${JSON.stringify(parameters).slice(0, 70)}`, () => {
      const { totals } = buildNetwork(id, parameters);
      assert.deepEqual([totals.macs, totals.trainableParams], [macs, trainableParams]);
      if (layers !== undefined) assert.equal(totals.layers, layers);
    });
  }

  it('params as deployed', () => {
    const params = (id: string, parameters: unknown) => buildNetwork(id, parameters).totals.params;
    assert.equal(params('mobilenet-v2', { width: 1, resolution: 224 }), 3_487_816);
    const cells = { '333333': 1_527_978, p1s1ss: 127_978, nnnnnn: 73_098, '3nnsnn': 315_578 };
    for (const [cell, expected] of Object.entries(cells)) assert.equal(params('nas-bench-201', { cell }), expected);
  });

  it('sizes of the spaces', () => {
    assert.equal(nasBench201.designSpace().size(), 15_625n);
    assert.equal(networkFamily('mobilenet-v2').designSpace().size(), 30n);
    assert.equal(networkFamily('mobilenet-v3').designSpace().size(), 10n);
    const [convolutions, attentions] = [2n * 3n * 2n, 3n * 2n];
    const lateStage = 6n * 3n * (convolutions + attentions);
    const hybridSize = 5n * 2n * (6n * 2n * 4n) * (6n * 3n * convolutions) * lateStage ** 3n * 2n;
    assert.equal(networkFamily('hybrid').designSpace().size(), hybridSize);
    const blocks = 4n ** 12n + 4n ** 13n + 4n ** 14n;
    assert.equal(networkFamily('mcuformer').designSpace().size(), 5n * 12n * 3n * blocks);
    assert.equal(networkFamily('mcuformer').designSpace({ supernet: 'author-t' }).size(), 6n * 7n * 7n * 3n * blocks);
    const elasticPerResolution = (9n ** 2n + 9n ** 3n + 9n ** 4n) ** 5n;
    assert.equal(ofaMobilenetV3.designSpace().size(), 33n * elasticPerResolution);
    assert.equal(ofaMobilenetV3.designSpace({ width: 1.2, resolutions: 'tables' }).size(), 5n * elasticPerResolution);
    assert.equal(mbconv.designSpace().size(), 5n * 9n ** 6n);
    assert.equal(resnet9.designSpace().size(), 4n * 12n ** 3n);
    assert.equal(resnet9.designSpace({ variant: 'stl' }).size(), 4n * 15n ** 5n);
    assert.equal(unet.designSpace().size(), 3n + 9n + 27n + 81n + 243n);
  });
});

describe('mbconv', () => {
  const base = mobilenetV2Blocks({ width: 0.5, resolution: 96, classes: 10, scaleHead: true });

  it('searches the blocks of a given base', () => {
    const space = mbconv.designSpace({ base, kernels: [3, 5], expands: [3, 6] });
    assert.equal(space.dimension, 1 + 2 * 16);
    const design = { ...space.defaultDesign(), resolution: 64, 'block2.kernel': 5, 'block2.expand': 3 };
    const { resolution, mbconv: blocks } = mbconv.fromDesign(design, { base });
    assert.equal(resolution, 64);
    assert.deepEqual(blocks[1], { kernel: 5, expand: 3, mid: 24, out: 16, stride: 2, residual: false });
    assert.throws(() => mbconv.designSpace({ base: { resolution: 3 } }), { path: '/options/base/classes' });
  });

  it('places squeeze-and-excite, a last expansion and both kinds of mix', () => {
    const parameters = {
      resolution: 32,
      inputChannels: 1,
      classes: 4,
      stem: { kernel: 3, stride: 2, out: 16, act: 'h_swish' },
      mbconv: [
        { kernel: 3, mid: 16, out: 16, stride: 1, residual: true, se: true, act: 'relu' },
        { kernel: 5, mid: 64, out: 24, stride: 2, residual: false, se: true, seReduced: 12, act: 'h_swish' },
      ],
      finalExpand: { out: 96, act: 'h_swish' },
      mix: { out: 128, position: 'after-pool', act: 'h_swish', useBias: true },
    };
    const network = buildNetwork('mbconv', parameters);
    const tail = network.layers.slice(-4).map(({ op, out, norm, useBias, act }) => [op, out[2], norm, useBias, act]);
    assert.deepEqual(tail, [
      ['conv2d', 96, 'batch', false, 'h_swish'],
      ['avgpool', 96, 'none', false, 'none'],
      ['conv2d', 128, 'none', true, 'h_swish'],
      ['fc', 4, 'none', true, 'none'],
    ]);
    const gates = network.layers.filter(({ role }) => role === 'seReduce' || role === 'seExpand');
    assert.deepEqual(
      gates.map(({ out, act }) => [out[2], act]),
      [
        [8, 'relu'],
        [16, 'h_sigmoid'],
        [12, 'relu'],
        [64, 'h_sigmoid'],
      ],
    );
    assert.equal(network.layers.filter(({ role }) => role === 'expand').length, 1);
    assert.deepEqual(summarise(network).macsByRole['seReduce'], 16 * 8 + 64 * 12);
    const before = buildNetwork('mbconv', { ...parameters, mix: 128 });
    assert.deepEqual(before.layers.slice(-3).map(({ op, act, norm }) => [op, act, norm])[0], [
      'conv2d',
      'relu6',
      'batch',
    ]);
  });

  it('refuses blocks that cannot be', () => {
    const [first] = base.mbconv;
    const wrong = (change: object) => () => buildNetwork('mbconv', { ...base, mbconv: [{ ...first, ...change }] });
    const at = (path: string) => ({ code: 'badRequest', path });
    assert.throws(wrong({ residual: true }), at('/mbconv/0/residual'));
    assert.throws(wrong({ residual: true, out: 16, stride: 2 }), at('/mbconv/0/residual'));
    assert.throws(wrong({ expand: 1, mid: 20 }), at('/mbconv/0/mid'));
    assert.throws(wrong({ kernel: 0 }), at('/mbconv/0/kernel'));
    assert.throws(wrong({ mid: -3 }), at('/mbconv/0/mid'));
    assert.throws(wrong({ act: 'swoosh' }), at('/mbconv/0/act'));
    assert.throws(() => buildNetwork('mbconv', { ...base, mix: 'wide' }), at('/mix'));
    assert.throws(() => buildNetwork('mbconv', { ...base, mix: { act: 'relu' } }), at('/mix/out'));
    assert.throws(() => buildNetwork('mbconv', { ...base, mbconv: Array(501).fill(first) }), at('/mbconv'));
  });
});

describe('ofa-mobilenet-v3', () => {
  it('holds the entries beyond the depth of a stage at 3', () => {
    const given = elastic(1, 160, 2, 7, 6);
    const { kernels, expands } = ofaMobilenetV3.parse(given);
    for (const values of [kernels, expands]) {
      assert.deepEqual(values.slice(2, 4), [3, 3]);
      assert.equal(values.filter((value) => value !== 3).length, 10);
    }
    const space = ofaMobilenetV3.designSpace();
    const design = space.canonical({ ...space.defaultDesign(), depth2: 3, kernel24: 7 });
    assert.equal(design['kernel24'], 3);
    const messy = ofaMobilenetV3.fromDesign({ ...design, kernel24: 7, expand24: 6 });
    assert.deepEqual(messy, ofaMobilenetV3.fromDesign(design));
  });

  it('refuses what the supernets do not have', () => {
    const given = elastic(1, 160, 2, 3, 3);
    const at = (path: string) => ({ code: 'badRequest', path });
    assert.throws(() => ofaMobilenetV3.parse({ ...given, width: 1.1 }), at('/width'));
    assert.throws(() => ofaMobilenetV3.parse({ ...given, depths: [2, 2, 2, 2] }), at('/depths'));
    assert.throws(() => ofaMobilenetV3.parse({ ...given, kernels: [9, ...given.kernels.slice(1)] }), at('/kernels/0'));
    assert.throws(() => ofaMobilenetV3.designSpace({ resolutions: 'all' } as never), at('/options/resolutions'));
  });
});

describe('resnet9 and unet', () => {
  it('refuse wrong numbers of blocks and levels', () => {
    const stl = { variant: 'stl', stem: 8, blocks: [block(32, 1)] };
    assert.throws(() => resnet9.parse(stl), { code: 'badRequest', path: '/blocks', message: /5 blocks, not 1/ });
    assert.throws(() => unet.parse({ filters: [1, 2, 3, 4, 5, 6] }), { code: 'badRequest', path: '/filters' });
    assert.throws(() => unet.parse({ filters: [0] }), { code: 'badRequest', path: '/filters/0' });
  });
});
