/** What is refused, with which code and pointer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { handler } from '../../../src/cli/simulate/mcu.js';
import { NetworkBuilder } from '../../../src/networks/index.js';
import { simulate, small } from './support.js';

const layers = [{ op: 'fc', out: [1, 1, 16] }];
const request = { network: { input: { h: 1, w: 1, c: 16 }, layers }, board: 'stm32h743', runtime: 'tinyengine' };
const transformer = {
  family: 'mcuformer',
  imageSize: 224,
  patchSize: 16,
  patchPadding: 0,
  rankRatio: 0.7,
  embed: 192,
  heads: [3],
  mlpRatios: [4],
};

describe('cogym simulate mcu refuses', () => {
  const refuses = (name: string, changes: object, code: string, path: string, message = /./) =>
    it(name, () => assert.throws(() => handler({ ...request, ...changes }), { code, path, message }));

  refuses('an unknown field', { bord: 'x' }, 'badRequest', '/bord', /board/);
  refuses('a missing network', { network: undefined }, 'badRequest', '/network');
  refuses('a network that is a number', { network: 5 }, 'badRequest', '/network');
  refuses('an unknown board', { board: 'stm32h744' }, 'unknownBoard', '/board', /stm32h743/);
  refuses('a board that is no name', { board: 7 }, 'unknownBoard', '/board');
  refuses('an unknown runtime', { runtime: 'tvm' }, 'badRequest', '/runtime', /tinyengine, tflm-ref/);
  refuses('a missing runtime', { runtime: undefined }, 'badRequest', '/runtime');
  refuses('an unknown family', { network: { family: 'mbcon' } }, 'unknownFamily', '/family', /mbconv/);
  refuses('a latency of 0', { latencyMs: 0 }, 'badRequest', '/latencyMs');
  refuses('a voltage that is text', { supplyVolts: '3' }, 'badRequest', '/supplyVolts');
  refuses('a timeline that is text', { includeTimeline: 'yes' }, 'badRequest', '/includeTimeline');
  refuses('a schedule that is a list', { schedule: [] }, 'badRequest', '/schedule');
  refuses('an unknown switch', { schedule: { inPlce: true } }, 'badRequest', '/schedule/inPlce', /inPlace/);

  const values: readonly (readonly [name: string, value: unknown])[] = [
    ['inPlace', 1],
    ['patches', 0],
    ['patches', 1.5],
    ['patches', 65],
    ['splitIndex', -1],
    ['patchAccounting', 'tool'],
    ['inputSource', 'flash'],
    ['padMaterialised', true],
    ['tieOrder', 'later'],
    ['pointerBytes', 16],
    ['classifierPerChannel', 'no'],
    ['coreClass', 'neon'],
    ['mcuformerAccounting', 'logged'],
  ];
  for (const [name, value] of values) {
    refuses(`${name} ${value}`, { schedule: { [name]: value } }, 'badRequest', `/schedule/${name}`, /allowed: /);
  }
  refuses(
    'a resident image under an accounting without one',
    { schedule: { inputSource: 'sram', patchAccounting: 'tinyengine' } },
    'badRequest',
    '/schedule/inputSource',
  );

  const vit = (changes: object) => ({ network: { ...transformer, ...changes }, runtime: 'mcuformer' });
  refuses('a transformer without width', vit({ embed: undefined }), 'badRequest', '/network/embed');
  refuses('a rank ratio above 1', vit({ rankRatio: 1.5 }), 'badRequest', '/network/rankRatioAttention');
  refuses('heads of another depth', vit({ heads: [3, 3] }), 'badRequest', '/network/depth');
  refuses('half a head', vit({ heads: [2.5] }), 'badRequest', '/network/heads/0');
  refuses('no blocks', vit({ heads: [], mlpRatios: [] }), 'badRequest', '/network/heads');
  refuses('a patch larger than the image', vit({ patchSize: 500 }), 'badRequest', '/network/patchSize');
  refuses('an unknown parameter', vit({ width: 2 }), 'badRequest', '/network/width');
  refuses('a transformer under TinyEngine', { network: transformer }, 'runtimeNetworkMismatch', '/runtime');
  refuses('layers under MCUFormer', { runtime: 'mcuformer' }, 'runtimeNetworkMismatch', '/runtime');

  it('wrong counts', () => {
    const wrong = { ...request.network, layers: [{ ...layers[0], macs: 1 }] };
    assert.throws(() => handler({ ...request, network: wrong }), {
      code: 'inconsistentNetwork',
      path: '/network/layers/0/macs',
    });
  });

  it('what cannot be tiled', () => {
    const tiled = (runtime: string, patches: number, splitIndex: number) => () =>
      simulate(small, runtime, { patches, splitIndex });
    assert.throws(tiled('tflm-ref', 2, 3), { code: 'runtimeHasNoPatches' });
    assert.throws(tiled('tinyengine', 2, 10), { code: 'splitOutOfRange', message: /1 to 9/ });
    assert.throws(tiled('tinyengine', 5, 7), { code: 'tooManyPatches', message: /has 4/ });
    assert.throws(tiled('tinyengine', 2, 3), { code: 'splitCrossesResidual' });
  });

  it('operators that no runtime has', () => {
    const builder = new NetworkBuilder('up', { h: 8, w: 8, c: 3 });
    builder.conv({ kernel: 3, out: 8 });
    builder.upsample(2);
    assert.throws(() => simulate(builder.build(), 'tflm-ref'), { code: 'unsupportedOperator', message: /upsample/ });
  });
});

describe('an in-place depthwise convolution', () => {
  it('gets its own buffer where its input is still needed', () => {
    const builder = new NetworkBuilder('shared', { h: 8, w: 8, c: 3 });
    const start = builder.conv({ kernel: 3, out: 8 });
    builder.add(start, builder.dwconv({ kernel: 3 }));
    const result = simulate(builder.build(), 'tinyengine');
    assert.deepEqual(result.reasons, [{ code: 'inPlaceRefused', layer: 1 }]);
    assert.equal(result.feasible, true);
    assert.equal(result.arenaBytes, 3 * 512);
  });
});

describe('figures without a model', () => {
  it('are null', () => {
    const { peakSramBytes, arenaBytes, flashBytes } = simulate(small, 'xcubeai');
    assert.deepEqual([peakSramBytes, arenaBytes], [null, null]);
    assert.equal(flashBytes, 3088 + 88064);
    assert.equal(simulate(small, 'tinyengine', {}, 'ra8d1').latencyMs, null);
    assert.equal(simulate(small, 'tinyengine', {}, 'stm32g0b1').energyUj, null);
  });
});
