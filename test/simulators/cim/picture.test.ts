/** Energy by component: the parts, and their picture. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { energyParts, energyPicture } from '../../../simulators/cim/index.js';
import { analog, arrayLayer, conv, digital, gateLayer, rram } from './support.js';

describe('parts of the energy', () => {
  it('add up to the total of both cost models, and name only what is there', () => {
    for (const figures of [gateLayer(digital, conv), gateLayer(analog, conv), arrayLayer(rram, conv)]) {
      const parts = energyParts(figures);
      const sum = Object.values(parts).reduce((total, part) => total + part, 0);
      assert.ok(Math.abs(sum - figures.energyPj.total) < 1e-9 * sum);
      assert.ok(Object.values(parts).every((part) => part > 0));
    }
    assert.ok(!('adcs' in energyParts(gateLayer(digital, conv))));
    assert.ok(!('weights' in energyParts(arrayLayer(rram, conv))));
  });
});

describe('the picture of the energy', () => {
  const bars = [digital, analog].map((macro, i) => ({
    label: String(i),
    parts: energyParts(gateLayer(macro, conv)),
  }));

  it('has a box for each part, heights in proportion to the energy, and escapes its title', () => {
    const svg = energyPicture(bars, 'a < b');
    const boxes = [...svg.matchAll(/<rect [^>]*height="([\d.]+)"[^>]*><title>(\d), ([^:]+):/g)];
    assert.equal(
      boxes.length,
      bars.reduce((count, { parts }) => count + Object.keys(parts).length, 0),
    );
    const height = (bar: string, words: string) =>
      Number(boxes.find(([, , of, part]) => of === bar && part === words)?.[1]);
    const ratio = (bars[1]?.parts['adcs'] ?? 0) / (bars[0]?.parts['weights'] ?? 1);
    assert.ok(Math.abs(height('1', 'ADCs') / height('0', 'loading of weights') - ratio) < 0.01);
    assert.match(svg, /a &lt; b/);
    assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
  });

  it('stays readable with hundreds of layers', () => {
    const many = Array.from({ length: 400 }, (_, i) => ({ label: String(i), parts: { adcs: 1 + i } }));
    const svg = energyPicture(many, 'many');
    assert.ok((svg.match(/text-anchor="middle">\d+<\/text>/g)?.length ?? 0) < 60);
  });
});
