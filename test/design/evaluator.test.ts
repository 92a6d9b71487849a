import assert from 'node:assert/strict';
import test from 'node:test';
import { type EvaluationRecord, Evaluator, type EvaluatorOptions, type Problem } from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { RandomStream } from '../../src/stats/random.js';
import { toyProblem } from './toy.js';

const design = { left: 3, right: 3, mode: 'slow', boost: 2 };
const code = (wanted: string) => (error: unknown) => error instanceof CogymError && error.code === wanted;

/** A problem that counts its simulations. */
function counted(): { problem: Problem; count: () => number } {
  let simulations = 0;
  const inner = toyProblem();
  const problem = toyProblem({
    evaluate(given) {
      simulations += 1;
      return inner.evaluate(given);
    },
  });
  return { problem, count: () => simulations };
}

test('the budget is counted, duplicates cost, and nothing is spent beyond it', () => {
  const { problem, count } = counted();
  const records: EvaluationRecord[] = [];
  const evaluator = new Evaluator(problem, { budget: 3, sink: (record) => records.push(record) });
  assert.deepEqual([evaluator.spent, evaluator.remaining], [0, 3]);
  const first = evaluator.evaluate(design);
  assert.equal(evaluator.evaluate({ ...design }), first);
  evaluator.evaluate({ ...design, left: 4 });
  assert.deepEqual([evaluator.spent, evaluator.remaining, count()], [3, 0, 2]);
  assert.throws(() => evaluator.evaluate(design), code('budgetExhausted'));
  assert.equal(evaluator.spent, 3);
  assert.deepEqual(
    records.map(({ evaluation, cached }) => [evaluation, cached]),
    [
      [1, false],
      [2, true],
      [3, false],
    ],
  );
  assert.deepEqual(records[0]?.design, design);
  assert.equal(records[0]?.result, first);
});

test('free duplicates cost nothing, whatever the cache still holds', () => {
  for (const cacheSize of [0, 1, 100]) {
    const evaluator = new Evaluator(toyProblem(), { budget: 2, freeDuplicates: true, cacheSize });
    evaluator.evaluate(design);
    evaluator.evaluate({ ...design, left: 4 });
    evaluator.evaluate(design);
    evaluator.evaluate(design);
    assert.equal(evaluator.spent, 2, `cache of ${cacheSize}`);
    assert.throws(() => evaluator.evaluate({ ...design, left: 5 }), code('budgetExhausted'));
  }
});

test('free duplicates cost again after the most that are free in a row', () => {
  const evaluator = new Evaluator(toyProblem(), { budget: 10, freeDuplicates: true, mostFree: 2 });
  const spent = [4, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4].map((left) => {
    evaluator.evaluate({ ...design, left });
    return evaluator.spent;
  });
  assert.deepEqual(spent, [1, 1, 1, 2, 2, 2, 3, 4, 4, 4, 5]);
});

test('the cache never changes a result and keeps its bound', () => {
  const run = (options: EvaluatorOptions) => {
    const { problem, count } = counted();
    const evaluator = new Evaluator(problem, options);
    const random = RandomStream.from(1);
    const results = Array.from({ length: 200 }, () => evaluator.evaluate(problem.space.sample(random)));
    return { results, simulations: count(), spent: evaluator.spent };
  };
  const [without, small, large] = [run({ cacheSize: 0 }), run({ cacheSize: 5 }), run({})];
  assert.deepEqual(small.results, without.results);
  assert.deepEqual(large.results, without.results);
  assert.equal(without.simulations, 200);
  assert.ok(large.simulations < small.simulations && small.simulations <= 200);
  assert.deepEqual([without.spent, small.spent, large.spent], [200, 200, 200]);
});

test('designs that differ only where they are inactive are one design', () => {
  const { problem, count } = counted();
  const evaluator = new Evaluator(problem);
  assert.deepEqual(evaluator.evaluate({ ...design, boost: 4 }), evaluator.evaluate({ ...design, boost: 1 }));
  assert.equal(count(), 1);
});

test('a simulator that throws makes the design infeasible, not the run', () => {
  for (const thrown of [new Error('out of range'), 'text', undefined]) {
    const problem = toyProblem({
      evaluate() {
        throw thrown;
      },
    });
    const evaluator = new Evaluator(problem, { budget: 2 });
    const result = evaluator.evaluate(design);
    assert.equal(result.feasible, false);
    assert.deepEqual(result.violations, [{ name: 'simulatorError', value: 1, limit: 0, excess: 1 }]);
    assert.ok(result.violation > 0);
    assert.ok((result.objectives[0] as number) > 5 && Number.isFinite(result.objectives[0]));
    assert.equal(evaluator.spent, 1);
    if (thrown instanceof Error) assert.equal(result.details?.error, 'out of range');
  }
});

test('figures that are not finite numbers are simulator errors that name the figure', () => {
  const faulty = (change: (problem: Problem) => Partial<ReturnType<Problem['evaluate']>>, message: RegExp) => {
    const inner = toyProblem();
    const problem = toyProblem({ evaluate: (given) => ({ ...inner.evaluate(given), ...change(inner) }) });
    const result = new Evaluator(problem).evaluate(design);
    assert.equal(result.violations[0]?.name, 'simulatorError');
    assert.match(String(result.details?.error), message);
  };
  faulty(() => ({ metrics: { latencyS: Number.NaN } }), /the metric latencyS is NaN/);
  faulty(() => ({ metrics: { energyJ: Number.POSITIVE_INFINITY } }), /the metric energyJ is Infinity/);
  faulty(() => ({ objectives: [Number.NEGATIVE_INFINITY] }), /the objective latencyS is -Infinity/);
  faulty(() => ({ objectives: [] }), /0 objectives instead of 1/);
  faulty(() => ({ violation: Number.NaN, feasible: false }), /the violation is NaN/);
});

test('a failed simulation without a known bound is worse than any figure in the units of the project', () => {
  const problem = toyProblem({
    worstObjectives: undefined,
    evaluate() {
      throw new Error('x');
    },
  });
  assert.ok((new Evaluator(problem).evaluate(design).objectives[0] as number) > 1e15);
});

test('a design outside the space is the caller’s error and costs nothing', () => {
  const evaluator = new Evaluator(toyProblem(), { budget: 1 });
  assert.throws(() => evaluator.evaluate({ ...design, left: 11 }), code('badRequest'));
  assert.throws(() => evaluator.evaluate({ left: 1 }), code('badRequest'));
  assert.equal(evaluator.spent, 0);
});

test('options out of range are refused', () => {
  for (const options of [{ budget: 0 }, { budget: 1.5 }, { budget: Number.NaN }, { cacheSize: -1 }]) {
    assert.throws(() => new Evaluator(toyProblem(), options), code('badRequest'), JSON.stringify(options));
  }
});
