import assert from 'node:assert/strict';
import test from 'node:test';
import { Type } from '@sinclair/typebox';
import {
  type DesignEnv,
  defineProblem,
  fillOptions,
  makeProblem,
  problemDefinition,
  problemIds,
  registerProblem,
} from '../../src/design/index.js';
import { CogymError } from '../../src/errors.js';
import { checkEnv, make, summary } from '../../src/gym/index.js';
import { toyProblem } from './toy.js';

const refused = (action: () => unknown, code: string, path: string, message = /./) =>
  assert.throws(
    action,
    (error) => {
      assert.ok(error instanceof CogymError, String(error));
      assert.deepEqual([error.code, error.path], [code, path]);
      assert.match(error.message, message);
      return true;
    },
    path,
  );

const definition = defineProblem({
  id: 'Toy-v0',
  summary: 'a toy',
  options: Type.Object({
    scale: Type.Number({ default: 1, exclusiveMinimum: 0 }),
    kind: Type.Union([Type.Literal('a'), Type.Literal('b')], { default: 'a' }),
    mode: Type.Optional(Type.String()),
    repair: Type.Optional(Type.String()),
  }),
  presets: { default: {}, large: { scale: 10 } },
  create: (options) => toyProblem({ id: 'Toy-v0', workload: JSON.stringify(options) }),
});
registerProblem(definition);

test('a problem is made by id, its options filled from the schema, over a preset', () => {
  assert.deepEqual(JSON.parse(makeProblem('Toy-v0').workload as string), { scale: 1, kind: 'a' });
  assert.equal(JSON.parse(makeProblem('Toy-v0', {}, 'large').workload as string).scale, 10);
  assert.equal(JSON.parse(makeProblem('Toy-v0', { scale: 3 }, 'large').workload as string).scale, 3);
  assert.equal(problemDefinition('Toy-v0'), definition);
  assert.ok(problemIds().includes('Toy-v0'));
  registerProblem(definition);
  refused(() => registerProblem({ ...definition }), 'badRequest', '/id', /registered already/);
});

test('wrong ids, presets and options are refused by name', () => {
  refused(() => makeProblem('Toi-v0'), 'unknownProblem', '/problem', /nearest: Toy-v0/);
  refused(() => makeProblem('Toy-v0', {}, 'small'), 'unknownPreset', '/preset', /it has default, large/);
  refused(() => makeProblem('Toy-v0', {}, 'constructor'), 'unknownPreset', '/preset');
  refused(() => makeProblem('Toy-v0', { scales: 1 }), 'badRequest', '/options/scales', /nearest: scale/);
  refused(() => makeProblem('Toy-v0', { scale: 0 }), 'badRequest', '/options/scale', /must be > 0, not 0/);
  refused(() => makeProblem('Toy-v0', { scale: 'x' }), 'badRequest', '/options/scale', /must be number, not "x"/);
  refused(() => makeProblem('Toy-v0', { kind: 'c' }), 'badRequest', '/options/kind', /one of a, b, not "c"|must be/);
});

test('options are copied before they are filled', () => {
  const given = { nested: {} };
  const schema = Type.Object({ nested: Type.Object({ value: Type.Number({ default: 4 }) }) });
  assert.deepEqual(fillOptions(schema, given), { nested: { value: 4 } });
  assert.deepEqual(given, { nested: {} });
});

test('the gym makes it with the arguments of the environment, of the problem and of its objectives', () => {
  const made = (kwargs: Record<string, unknown>) => make('Toy-v0', kwargs).unwrapped as DesignEnv;
  assert.equal(summary('Toy-v0'), 'a toy');
  const env = made({ mode: 'sequential', scale: 3, budget: 5, reward: 'negative', options: { mode: 'own' } });
  assert.equal(env.mode, 'sequential');
  assert.equal(env.run.evaluator.budget, 5);
  assert.equal(env.run.reward.name, 'negative');
  assert.deepEqual(JSON.parse(env.problem.workload as string), { scale: 3, kind: 'a', mode: 'own' });
  assert.equal(JSON.parse(made({ preset: 'large' }).problem.workload as string).scale, 10);
  assert.equal(JSON.parse(made({ repair: 'scale' }).problem.workload as string).repair, 'scale', 'the problem has it');
  const changed = made({ objectives: ['maximize accuracy'], constraints: ['energyJ <= 9 J'] });
  assert.deepEqual(changed.problem.objectives, [{ name: 'accuracy', direction: 'maximize' }]);
  checkEnv(make('Toy-v0', { mode: 'refine', objectives: ['minimize energyJ'] }), { steps: 20 });
  refused(() => made({ scales: 1 }), 'badRequest', '/options/scales');
  refused(() => made({ mode: 'own' }), 'badRequest', '/mode');
  refused(() => made({ preset: 3 }), 'badRequest', '/preset');
});
