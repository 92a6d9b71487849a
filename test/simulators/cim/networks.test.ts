/** Networks of the hybrid family on macros: every matrix product finds its place, and no MAC is lost. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layerNoise, layerOnMacro, prepareMacro } from '../../../simulators/cim/index.js';
import { workOf } from '../../../simulators/npu-cim/index.js';
import { hybrid } from '../../../src/networks/index.js';
import { RandomStream } from '../../../src/stats/random.js';
import { analog, rram, technology } from './support.js';

const space = hybrid.designSpace({});

describe('hybrid networks', () => {
  it('have the parameters that the joint search of network and macros needs', () => {
    const values = (name: string) =>
      Array.from({ length: space.cardinality(space.indexOf(name)) }, (_, i) => space.valueAt(space.indexOf(name), i));
    assert.deepEqual(values('resolution'), [160, 192, 224, 256, 288]);
    assert.deepEqual(values('stemWidth'), [16, 24]);
    assert.deepEqual(values('headWidth'), [960, 1280]);
    assert.deepEqual(values('stage1Width'), [16, 24]);
    assert.deepEqual(values('stage4Width'), [112, 120, 128]);
    for (const stage of [1, 2, 3, 4, 5]) assert.deepEqual(values(`stage${stage}Depth`), [1, 2, 3, 4, 5, 6]);
    for (const stage of [3, 4, 5]) {
      assert.deepEqual(values(`stage${stage}Type`), ['mbconv', 'transformer']);
      assert.deepEqual(values(`stage${stage}MlpRatio`), [1, 2, 4]);
      assert.deepEqual(values(`stage${stage}QkRatio`), [0.5, 1]);
    }
  });

  it('do all of their MACs on macros, at gate level and on arrays', () => {
    const random = RandomStream.from(1, 'hybrid networks');
    const gates = prepareMacro(analog, technology);
    const arrays = prepareMacro({ ...rram, kind: 'analog-sram' }, technology);
    let products = 0;
    for (let trial = 0; trial < 12; trial++) {
      const network = hybrid.build(hybrid.fromDesign(space.sample(random)));
      for (const prepared of [gates, arrays]) {
        let macs = 0;
        for (const { product } of workOf(network, {})) {
          if (product === undefined) continue;
          const options = { packDepthwise: product.needs === 'packedDepthwise' };
          const figures = layerOnMacro(prepared, product.layer, options);
          assert.ok(figures.latencyNs > 0 && figures.energyPj.total > 0 && figures.utilization <= 1);
          assert.ok(layerNoise(prepared, product.layer, technology).sqnrDb > 0);
          macs += product.repeat * figures.macs;
          products++;
        }
        assert.equal(macs, network.totals.macs);
      }
    }
    assert.ok(products > 500, `${products}`);
  });
});
