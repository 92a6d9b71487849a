import assert from 'node:assert/strict';
import test from 'node:test';
import { type Design, type Problem, restrict } from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { RandomStream } from '../../src/stats/random.js';
import { toyProblem } from './toy.js';

const fixed = { left: 4, right: 3, mode: 'fast', boost: 4 };

test('the free parameters are searched, the others stay', () => {
  const whole = toyProblem();
  const problem = restrict(whole, ['left', 'boost'], fixed);
  assert.deepEqual(problem.space.names, ['left', 'boost']);
  assert.equal(problem.space.size(), 33n);
  assert.deepEqual(problem.evaluate({ left: 5, boost: 1 }), whole.evaluate({ ...fixed, left: 5, boost: 1 }));
  assert.deepEqual(problem.observe?.({ left: 5 }).values, [1 - 8 / 10]);
  assert.notEqual(problem.version, whole.version);
});

test('a parameter that the fixed ones make inactive has one value', () => {
  const problem = restrict(toyProblem(), ['right', 'boost'], { ...fixed, mode: 'slow' });
  assert.equal(problem.space.size(), 11n);
});

test('the mask respects fixed values before and after the free parameter', () => {
  const allowed = (problem: Problem, partial: Partial<Design> = {}) =>
    Array.from(problem.mask?.(partial)[0] ?? []).lastIndexOf(1);
  assert.equal(allowed(restrict(toyProblem(), ['right'], { ...fixed, left: 4 })), 6);
  assert.equal(allowed(restrict(toyProblem(), ['left'], { ...fixed, right: 7 })), 3);
  const random = RandomStream.from(1);
  for (const names of [
    ['left', 'mode'],
    ['right', 'boost'],
    ['left', 'right', 'mode'],
  ]) {
    const problem = restrict(toyProblem(), names, fixed);
    for (let i = 0; i < 50; i++) {
      const { violations } = problem.evaluate(problem.space.sample(random, problem.mask));
      assert.ok(
        violations.every(({ name }) => name !== 'sum'),
        names.join(),
      );
    }
  }
});

test('fixed values that leave nothing valid give infeasible designs, not dead ends', () => {
  const problem = restrict(
    toyProblem({ mask: () => [new Uint8Array(11), new Uint8Array(11), new Uint8Array(0), new Uint8Array(0)] }),
    ['left'],
    fixed,
  );
  assert.deepEqual(problem.mask?.({}), [new Uint8Array(0)]);
  problem.space.sample(RandomStream.from(1), problem.mask);
});

test('repair and partitions carry over to the free parameters', () => {
  const whole = toyProblem({
    repair: (design) => ({ ...design, right: Math.min(design.right as number, 10 - (design.left as number)) }),
    partitions: { sides: { left: ['left'], right: ['right'], rest: ['mode', 'boost'] } },
  });
  const problem = restrict(whole, ['right', 'mode'], { ...fixed, left: 8 });
  assert.deepEqual(problem.repair?.({ right: 9, mode: 'slow' }), { right: 2, mode: 'slow' });
  assert.deepEqual(problem.partitions, { sides: { right: ['right'], rest: ['mode'] } });
});

test('unknown names and values are refused', () => {
  const refused = (names: string[], design: Design) =>
    assert.throws(
      () => restrict(toyProblem(), names, design),
      (error) => error instanceof CogymError && error.code === 'badRequest',
    );
  refused([], fixed);
  refused(['up'], fixed);
  refused(['left'], { ...fixed, right: 99 });
});
