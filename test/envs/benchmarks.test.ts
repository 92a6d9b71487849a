import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import {
  Evaluator,
  makeProblem,
  type Problem,
  type ProblemDefinition,
  registerProblem,
} from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { discover } from '../../src/gym/index.js';
import { bestAccelerator } from './best-accelerator.js';

const isDefinition = (value: unknown): value is ProblemDefinition =>
  typeof value === 'object' && value !== null && 'presets' in value;
for (const definition of await discover(new URL('../../envs/benchmarks/', import.meta.url), isDefinition)) {
  registerProblem(definition);
}

const reference = process.env.COGYM_REFERENCE ?? resolve('../shared/reference');
const hasReference = existsSync(`${reference}/agents/points.jsonl`);
const skip = hasReference ? false : `reference tables not found at ${reference}`;
if (hasReference) process.env.COGYM_REFERENCE = reference;

interface Point {
  readonly id: string;
  readonly problem: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly objectives: readonly number[];
  readonly feasible: boolean;
  readonly violation: number;
  readonly metrics?: Readonly<Record<string, number>>;
}
interface Listed {
  readonly problem: string;
  readonly parameters: readonly object[];
  readonly bestKnown: number;
  readonly objectives: number;
  readonly reference: readonly number[] | null;
}
const lines = <T>(file: string): T[] =>
  readFileSync(`${reference}/agents/${file}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

function near(actual: number | undefined, expected: number, what: string): void {
  assert.ok(
    Math.abs((actual as number) - expected) <= 1e-9 * Math.max(Math.abs(expected), 1),
    `${what}: ${actual}, not ${expected}`,
  );
}

test('every recorded point is met to 1e-9', { skip }, () => {
  const problems = new Map<string, Problem>();
  const points = lines<Point>('points.jsonl');
  for (const point of points) {
    const problem = problems.get(point.problem) ?? makeProblem(point.problem);
    problems.set(point.problem, problem);
    const result = problem.evaluate(problem.space.validate(point.parameters));
    assert.equal(result.feasible, point.feasible, point.id);
    near(result.violation, point.violation, `${point.id} violation`);
    assert.equal(result.objectives.length, point.objectives.length);
    point.objectives.forEach((value, i) => {
      near(result.objectives[i], value, `${point.id} objective ${i}`);
    });
    for (const [name, value] of Object.entries(point.metrics ?? {}))
      near(result.metrics[name], value, `${point.id} ${name}`);
  }
  assert.equal(problems.size, 9);
  assert.ok(points.length > 1000);
});

test('parameters, reference points and best known figures are the recorded ones', { skip }, () => {
  for (const listed of lines<Listed>('problems.jsonl')) {
    const problem = makeProblem(listed.problem);
    const parameters = problem.space.parameters.map((parameter) => {
      const { group: _, unit: __, description: ___, ...rest } = parameter;
      return rest;
    });
    assert.deepEqual(parameters, listed.parameters, listed.problem);
    assert.equal(problem.objectives.length, listed.objectives);
    assert.deepEqual(problem.referencePoint ?? null, listed.reference);
    near(problem.bestKnown, listed.bestKnown, listed.problem);
  }
});

test('the worked example of accelerator-sizing', () => {
  const problem = makeProblem('accelerator-sizing');
  assert.equal(problem.space.size(), 2_419_200n);
  const { metrics, objectives, feasible } = new Evaluator(problem).evaluate(bestAccelerator);
  assert.equal(feasible, true);
  near(objectives[0], -1.4360834064234351, 'objective');
  for (const [name, value] of Object.entries({
    latencyMs: 0.384065,
    energyMj: 0.09539197972,
    areaMm2: 0.857584,
    powerMw: 248.3745713,
    accuracyPercent: 87,
  })) {
    assert.ok(Math.abs((metrics[name] as number) / value - 1) < 1e-9, name);
  }
});

test('closed-form optima', () => {
  const value = (id: string, design: Record<string, number>) => makeProblem(id).evaluate(design).objectives;
  near(value('branin', { x1: Math.PI, x2: 2.275 })[0], 0.39788735772973816, 'branin');
  const minimum = { r0: 1.2, r1: -2.3, r2: 0.7, r3: 3.1, r4: -0.4, i0: 1, i1: -2, i2: 3, i3: 0, i4: -4 };
  near(value('rastrigin10-mixed', minimum)[0], 0, 'rastrigin');
  const x = [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573];
  const hartmann = value('hartmann6', Object.fromEntries(x.map((coordinate, i) => [`x${i + 1}`, coordinate])));
  assert.ok(Math.abs((hartmann[0] as number) + 3.32236801) < 1e-6);
  const front = value(
    'zdt1',
    Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x${i + 1}`, i === 0 ? 0.25 : 0])),
  );
  assert.deepEqual(front, [0.25, 0.5]);
  const sphere = value('dtlz2', Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`x${i + 1}`, 0.5])));
  near(
    sphere.reduce((sum, f) => sum + f * f, 0),
    1,
    'dtlz2',
  );
});

test('without the tables the cell problems answer tableMissing', () => {
  const before = process.env.COGYM_REFERENCE;
  try {
    for (const folder of [undefined, '/nowhere']) {
      if (folder === undefined) delete process.env.COGYM_REFERENCE;
      else process.env.COGYM_REFERENCE = folder;
      assert.throws(
        () => makeProblem('nasbench201-cifar10'),
        (error) =>
          error instanceof CogymError && error.code === 'tableMissing' && /COGYM_REFERENCE/.test(error.message),
      );
    }
  } finally {
    if (before !== undefined) process.env.COGYM_REFERENCE = before;
  }
});

test('the machine interface answers one design and refuses what is wrong', async () => {
  const { handler } = await import('../../src/cli/simulate/problem.js');
  const result = handler({ problem: 'branin', parameters: { x1: 0, x2: 5 } }) as {
    objectives: number[];
    feasible: boolean;
    violation: number;
  };
  near(result.objectives[0], 20.602112642270264, 'branin at (0, 5)');
  assert.deepEqual([result.feasible, result.violation], [true, 0]);
  const code = (request: Record<string, unknown>, expected: string, path: string) =>
    assert.throws(
      () => handler(request),
      (error) => error instanceof CogymError && error.code === expected && error.path === path,
      JSON.stringify(request),
    );
  code({ problem: 'brannin', parameters: {} }, 'unknownProblem', '/problem');
  code({ parameters: {} }, 'badRequest', '/problem');
  code({ problem: 'branin', parameters: { x1: 0 } }, 'badRequest', '/parameters/x2');
  code({ problem: 'branin', parameters: { x1: 0, x2: 99 } }, 'badRequest', '/parameters/x2');
  code({ problem: 'branin', parameters: { x1: 0, x2: 1, x3: 1 } }, 'badRequest', '/parameters/x3');
  code({ problem: 'branin', parameters: [], options: {} }, 'badRequest', '/parameters');
  code({ problem: 'branin', parameters: { x1: 0, x2: 1 }, options: { a: 1 } }, 'badRequest', '/options/a');
  code({ problem: 'branin', parameters: { x1: 0, x2: 1 }, preset: 'x' }, 'unknownPreset', '/preset');
  code({ problem: 'branin', parameters: { x1: 0, x2: 1 }, mode: 'x' }, 'badRequest', '/mode');
});
