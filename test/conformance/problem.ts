/**
 * What every problem must do. Run it on a problem of your own:
 *
 * ```ts
 * import { problemConformance } from 'codesign-gym/testing';
 * registerProblem(myProblem);
 * problemConformance('MyProblem-v0');
 * ```
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Design,
  type Evaluation,
  Evaluator,
  factorisations,
  makeProblem,
  makeReward,
  type Problem,
  partitionOf,
  problemDefinition,
  rewardNames,
} from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { RandomStream } from '../../src/stats/random.js';

export interface ProblemConformanceOptions {
  /** Default: every preset, or the defaults where there is none. */
  readonly presets?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Designs that are sampled. Default 60; fewer for slow simulators. */
  readonly samples?: number;
  /** Violations that a design made under the mask must never have, by name. */
  readonly structural?: readonly string[];
}

/** Registers tests that problem `id` passes with each preset. */
export function problemConformance(id: string, options: ProblemConformanceOptions = {}): void {
  const named = options.presets ?? Object.keys(problemDefinition(id).presets);
  const presets: readonly (string | undefined)[] = named.length > 0 ? named : [undefined];
  for (const preset of presets) {
    describe(`problem ${id}${preset === undefined ? '' : ` (${preset})`}`, () => {
      conformance(() => makeProblem(id, options.options, preset), options);
    });
  }
}

