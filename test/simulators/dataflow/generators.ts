/** Random layers, arrays and mappings for property tests. */
import fc from 'fast-check';
import { loadTemplate } from '../../../hwtemplates/index.js';
import type { Directive, Layer, LayerRequest } from '../../../simulators/dataflow/index.js';

export const costs = loadTemplate('dataflow/costs', 'maestro-2021');

const between = (min: number, max: number) => fc.integer({ min, max });
const window = { r: between(1, 5), s: between(1, 5), strideY: between(1, 3), strideX: between(1, 3) };
const spare = { aboveY: between(0, 24), aboveX: between(0, 24) };

export const convolutions: fc.Arbitrary<Extract<Layer, { op: 'conv2d' }>> = fc
  .record({ k: between(1, 40), c: between(1, 40), ...window, ...spare })
  .map(({ aboveY, aboveX, ...layer }) => ({
    op: 'conv2d' as const,
    ...layer,
    y: layer.r + aboveY,
    x: layer.s + aboveX,
  }));

const depthwise: fc.Arbitrary<Layer> = fc
  .record({ c: between(1, 40), ...window, ...spare })
  .map(({ aboveY, aboveX, ...layer }) => ({
    op: 'depthwiseConv2d' as const,
    ...layer,
    y: layer.r + aboveY,
    x: layer.s + aboveX,
  }));

const gemms: fc.Arbitrary<Layer> = fc
  .record({ m: between(1, 90), n: between(1, 90), k: between(1, 90) })
  .map((layer) => ({
    op: 'gemm' as const,
    ...layer,
  }));

const array = {
  pes: between(1, 300),
  nocBandwidth: between(1, 64),
  nocLatencyCycles: between(0, 4),
  simdLanes: between(1, 4),
  offchipBandwidth: between(1, 128),
};

/** A shipped template on a layer that it maps, with enough PEs for its cluster; mode `corrected`. */
export const templateRequests: fc.Arbitrary<LayerRequest> = fc
  .record({
    name: fc.constantFrom('shi', 'dla', 'rs', 'gemm'),
    layer: fc.oneof(convolutions, depthwise, gemms),
    ...array,
  })
  .filter(({ name, layer }) => name !== 'gemm' || layer.op === 'gemm')
  .map(({ name, pes, ...request }) => ({
    ...request,
    template: loadTemplate('dataflow', name),
    pes: Math.max(pes, 8),
    costs,
  }));

/** What a random mapping is made of. */
interface Draw {
  readonly layer: Extract<Layer, { op: 'conv2d' }>;
  readonly order: readonly string[];
  readonly innerOrder: readonly string[];
  readonly spatial: string;
  readonly innerSpatial: string;
  readonly tiles: Readonly<Record<'K' | 'C' | 'Y' | 'X', number>>;
  readonly inner: Readonly<Record<'K' | 'C' | 'Y' | 'X', number>>;
  readonly innermost: Readonly<Record<'K' | 'C' | 'Y' | 'X', number>>;
  readonly cluster: number;
  readonly innerCluster: number;
}

const names = ['K', 'C', 'R', 'S', 'Y', 'X'] as const;
const tileSizes = fc.record({ K: between(1, 6), C: between(1, 6), Y: between(1, 4), X: between(1, 4) });

/**
 * Directive lists of one to three levels that cover a convolution without gaps: any loop order, one spatial map a level,
 * whole kernels, tiles of one or several channels and outputs.
 */
export const listRequests: fc.Arbitrary<LayerRequest> = fc
  .record({
    layer: convolutions,
    order: fc.shuffledSubarray([...names], { minLength: 6 }),
    innerOrder: fc.shuffledSubarray([...names], { minLength: 6 }),
    spatial: fc.constantFrom('K', 'C', 'Y', 'X'),
    innerSpatial: fc.constantFrom('K', 'C', 'Y', 'X'),
    tiles: tileSizes,
    inner: tileSizes,
    innermost: tileSizes,
    innerCluster: fc.constantFrom(1, 1, 3),
    cluster: fc.constantFrom(1, 2, 4, 8),
    ...array,
  })
  .map(({ nocBandwidth, nocLatencyCycles, simdLanes, offchipBandwidth, pes, ...draw }) => ({
    layer: draw.layer,
    directives: directivesOf(draw),
    nocBandwidth,
    nocLatencyCycles,
    simdLanes,
    offchipBandwidth,
    pes: Math.max(pes, draw.cluster * draw.innerCluster),
    costs,
  }));

function directivesOf(draw: Draw): Directive[] {
  const outer = draw.order.map((name) => mapOf(draw, name, name === draw.spatial, draw.tiles));
  if (draw.cluster === 1) return outer;
  const tiles = within(draw.tiles, draw.inner);
  const inner = draw.innerOrder.map((name) => mapOf(draw, name, name === draw.innerSpatial, tiles));
  const two = [...outer, { cluster: draw.cluster }, ...inner];
  if (draw.innerCluster === 1) return two;
  const least = within(tiles, draw.innermost);
  return [
    ...two,
    { cluster: draw.innerCluster },
    ...draw.order.map((name) => mapOf(draw, name, name === draw.spatial, least)),
  ];
}

/** Tiles no larger than those around them. */
function within(outer: Draw['tiles'], inner: Draw['tiles']): Draw['tiles'] {
  const least = (name: 'K' | 'C' | 'Y' | 'X') => Math.min(outer[name], inner[name]);
  return { K: least('K'), C: least('C'), Y: least('Y'), X: least('X') };
}

function mapOf(draw: Draw, name: string, spatial: boolean, tiles: Draw['tiles']): Directive {
  const { r, s, strideY = 1, strideX = 1 } = draw.layer;
  const map = spatial ? 'spatial' : 'temporal';
  if (name === 'R') return { map, size: r, offset: r, dimension: name };
  if (name === 'S') return { map, size: s, offset: s, dimension: name };
  if (name === 'Y') return { map, size: (tiles.Y - 1) * strideY + r, offset: tiles.Y * strideY, dimension: name };
  if (name === 'X') return { map, size: (tiles.X - 1) * strideX + s, offset: tiles.X * strideX, dimension: name };
  const size = name === 'K' ? tiles.K : tiles.C;
  return { map, size, offset: size, dimension: name };
}
