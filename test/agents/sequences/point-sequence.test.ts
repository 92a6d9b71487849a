import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pointSequence } from '../../../agents/sequences/point-sequence.js';
import { DesignSpace } from '../../../src/design/design-space.js';
import { integer } from '../../../src/design/parameter.js';

const space = new DesignSpace([integer('n', 0, 3)]);
const make = (mask?: () => Uint8Array[]) =>
  pointSequence(
    'quarters',
    { space, objectives: 1, budget: 9, seed: 0, hyperparameters: {}, ...(mask && { mask }) },
    (index) => [(index % 4) / 4],
  );
const values = (designs: ReturnType<ReturnType<typeof make>['ask']>) => designs.map(({ n }) => n);

describe('a sequence of points', () => {
  it('is asked in its order, in batches of any size', () => {
    const agent = make();
    assert.deepEqual([...values(agent.ask(1)), ...values(agent.ask(3)), ...values(agent.ask(0))], [0, 1, 2, 3, 0]);
  });

  it('goes on from its state', () => {
    const agent = make();
    agent.ask(2);
    const restored = make();
    restored.restore(JSON.parse(JSON.stringify(agent.state())));
    assert.deepEqual(values(restored.ask(3)), [2, 3, 0]);
  });

  it('spreads over what the mask allows', () => {
    assert.deepEqual(values(make(() => [Uint8Array.of(0, 1, 0, 1)]).ask(4)), [1, 1, 3, 3]);
  });
});
