import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eyerissAnchor } from '../../../src/cli/latency/eyeriss-anchor.js';

describe('the Eyeriss anchor', () => {
  it("states the benchmark's rates as published, and judges the template by them", () => {
    const { rows, ratio } = eyerissAnchor();
    const [wide, pointwise] = rows;
    assert.ok(wide && pointwise);
    assert.deepEqual([wide.macs, pointwise.macs], [35_389_440, 3_932_160]);
    assert.ok(Math.abs(wide.reference.gmacPerS - 24) < 1e-6 && Math.abs(wide.reference.pjPerMac - 8.85) < 0.01);
    assert.ok(
      Math.abs(pointwise.reference.gmacPerS - 16) < 1e-6 && Math.abs(pointwise.reference.pjPerMac - 7.95) < 0.01,
    );
    assert.ok(Math.abs(wide.reference.busyPes - 120) < 1e-6 && Math.abs(pointwise.reference.busyPes - 80) < 1e-6);
    assert.ok(Math.abs(ratio.reference - 1.5) < 1e-9);
    for (const { rateRatio, withinFactor, template } of rows) {
      assert.equal(withinFactor, rateRatio <= 1.5 && rateRatio >= 1 / 1.5);
      assert.ok(template.busyPes > 0 && template.busyPes <= 168);
    }
    assert.equal(ratio.within, Math.abs(ratio.template / ratio.reference - 1) <= 0.25);
  });
});
