import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DesignSpace } from '../../src/design/design-space.js';
import { unet, withoutPrefix, withPrefix } from '../../src/networks/index.js';

describe('prefixes', () => {
  it('put two networks into one space and take them out again', () => {
    const { parameters } = unet.designSpace();
    const space = new DesignSpace([...withPrefix(parameters, 'net1.'), ...withPrefix(parameters, 'net2.')]);
    assert.deepEqual(space.parameters[8]?.activeWhen, { parameter: 'net2.height', atLeast: 2 });
    const design = { ...space.defaultDesign(), 'net2.height': 2, 'net2.level2.filters': 32 };
    const second = withoutPrefix(design, 'net2.');
    assert.deepEqual(unet.fromDesign(second), { filters: [8, 32] });
    assert.deepEqual(Object.keys(second), unet.designSpace().names);
  });

  it('follow nested conditions', () => {
    const activeWhen = {
      all: [
        { parameter: 'a', oneOf: [1] },
        { parameter: 'b', atLeast: 2 },
      ],
    };
    const [renamed] = withPrefix([{ name: 'c', type: 'ordinal', values: [1, 2], activeWhen }], 'x.');
    assert.deepEqual(renamed?.activeWhen, {
      all: [
        { parameter: 'x.a', oneOf: [1] },
        { parameter: 'x.b', atLeast: 2 },
      ],
    });
  });
});
