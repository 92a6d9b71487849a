import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadTemplate, validateTemplate } from '../../../hwtemplates/index.js';
import { type Directive, directivesOf, evaluateLayer, type LayerRequest } from '../../../simulators/dataflow/index.js';
import { costs, templateRequests } from './generators.js';

const written = (directives: readonly Directive[]) =>
  directives
    .map((directive) => {
      if ('cluster' in directive) return `Cluster(${directive.cluster})`;
      const kind = directive.map === 'spatial' ? 'S' : 'T';
      return `${kind}(${directive.size},${directive.offset})${directive.dimension}`;
    })
    .join(' ');
const expand = (name: string, layer: LayerRequest['layer'], more: Partial<LayerRequest> = {}) =>
  written(
    directivesOf({ layer, template: loadTemplate('dataflow', name), pes: 256, nocBandwidth: 16, costs, ...more }),
  );
const convolution = { op: 'conv2d', k: 32, c: 16, r: 3, s: 5, y: 33, x: 37, strideX: 2 } as const;
const depthwise = { op: 'depthwiseConv2d', c: 16, r: 3, s: 3, y: 8, x: 8 } as const;

describe('dataflow templates', () => {
  it('expand to the published directives', () => {
    assert.equal(expand('shi', convolution), 'T(1,1)K T(1,1)C S(3,1)Y T(19,16)X T(3,3)R T(5,5)S Cluster(8) S(5,1)X');
    assert.equal(
      expand('dla', convolution),
      'S(1,1)K T(64,64)C T(3,3)R T(5,5)S T(3,1)Y T(5,1)X Cluster(64) S(1,1)C T(3,1)Y T(5,1)X T(3,3)R T(5,5)S',
    );
    assert.equal(
      expand('rs', convolution),
      "S(1,1)Y' T(1,1)X' T(1,1)C T(16,16)K T(3,3)R T(5,5)S Cluster(3) S(1,1)Y S(1,1)R T(5,5)S",
    );
    assert.equal(
      expand('gemm', { op: 'gemm', m: 9, n: 8, k: 30 }),
      'T(1,1)N S(1,1)M T(30,30)K Cluster(30) T(1,1)N T(1,1)M S(1,1)K',
    );
  });

  it('narrow the tile of shi to the outputs there are', () => {
    assert.match(expand('shi', { ...convolution, x: 9 }), /T\(9,6\)X/);
    assert.match(expand('shi', convolution, { cluster: 2 }), /T\(7,4\)X .* Cluster\(2\)/);
  });

  it('leave K out of depthwise layers', () => {
    assert.equal(expand('shi', depthwise), 'T(1,1)C S(3,1)Y T(8,6)X T(3,3)R T(3,3)S Cluster(8) S(3,1)X');
    assert.equal(expand('dla', depthwise), 'S(1,1)C T(3,1)Y T(3,1)X T(3,3)R T(3,3)S');
    assert.equal(
      expand('rs', depthwise),
      "S(1,1)Y' T(1,1)X' T(1,1)C T(3,3)R T(3,3)S Cluster(3) S(1,1)Y S(1,1)R T(3,3)S",
    );
  });

  it('take a matrix product as a 1x1 convolution', () => {
    const gemm = { op: 'gemm', m: 49, n: 64, k: 128 } as const;
    const same = { op: 'conv2d', k: 64, c: 128, r: 1, s: 1, y: 49, x: 1 } as const;
    for (const name of ['shi', 'dla', 'rs']) {
      const request = { template: loadTemplate('dataflow', name), pes: 256, nocBandwidth: 16, costs };
      assert.deepEqual(evaluateLayer({ ...request, layer: gemm }), evaluateLayer({ ...request, layer: same }));
    }
  });

  it('cost the same as their directive list', () => {
    fc.assert(
      fc.property(templateRequests, fc.constantFrom('maestro', 'corrected'), ({ template, ...request }, mode) => {
        // A list of a matrix product is over M, N and K; the templates but gemm lay it out as a convolution.
        if (request.layer.op === 'gemm' && template?.mappings.gemm === undefined) return;
        const directives = directivesOf({ ...request, template, mode });
        const cost = (mapping: Partial<LayerRequest>) => {
          try {
            return { ...evaluateLayer({ ...request, ...mapping, mode }), cluster: 0 };
          } catch (error) {
            return (error as { code?: string }).code;
          }
        };
        assert.deepEqual(cost({ template }), cost({ directives }));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('report the innermost cluster, lists the product of theirs', () => {
    const request = { layer: convolution, pes: 256, nocBandwidth: 16, costs };
    assert.equal(evaluateLayer({ ...request, template: loadTemplate('dataflow', 'dla') }).cluster, 64);
    const flat = { ...request, layer: depthwise, template: loadTemplate('dataflow', 'dla'), cluster: 4 };
    assert.equal(evaluateLayer(flat).cluster, 1);
    const map = { map: 'spatial', size: 1, offset: 1, dimension: 'K' } as const;
    assert.equal(
      evaluateLayer({ ...request, directives: [map, { cluster: 4 }, map, { cluster: 8 }, map] }).cluster,
      32,
    );
    assert.equal(evaluateLayer({ ...request, directives: [map] }).cluster, 1);
  });

  it('may be the user’s own', () => {
    const template = validateTemplate('dataflow', {
      name: 'mine',
      description: 'output channels alone',
      source: 'this test',
      mappings: {
        conv2d: {
          define: { half: { min: [{ add: ['K', -1] }, { mul: [2, 3] }] } },
          directives: [{ map: 'spatial', size: 'half', offset: 'half', dimension: 'K' }],
        },
      },
    });
    const request = { layer: convolution, template, pes: 4, nocBandwidth: 16, costs };
    assert.equal(written(directivesOf(request)), 'S(6,6)K');
    const unknown = { ...template, mappings: { conv2d: { directives: [{ cluster: 'q' }] } } };
    assert.throws(() => evaluateLayer({ ...request, template: unknown }), { code: 'badRequest', message: /symbol q/ });
  });
});
