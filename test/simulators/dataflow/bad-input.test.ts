import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateLayer, type LayerRequest } from '../../../simulators/dataflow/index.js';
import { handler } from '../../../src/cli/simulate/dataflow.js';
import { CogymError } from '../../../src/errors.js';
import { templateRequests } from './generators.js';

const layer = { op: 'conv2d', k: 4, c: 6, r: 3, s: 3, y: 6, x: 6 };
const good = { layer, template: 'dla', cluster: 4, pes: 8, nocBandwidth: 4 };
const S = (dimension: string, size = 1, offset = 1) => ({ map: 'spatial', size, offset, dimension });
const T = (dimension: string, size = 1, offset = 1) => ({ map: 'temporal', size, offset, dimension });
const { template: _, cluster: __, ...bare } = good;
const listed = (...directives: unknown[]) => ({ ...bare, directives });

/** Request, error code, JSON pointer. */
const refused: readonly (readonly [Readonly<Record<string, unknown>>, string, string])[] = [
  [{ ...good, pes: 0 }, 'badRequest', '/pes'],
  [{ ...good, pes: Number.NaN }, 'badRequest', '/pes'],
  [{ ...good, pes: 2.5 }, 'badRequest', '/pes'],
  [{ ...good, pes: 65537 }, 'badRequest', '/pes'],
  [{ ...good, pes: '8' }, 'badRequest', '/pes'],
  [{ ...good, pes: undefined }, 'badRequest', '/pes'],
  [{ ...good, nocBandwidth: 0 }, 'badRequest', '/nocBandwidth'],
  [{ ...good, nocBandwidth: 1e6 + 1 }, 'badRequest', '/nocBandwidth'],
  [{ ...good, nocBandwidth: 1.5 }, 'badRequest', '/nocBandwidth'],
  [{ ...good, nocLatencyCycles: -1 }, 'badRequest', '/nocLatencyCycles'],
  [{ ...good, nocLatencyCycles: 1001 }, 'badRequest', '/nocLatencyCycles'],
  [{ ...good, simdLanes: 1025 }, 'badRequest', '/simdLanes'],
  [{ ...good, offchipBandwidth: Number.POSITIVE_INFINITY }, 'badRequest', '/offchipBandwidth'],
  [{ ...good, mode: 'exact' }, 'badRequest', '/mode'],
  [{ ...good, mode: 1 }, 'badRequest', '/mode'],
  [{ ...good, nocArea: 'mesh' }, 'badRequest', '/nocArea'],
  [{ ...good, dramPolicy: 'never' }, 'badRequest', '/dramPolicy'],
  [{ ...good, l1Bytes: 0 }, 'badRequest', '/l1Bytes'],
  [{ ...good, l2Bytes: 1.5 }, 'badRequest', '/l2Bytes'],
  [{ ...good, cluster: 0 }, 'badRequest', '/cluster'],
  [{ ...good, cluster: 9 }, 'clusterTooLarge', '/cluster'],
  [{ ...good, costs: 'maestro-2020' }, 'badRequest', '/costs'],
  [{ ...good, costs: { name: 'mine' } }, 'badRequest', '/costs'],
  [{ ...good, template: 'dIa' }, 'badRequest', '/template'],
  [{ ...good, template: '../loader' }, 'badRequest', '/template'],
  [{ ...good, template: 'gemm' }, 'badRequest', '/template'],
  [{ ...good, directives: [S('K')] }, 'badRequest', '/template'],
  [bare, 'badRequest', '/template'],
  [{ ...listed(S('K')), cluster: 4 }, 'badRequest', '/cluster'],
  [{ ...good, bandwith: 3 }, 'badRequest', '/bandwith'],
  [{ ...good, 'a/b~c': 3 }, 'badRequest', '/a~1b~0c'],
  [{ ...good, layer: undefined }, 'badRequest', '/layer'],
  [{ ...good, layer: [] }, 'badRequest', '/layer'],
  [{ ...good, layer: { ...layer, op: 'conv3d' } }, 'badRequest', '/layer/op'],
  [{ ...good, layer: { ...layer, op: 'toString' } }, 'badRequest', '/layer/op'],
  [{ ...good, layer: { ...layer, y: 2 } }, 'badRequest', '/layer/y'],
  [{ ...good, layer: { ...layer, x: 2 } }, 'badRequest', '/layer/x'],
  [{ ...good, layer: { ...layer, k: 0 } }, 'badRequest', '/layer/k'],
  [{ ...good, layer: { ...layer, c: 65537 } }, 'badRequest', '/layer/c'],
  [{ ...good, layer: { ...layer, strideY: 0 } }, 'badRequest', '/layer/strideY'],
  [{ ...good, layer: { ...layer, padding: 1 } }, 'badRequest', '/layer/padding'],
  [{ ...good, layer: { ...layer, op: 'depthwiseConv2d', k: 4 } }, 'badRequest', '/layer/k'],
  [{ ...good, layer: { op: 'gemm', m: 2, n: 2 } }, 'badRequest', '/layer/k'],
  [{ ...bare, directives: 'S(1,1)K' }, 'badRequest', '/directives'],
  [listed(), 'badRequest', '/directives'],
  [listed(null), 'badRequest', '/directives/0'],
  [listed(S('K'), { cluster: 4, size: 1 }), 'badRequest', '/directives/1/size'],
  [listed({ ...S('K'), map: 'both' }), 'badRequest', '/directives/0/map'],
  [listed({ map: 'spatial', size: 1, offset: 1 }), 'badRequest', '/directives/0/dimension'],
  [listed(S('M')), 'badRequest', '/directives/0/dimension'],
  [listed(S('K', 0)), 'badRequest', '/directives/0/size'],
  [listed(S('K', 1, 0)), 'badRequest', '/directives/0/offset'],
  [listed(S('K', 1.5)), 'badRequest', '/directives/0/size'],
  [listed(S('K'), T('C'), T('K')), 'duplicateDimension', '/directives/2'],
  [listed(S('K'), T('Y', 3), T("Y'")), 'duplicateDimension', '/directives/2'],
  [listed(S('K'), T("Y'")), 'badRequest', '/directives'],
  [listed(T('K')), 'noSpatialMap', '/directives'],
  [listed(S('K'), { cluster: 4 }), 'noSpatialMap', '/directives'],
  [listed(S('K'), { cluster: 4 }, T('C')), 'noSpatialMap', '/directives'],
  [listed(S('K'), { cluster: 9 }, S('C')), 'clusterTooLarge', '/directives'],
  [listed(S('K'), { cluster: 0 }, S('C')), 'badRequest', '/directives/1/cluster'],
  [
    listed(...Array.from({ length: 5 }, () => [S('K'), { cluster: 1 }]).flat(), S('K')),
    'badRequest',
    '/directives/9/cluster',
  ],
  [{ ...listed(S('K'), T('C', 7, 2)), mode: 'maestro', layer: { ...layer, c: 2 } }, 'degenerateMapping', '/directives'],
  [{ ...good, layer: { ...layer, k: 65536, c: 65536, y: 65536, x: 65536 } }, 'countOverflow', '/layer'],
];

