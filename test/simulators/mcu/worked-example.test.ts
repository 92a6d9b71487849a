/** A ten-layer network worked by hand, and figures of published networks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transformerOf } from '../../../simulators/mcu/index.js';
import { workedMcuformer } from '../../networks/worked-mcuformer.js';
import { referenceNetwork, simulate, small } from './support.js';

const close = (got: number | null | undefined, expected: number, digits: number): void => {
  assert.equal(got?.toFixed(digits), expected.toFixed(digits));
};

describe('the worked example', () => {
  it('counts', () => {
    const { macs, toolMacs, params, breakdown } = simulate(small, 'tinyengine');
    assert.deepEqual({ macs, toolMacs, params }, { macs: 78840, toolMacs: 79352, params: 2150 });
    assert.equal(breakdown['modelFlashBytes'], 3088);
  });

  it('is placed as TinyEngine does', () => {
    const inPlace = simulate(small, 'tinyengine', {}, 'stm32h743', { includeTimeline: true });
    assert.equal(inPlace.arenaBytes, 3072);
    assert.equal(inPlace.breakdown['im2colBytes'], 288);
    assert.equal(inPlace.breakdown['kernelBufferBytes'], 432);
    assert.equal(inPlace.peakSramBytes, 3792);
    const offsets = Object.fromEntries(
      (inPlace.timeline ?? []).map(({ tensor, offsetBytes }) => [tensor, offsetBytes]),
    );
    assert.deepEqual(offsets, {
      input: 0,
      'layer 0': 1536,
      'layer 1': 0,
      'layer 3': 2048,
      'layer 4': 2560,
      'layer 5': 0,
      'layer 7': 384,
      'layer 8': 0,
      'layer 9': 12,
    });
    const apart = simulate(small, 'tinyengine', { inPlace: false });
    assert.deepEqual([apart.arenaBytes, apart.peakSramBytes], [3584, 4304]);
  });

  it('is placed as TFLM does', () => {
    const host = simulate(small, 'tflm-ref', { pointerBytes: 8 });
    assert.deepEqual([host.arenaBytes, host.peakSramBytes], [3584, 7664]);
    assert.deepEqual(
      ['persistentBytes', 'tensorMetadataBytes', 'nodeBytes'].map((name) => host.breakdown[name]),
      [4080, 696, 704],
    );
    assert.equal(simulate(small, 'tflm-ref', { pointerBytes: 4 }).peakSramBytes, 7664 - 700);
    assert.equal(simulate(small, 'tflm-ref', { padMaterialised: 'all' }).arenaBytes, 4992);
  });

  it("is tiled under the tool's accounting", () => {
    const tool = (splitIndex: number) => {
      const result = simulate(small, 'tinyengine', { patches: 2, splitIndex, patchAccounting: 'tinyengine' });
      return [result.peakSramBytes, result.arenaBytes, result.patch?.macsOnePatchPlusRest];
    };
    assert.deepEqual(tool(5), [3280, 2560, 47960]);
    assert.deepEqual(tool(6), [3536, 2816, 38744]);
    assert.equal(tool(2)[0], 4816);
  });

  it('is tiled exactly', () => {
    const exact = (splitIndex: number) => simulate(small, 'tinyengine', { patches: 2, splitIndex });
    assert.deepEqual([exact(5).arenaBytes, exact(5).peakSramBytes], [2048, 2768]);
    assert.deepEqual([exact(8).breakdown['im2colBytes'], exact(8).peakSramBytes], [200, 2680]);
    assert.equal(exact(6).peakSramBytes, 3184);
    assert.throws(() => exact(2), { code: 'splitCrossesResidual', message: /layer 4 .* reads layer 0/ });
    const { patch } = exact(5);
    assert.deepEqual(
      [patch?.tileInputHeight, patch?.tileInputWidth, patch?.stageMacs, patch?.stageMacsWithHalo],
      [11, 11, 52224, 66912],
    );
    close(patch?.stageOverhead, 0.28125, 5);
    close(patch?.totalOverhead, 0.1863, 5);
  });

  it('takes time and energy', () => {
    close(simulate(small, 'tinyengine').latencyMs, 0.5332, 4);
    const low = simulate(small, 'tinyengine', {}, 'stm32l4r5', { supplyVolts: 1.8 });
    close(low.latencyMs, 3.7325, 4);
    close(low.energyUj, 161.5, 1);
  });
});

describe('a transformer', () => {
  const network = transformerOf(workedMcuformer, '');

  it('has the memory and parameters that its authors log', () => {
    const { peakSramBytes, breakdown, params, paramsAsLogged } = simulate(network, 'mcuformer', {
      mcuformerAccounting: 'paper',
    });
    assert.deepEqual([peakSramBytes, params, paramsAsLogged], [194014, 5275240, 7892008]);
    assert.equal(breakdown['block'], 4);
  });

  it('needs more when tokens and an attention row are counted', () => {
    const honest = simulate(network, 'mcuformer');
    assert.equal(honest.peakSramBytes, 213810);
    assert.equal(honest.provenance.assumption, true);
  });

  it('is bounded by the formula of the public code', () => {
    const { peakSramBytes } = simulate({ ...network, imageSize: 240, patchSize: 20 }, 'mcuformer', {
      mcuformerAccounting: 'release',
    });
    assert.equal(peakSramBytes, Math.floor(192 * 145 * 5 + 192 * 192 * 4 * 0.6));
  });
});

describe('published networks', () => {
  it('tile within the examples', (test) => {
    const network = referenceNetwork(test, 'mcunet-in3');
    if (network === undefined) return;
    const run = (schedule: object) => simulate(network, 'tinyengine', schedule);
    assert.equal(run({}).peakSramBytes, 266344);
    const four = run({ patches: 4, splitIndex: 21 });
    assert.equal(four.peakSramBytes, 132322);
    close(four.patch?.totalOverhead, 0.958, 3);
    assert.equal(run({ patches: 2, splitIndex: 21 }).peakSramBytes, 149010);
    assert.equal(run({ patches: 2, splitIndex: 4, patchAccounting: 'tinyengine' }).peakSramBytes, 328296);
    assert.equal(run({ patches: 4, splitIndex: 21, inputSource: 'sram' }).peakSramBytes, 225250);
  });

  it('depend on the order of equal sizes', (test) => {
    const network = referenceNetwork(test, 'proxyless-w0.3-r176');
    if (network === undefined) return;
    assert.equal(simulate(network, 'tflm-ref', { tieOrder: 'laterFirst' }).arenaBytes, 263296);
    assert.equal(simulate(network, 'tflm-ref', { tieOrder: 'earlierFirst' }).arenaBytes, 309760);
  });

  it('show what PADs of an export cost', (test) => {
    const network = referenceNetwork(test, 'mcunet-in3');
    if (network === undefined) return;
    assert.equal(simulate(network, 'tflm-ref', { padMaterialised: 'all' }).arenaBytes, 416832);
    assert.equal(simulate(network, 'tflm-ref').arenaBytes, 371712);
  });
});
