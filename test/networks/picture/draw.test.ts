/** Pictures of networks: one block a layer, every skip connection, well-formed and the same bytes again. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildNetwork, drawNetwork, loadNetwork } from '../../../src/networks/index.js';
import { skipsOf } from '../../../src/networks/picture/skips.js';

const count = (text: string, part: RegExp) => (text.match(part) ?? []).length;

describe('skips', () => {
  it('are the edges that pass over layers, in lanes that do not overlap', () => {
    const { layers } = buildNetwork('nas-bench-201', { cell: 'p1s1ss' });
    const skips = skipsOf(layers);
    const edges = layers.flatMap(({ i, inputs }) => [...new Set(inputs)].filter((source) => source !== i - 1));
    assert.equal(skips.length, edges.length);
    for (const a of skips) {
      for (const b of skips) {
        if (a !== b && a.lane === b.lane) assert.ok(a.to <= b.from || b.to <= a.from, `${a.to} ${b.from}`);
      }
    }
    assert.ok(skips.every(({ lane }) => lane <= 3));
  });

  it('of a U-Net are nested, the inner one nearer', () => {
    const skips = skipsOf(buildNetwork('unet', { filters: [4, 8, 16] }).layers);
    assert.deepEqual(skips, [
      { from: 4, to: 9, lane: 0 },
      { from: 1, to: 13, lane: 1 },
    ]);
  });

  it('of a chain are none', () => {
    assert.deepEqual(skipsOf(buildNetwork('vgg-16', {}).layers), []);
  });
});

describe('drawNetwork', () => {
  const network = buildNetwork('resnet-18', {});
  const svg = drawNetwork(network);

  it('draws one block a layer and its input, and one arrow a skip connection', () => {
    // Beside them: the paper and one key for each kind of layer.
    assert.equal(count(svg, /<rect /g), network.layers.length + 1 + 1 + 4);
    assert.equal(count(svg, /l6 3l-6 3z/g), skipsOf(network.layers).length);
    assert.match(svg, />conv2d 7x7\/2 relu</);
    assert.match(svg, />118 M</);
    assert.match(svg, /1\.81 G MACs, 11\.7 M parameters/);
  });

  it('has the widest block at the largest tensor and the tallest at the most multiply-accumulates', () => {
    const sides = [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="([\d.]+)" rx="2"/g)];
    const widths = sides.map(([, width]) => Number(width)).filter((width) => width !== 10);
    const heights = sides.map(([, , height]) => Number(height));
    assert.equal(Math.max(...widths), 220);
    assert.equal(Math.max(...heights), 47);
    assert.ok(Math.min(...widths) >= 3);
  });

  it('is the same again, escapes names, and stands for networks without multiply-accumulates', () => {
    assert.equal(drawNetwork(network), svg);
    const odd = loadNetwork({ id: '<a & "b">', input: { h: 2, w: 2, c: 1 }, layers: [{ op: 'act', act: 'relu' }] });
    const drawn = drawNetwork(odd);
    assert.match(drawn, /&lt;a &amp; &quot;b&quot;&gt;/);
    assert.ok(!drawn.includes('NaN'));
  });
});
