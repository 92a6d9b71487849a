import assert from 'node:assert/strict';
import test from 'node:test';
import { Evaluator, makeReward, type ObjectiveOptions, withObjectives } from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { RandomStream } from '../../src/stats/random.js';
import { realProblem, toyProblem } from './toy.js';

const design = { left: 4, right: 2, mode: 'slow', boost: 2 };

test('objectives and constraints are recomputed from the metrics', () => {
  const problem = withObjectives(toyProblem(), {
    objectives: ['minimize energyJ*latencyS', 'maximize accuracy'],
    constraints: ['energyJ <= 8 J'],
  });
  const { objectives, feasible, violations, metrics } = problem.evaluate(design);
  assert.deepEqual(metrics, { latencyS: 20 / 7, energyJ: 9, accuracy: 0.4 });
  assert.equal(feasible, false);
  assert.deepEqual(violations, [{ name: 'energyJ <= 8 J', value: 9, limit: 8, excess: 0.125 }]);
  assert.equal(objectives.length, 2);
  const other = problem.evaluate({ ...design, right: 1 });
  assert.ok(other.feasible);
  assert.deepEqual(other.objectives, [(20 / 6) * 7, -0.4]);
  assert.deepEqual(problem.objectives, [
    { name: 'energyJ*latencyS', direction: 'minimize' },
    { name: 'accuracy', direction: 'maximize' },
  ]);
  assert.equal(problem.space, problem.space);
  assert.notEqual(problem.version, toyProblem().version);
});

test('an objective keeps its target, which must be positive', () => {
  const objectives = [{ name: 'energyJ', direction: 'minimize', target: 4.5 } as const];
  const problem = withObjectives(toyProblem(), { objectives });
  assert.deepEqual(problem.objectives, objectives);
  assert.equal(makeReward(problem).score(problem.evaluate(design)), 0.5);
  for (const target of [0, -1, Number.NaN]) {
    assert.throws(() => withObjectives(toyProblem(), { objectives: [{ ...objectives[0], target } as never] }), {
      code: 'badRequest',
      path: '/objectives/0/target',
    });
  }
});

test('an infeasible design is counted from the worst that the limits leave to a feasible one', () => {
  // latencyS <= 5 by the problem, energyJ <= 8 by the user: their product is at most 40; accuracy is at least 0.
  const bounded = withObjectives(toyProblem(), {
    objectives: ['minimize energyJ*latencyS', 'maximize accuracy'],
    constraints: ['energyJ <= 8 J'],
  });
  assert.deepEqual(bounded.worstObjectives, [40, -0]);
  const { objectives, violation } = bounded.evaluate(design);
  assert.deepEqual(objectives, [40 + 40 * violation, violation]);
  const unbounded = withObjectives(toyProblem(), { objectives: ['minimize energyJ'] });
  assert.deepEqual(unbounded.worstObjectives, [1e15]);
  const lower = withObjectives(toyProblem(), {
    objectives: ['maximize log10(energyJ)'],
    constraints: ['10 mJ <= energyJ'],
  });
  assert.ok(Math.abs((lower.worstObjectives?.[0] as number) - 2) < 1e-12);
});

test('every infeasible design is behind every feasible one, and a larger violation is worse', () => {
  const cases: ObjectiveOptions[] = [
    { objectives: ['minimize latencyS', 'maximize accuracy', 'minimize energyJ'] },
    { objectives: ['minimize log(latencyS) + 0.5*energyJ'], constraints: ['accuracy >= 0.3'] },
    { constraints: ['accuracy >= 0.3', 'energyJ < 12 J'] },
  ];
  for (const options of cases) {
    const problem = withObjectives(toyProblem(), options);
    const random = RandomStream.from(2);
    const all = Array.from({ length: 300 }, () => problem.evaluate(problem.space.sample(random)));
    problem.objectives.forEach((_, i) => {
      const feasible = all.filter((evaluation) => evaluation.feasible).map(({ objectives }) => objectives[i] as number);
      const infeasible = all
        .filter((evaluation) => !evaluation.feasible)
        .map(({ objectives }) => objectives[i] as number);
      assert.ok(feasible.length > 5 && infeasible.length > 5);
      assert.ok(Math.max(...feasible) < Math.min(...infeasible), JSON.stringify(options));
      assert.ok([...feasible, ...infeasible].every(Number.isFinite));
    });
    if (options.objectives === undefined) continue;
    const broken = all.filter((evaluation) => !evaluation.feasible).sort((a, b) => a.violation - b.violation);
    broken.slice(1).forEach((evaluation, k) => {
      assert.ok((evaluation.objectives[0] as number) >= (broken[k]?.objectives[0] as number));
    });
  }
});