function conformance(make: () => Problem, { samples = 60, structural = [] }: ProblemConformanceOptions): void {
  let made: Problem | undefined;
  /** Made on first use, so that a missing table fails a test and not the file. */
  const problem = (): Problem => {
    made ??= make();
    return made;
  };
  let drawn: { readonly design: Design; readonly evaluation: Evaluation }[] | undefined;
  const sampled = () => {
    drawn ??= drawDesigns(problem(), samples).map((design) => ({ design, evaluation: problem().evaluate(design) }));
    return drawn;
  };

  test('declares itself', () => {
    const { id, version, objectives, metrics, referencePoint, worstObjectives } = problem();
    assert.ok(id !== '' && version !== '');
    assert.ok(objectives.length > 0);
    for (const { name, direction } of objectives) assert.ok(name !== '' && /^(min|max)imize$/.test(direction), name);
    assert.equal(new Set(metrics.map(({ name }) => name)).size, metrics.length, 'metric names differ');
    for (const list of [referencePoint, worstObjectives]) {
      if (list !== undefined) assert.equal(list.length, objectives.length);
    }
  });

  test('gives evaluations of the one shape', () => {
    const names = problem().metrics.map(({ name }) => name);
    for (const { design, evaluation } of sampled()) {
      const { metrics, objectives, feasible, violation, violations, provenance } = evaluation;
      const what = JSON.stringify(design);
      const strangers = Object.keys(metrics).filter((name) => !names.includes(name));
      assert.deepEqual(strangers, [], `metrics that are not declared, ${what}`);
      if (feasible) assert.deepEqual(Object.keys(metrics).sort(), [...names].sort(), what);
      for (const [name, value] of Object.entries(metrics))
        assert.ok(Number.isFinite(value), `${name} is ${value}, ${what}`);
      assert.equal(objectives.length, problem().objectives.length);
      for (const objective of objectives) assert.ok(Number.isFinite(objective), what);
      assert.ok(
        feasible ? violation === 0 : violation > 0 && Number.isFinite(violation),
        `violation ${violation}, ${what}`,
      );
      assert.equal(violations.length === 0, feasible, `violations and feasible disagree, ${what}`);
      const total = violations.reduce((sum, { excess }) => sum + excess, 0);
      assert.ok(
        Math.abs(total - violation) <= 1e-9 * Math.max(1, violation),
        `excesses sum to ${total}, not ${violation}`,
      );
      for (const { name, value, limit, excess } of violations) {
        assert.ok(name !== '' && Number.isFinite(value) && Number.isFinite(limit) && excess > 0, what);
      }
      assert.ok(provenance.simulator !== '');
    }
  });

  test('gives the same evaluation again, also from another instance and through the evaluator', () => {
    const other = make();
    const evaluator = new Evaluator(problem());
    for (const { design, evaluation } of sampled().slice(0, 12)) {
      assert.deepEqual(problem().evaluate(design), evaluation);
      assert.deepEqual(other.evaluate(design), evaluation);
      assert.deepEqual(evaluator.evaluate(design), evaluation);
    }
  });

  test('ranks every infeasible design behind every feasible one', () => {
    const feasible = sampled().filter(({ evaluation }) => evaluation.feasible);
    const infeasible = sampled().filter(({ evaluation }) => !evaluation.feasible);
    const { objectives, worstObjectives = [] } = problem();
    objectives.forEach(({ name }, i) => {
      const worst = Math.max(...feasible.map(({ evaluation }) => evaluation.objectives[i] as number));
      const best = Math.min(...infeasible.map(({ evaluation }) => evaluation.objectives[i] as number));
      assert.ok(worst < best, `${name}: a feasible ${worst}, an infeasible ${best}`);
      assert.ok(worst <= (worstObjectives[i] ?? Number.POSITIVE_INFINITY), `${name}: ${worst} above worstObjectives`);
    });
  });

  test('leads every masked walk and every repair to a valid design', () => {
    const { space, mask, repair } = problem();
    const random = RandomStream.from(5, 'walks');
    for (let i = 0; i < samples; i++) {
      const design = space.sample(random, mask);
      assert.deepEqual(space.validate(design), design);
      if (structural.length > 0) assertStructure(problem().evaluate(design), structural, design);
      if (repair === undefined) continue;
      const repaired = problem().repair?.(space.sample(random)) as Design;
      assert.deepEqual(space.validate(repaired), repaired);
      assert.deepEqual(problem().repair?.(repaired), repaired, 'repair leaves a valid design alone');
      if (structural.length > 0) assertStructure(problem().evaluate(repaired), structural, repaired);
    }
    if (space.size() !== undefined && problem().validSize !== undefined) {
      const valid = problem().validSize?.() as bigint;
      assert.ok(valid > 0n && valid <= (space.size() as bigint));
    }
  });

  test('names partitions that are partitions', () => {
    for (const name of [...factorisations, ...Object.keys(problem().partitions ?? {})]) {
      const names = Object.values(partitionOf(problem(), name)).flat();
      assert.deepEqual([...names].sort(), [...problem().space.names].sort(), name);
    }
  });

  test('rewards with finite numbers, infeasible designs below feasible ones under bounded', () => {
    for (const name of [...rewardNames, ...Object.keys(problem().rewards ?? {})]) {
      const reward = rewardOf(problem(), name);
      if (reward === undefined) continue;
      for (const { evaluation } of sampled()) reward.observe(evaluation);
      const scores = sampled().map(({ evaluation }) => reward.score(evaluation));
      for (const score of scores) assert.ok(Number.isFinite(score), `${name} gives ${score}`);
      if (name !== 'bounded') continue;
      const of = (wanted: boolean) => scores.filter((_, i) => sampled()[i]?.evaluation.feasible === wanted);
      assert.ok(Math.min(...of(true)) >= Math.max(...of(false)), 'a feasible design beats every infeasible one');
    }
  });

  test('observes features in [0, 1] under the same names', () => {
    const { observe, space } = problem();
    if (observe === undefined) return;
    const names = problem().observe?.({}).names;
    const random = RandomStream.from(9, 'features');
    for (let i = 0; i < 10; i++) {
      const features = problem().observe?.(space.sample(random, problem().mask));
      assert.deepEqual(features?.names, names);
      assert.equal(features?.values.length, names?.length);
      for (const value of features?.values ?? []) assert.ok(value >= 0 && value <= 1, String(value));
    }
  });
}

/** Half under the mask, half without, so that structurally invalid designs are among them. */
function drawDesigns({ space, mask }: Problem, count: number): Design[] {
  const random = RandomStream.from(3, 'conformance');
  const free = Array.from({ length: Math.ceil(count / 2) }, () => space.sample(random));
  return [space.defaultDesign(), ...free, ...Array.from({ length: count >> 1 }, () => space.sample(random, mask))];
}

function assertStructure(evaluation: Evaluation, structural: readonly string[], design: Design): void {
  const broken = evaluation.violations.filter(({ name }) => structural.includes(name)).map(({ name }) => name);
  assert.deepEqual(broken, [], JSON.stringify(design));
}

/** Undefined for `logRatio` and `archgym` where the problem has no targets, and for `nasaic` where it maximises nothing. */
function rewardOf(problem: Problem, name: string) {
  try {
    return makeReward(problem, name);
  } catch (error) {
    if (error instanceof CogymError && ['logRatio', 'archgym', 'nasaic'].includes(name)) return undefined;
    throw error;
  }
}