describe('dataflow, bad input', () => {
  for (const [request, code, path] of refused) {
    it(`${code} at ${path}`, () => {
      assert.throws(
        () => handler(request),
        (error) =>
          error instanceof CogymError && error.code === code && error.path === path && error.message.length > 10,
      );
    });
  }

  it('names the nearest templates and costs', () => {
    assert.throws(() => handler({ ...good, template: 'dIa' }), /dla/);
    assert.throws(() => handler({ ...good, costs: 'maestro-2020' }), /maestro-2019|maestro-2021/);
    assert.throws(() => handler({ ...good, nocBandwith: 1 }), /nocBandwidth/);
  });

  it('takes a mapping that fills every level allowed', () => {
    const four = Array.from({ length: 4 }, () => [S('K'), { cluster: 1 }]).flat();
    assert.doesNotThrow(() => handler(listed(...four, S('K'))));
  });

  it('answers or refuses with a CogymError whatever the numbers', () => {
    const wild = fc.oneof(
      fc.integer({ min: -2, max: 70000 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e300, 0.5, 2 ** 31, 65536),
    );
    const directive = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          map: fc.constantFrom('spatial', 'temporal'),
          size: wild,
          offset: wild,
          dimension: fc.constantFrom('K', 'C', 'R', 'S', 'Y', 'X', "Y'", "X'"),
        }),
      },
      { weight: 1, arbitrary: fc.record({ cluster: wild }) },
    );
    fc.assert(
      fc.property(
        templateRequests,
        fc.array(directive, { minLength: 1, maxLength: 9 }),
        fc.record({ pes: wild, simdLanes: wild }, { requiredKeys: [] }),
        fc.constantFrom('maestro', 'corrected'),
        ({ template: _template, ...request }, directives, numbers, mode) => {
          const attempt = { ...request, directives, ...numbers, mode } as LayerRequest;
          try {
            const { cycles, macs } = evaluateLayer(attempt);
            assert.ok(Number.isSafeInteger(cycles) && cycles > 0 && Number.isSafeInteger(macs));
          } catch (error) {
            assert.ok(error instanceof CogymError, String(error));
          }
        },
      ),
      { seed: 7, numRuns: 3000 },
    );
  });
});