test('an objective without a value at a design makes the design infeasible', () => {
  const problem = withObjectives(toyProblem(), { objectives: ['minimize log(accuracy)'] });
  const result = problem.evaluate({ ...design, left: 0, right: 5 });
  assert.equal(result.feasible, false);
  assert.deepEqual(result.violations, [{ name: 'log(accuracy)', value: 0, limit: 0, excess: 1 }]);
  assert.ok(result.objectives.every(Number.isFinite));
});

test('a design refused before it is simulated has no metrics to check', () => {
  const problem = withObjectives(
    toyProblem({
      evaluate: () => ({
        metrics: {},
        objectives: [6],
        feasible: false,
        violation: 1,
        violations: [{ name: 'listed', value: 0, limit: 1, excess: 1 }],
        provenance: { simulator: 'toy', validated: true, extrapolated: false },
      }),
    }),
    { objectives: ['minimize latencyS'], constraints: ['energyJ <= 1 J'] },
  );
  assert.deepEqual(
    problem.evaluate(design).violations.map(({ name }) => name),
    ['listed'],
  );
});

test('the space, mask and the rest stay; what belonged to the old objectives goes', () => {
  const base = toyProblem({ rewards: { bounded: () => 1 }, bestKnown: 1, referencePoint: [6] });
  const changed = withObjectives(base, { objectives: ['minimize energyJ'] });
  assert.equal(changed.space, base.space);
  assert.deepEqual(changed.mask?.({ left: 9 }), base.mask?.({ left: 9 }));
  assert.deepEqual(changed.observe?.({}), base.observe?.({}));
  assert.deepEqual([changed.bestKnown, changed.referencePoint, changed.rewards], [undefined, undefined, {}]);
  const constrained = withObjectives(base, { constraints: ['energyJ <= 9 J'] });
  assert.deepEqual([constrained.referencePoint, Object.keys(constrained.rewards ?? {})], [[6], ['bounded']]);
  const evaluation = base.evaluate(design);
  assert.deepEqual(constrained.evaluate(design), evaluation);
});

test('a reward of the user’s own is the default reward', () => {
  const problem = withObjectives(toyProblem(), { reward: 'accuracy - 0.1*log10(energyJ)' });
  const feasible = problem.evaluate(design);
  assert.equal(problem.rewards?.default?.(feasible), 0.4 - 0.1 * Math.log10(9));
  const infeasible = problem.evaluate({ ...design, left: 10, right: 10 });
  assert.equal(problem.rewards?.default?.(infeasible), -2);
});

test('expressions are refused at their place in the request', () => {
  const refused = (options: ObjectiveOptions, path: string) =>
    assert.throws(
      () => withObjectives(toyProblem(), options),
      (error) => error instanceof CogymError && error.code === 'badRequest' && error.path === path,
      path,
    );
  refused({ objectives: ['minimize latencyS', 'minimize speed'] }, '/objectives/1');
  refused({ objectives: [{ name: 'speed', direction: 'minimize' }] }, '/objectives/0/name');
  refused({ constraints: ['latencyS'] }, '/constraints/0');
  refused({ reward: 'speed' }, '/reward');
});

test('works on problems without limits, through the evaluator', () => {
  const problem = withObjectives(realProblem(), { objectives: ['minimize value^2'], constraints: ['value <= 3'] });
  const result = new Evaluator(problem).evaluate({ x: 0, kind: 'b', y: 10 });
  assert.equal(result.objectives[0], Math.log(10) ** 2);
});
