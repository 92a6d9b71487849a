import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { History } from '../../../agents/model-based/history.js';
import { DesignSpace } from '../../../src/design/design-space.js';
import { integer } from '../../../src/design/parameter.js';
import { evaluation } from '../bowl.js';

const space = new DesignSpace([integer('n', 0, 9)]);
const [one, two, three] = [{ n: 1 }, { n: 2 }, { n: 3 }];
const make = () => new History({ space, objectives: 1 });
const keys = (...designs: { n: number }[]) => new Set(designs.map((design) => space.key(design)));

describe('History', () => {
  it('takes a design off the pending ones when its result is told, in any order', () => {
    const history = make();
    for (const design of [one, two, three]) history.ask(design);
    history.tell({ design: { ...two }, evaluation: evaluation([5]) });
    assert.deepEqual(history.pending, [one, three]);
    assert.deepEqual(history.results, [{ design: two, score: { objectives: [5], violation: 0 } }]);
    assert.deepEqual(history.known, keys(one, two, three));
  });

  it('waits for as many results of a design as it was asked for', () => {
    const history = make();
    history.ask(one);
    history.ask(one);
    history.tell({ design: one, evaluation: evaluation([1]) });
    assert.deepEqual(history.pending, [one]);
  });

  it('takes results of designs that were never asked', () => {
    const history = make();
    history.ask(one);
    history.tell({ design: two, evaluation: evaluation([7], 0.5) });
    assert.deepEqual(history.pending, [one]);
    assert.deepEqual(history.results, [{ design: two, score: { objectives: [7], violation: 0.5 } }]);
    assert.deepEqual(history.known, keys(one, two));
  });

  it('is the same again after its state, whatever it held before', () => {
    const original = make();
    original.ask(one);
    original.tell({ design: two, evaluation: evaluation([7]) });
    const restored = make();
    restored.ask(three);
    restored.restore(JSON.parse(JSON.stringify(original.state())));
    assert.deepEqual(restored.state(), original.state());
    assert.deepEqual(restored.known, original.known);
    restored.tell({ design: one, evaluation: evaluation([1]) });
    assert.deepEqual(original.pending, [one], 'they share nothing');
  });

  it('refuses an evaluation with another number of objectives', () => {
    assert.throws(() => make().tell({ design: one, evaluation: evaluation([1, 2]) }), {
      code: 'badRequest',
      path: '/objectives',
    });
  });
});
