import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { canonicalJson, hashOf } from '../../src/experiments/canonical.js';
import { parseSpec, readSpec, resolve, seedsOf } from '../../src/experiments/spec.js';
import { workList } from '../../src/experiments/work-list.js';
import { strategies, temporaryFolder, toyExperiment, toySpec } from './helpers.js';

const refused = (changes: object, path: string, message: RegExp): void => {
  assert.throws(
    () => resolve(parseSpec({ ...toySpec, ...changes })),
    (error: Error & { path?: string }) => {
      assert.equal(error.path, path);
      assert.match(error.message, message);
      return true;
    },
  );
};

describe('an experiment file', () => {
  it('has defaults, and seeds as a list or a range', () => {
    const { name, problem, agents, budget } = toySpec;
    const spec = parseSpec({
      name,
      problem,
      agents: agents.map(({ name }) => ({ name })),
      budget,
      seeds: { count: 3 },
    });
    assert.equal(spec.batch, 1);
    assert.deepEqual(spec.options, {});
    assert.deepEqual(seedsOf(spec), [0, 1, 2]);
    assert.deepEqual(seedsOf({ seeds: { first: 7, count: 2 } }), [7, 8]);
    assert.deepEqual(seedsOf({ seeds: [4, 2] }), [4, 2]);
    assert.deepEqual(resolve(spec).strategies, [{ name: 'joint' }]);
  });

  it('is refused with the field, what it holds and what is allowed', () => {
    refused({ budget: 0 }, '/budget', />= 1, not 0/);
    refused({ budget: 1e12 }, '/budget', /<= 100000000, not 1000000000000/);
    refused({ seeds: { count: 1e9 } }, '/seeds', /a count up to 1000000, not/);
    assert.throws(() => parseSpec([]), { message: /^expected a JSON object with fields such as name, .*, not \[\]$/ });
    refused({ budgets: 10 }, '/budgets', /'budgets'; nearest: budget/);
    refused({ name: '../x' }, '/name', /pattern/);
    refused({ agents: [] }, '/agents', /fewer than 1/);
    refused({ seeds: [1, 1] }, '/seeds', /different whole numbers .* not \[1,1\]/);
    refused({ options: { latencyLimitMs: 3 } }, '/options/latencyLimitMs', /nearest: latencyLimitS/);
    refused(
      { agents: [{ name: 'genetic', hyperparameters: { population: 1 } }] },
      '/agents/0/hyperparameters/population',
      />= 2, not 1/,
    );
    refused({ agents: [{ name: 'random' }, { name: 'random' }] }, '/agents/1', /stands twice/);
    assert.throws(() => resolve({ ...toySpec, problem: 'toy-codesing' }), {
      code: 'unknownProblem',
      message: /nearest: toy-codesign/,
    });
    assert.throws(() => resolve(parseSpec({ ...toySpec, agents: [{ name: 'genetics' }] })), { code: 'unknownAgent' });
  });

  it('is refused with the strategy that does not fit', () => {
    const phase = { share: 1, search: ['network'] };
    const strategy = (part: object): object => ({ strategies: [{ name: 's', ...part }] });
    refused(strategy({ phases: [{ ...phase, share: 0.4 }] }), '/strategies/0/phases', /sum to 0.4, not 1/);
    refused(
      strategy({ phases: [{ ...phase, search: ['networks'] }] }),
      '/strategies/0/phases/0/search/0',
      /neither a group \(hardware, network\) nor/,
    );
    refused(strategy({ phases: [{ ...phase, fixed: 'best' }] }), '/strategies/0/phases/0/fixed', /no earlier best/);
    refused(strategy({ phases: [{ ...phase, fixed: { clock: 7 } }] }), '/strategies/0/phases/0/fixed/clock', /clock/);
    refused(
      strategy({ inner: { search: ['network', 'hardware'], designs: 2 } }),
      '/strategies/0/inner/search',
      /leaves none/,
    );
    refused(
      strategy({ phases: [phase], inner: { search: ['network'], designs: 2 } }),
      '/strategies/0',
      /both phases and inner/,
    );
    refused(
      strategy({ phases: [{ ...phase, objectives: [{ name: 'speed', direction: 'maximize' }] }] }),
      '/strategies/0/phases/0/objectives/0/name',
      /speed/,
    );
    refused(
      {
        budget: 1,
        ...strategy({
          phases: [
            { ...phase, share: 0.5 },
            { ...phase, share: 0.5 },
          ],
        }),
      },
      '/strategies/0/phases/0/share',
      /none of the 1/,
    );
    refused({ strategies: [strategies[0], strategies[0]] }, '/strategies/1', /stands twice: joint/);
  });

  it('is read from a file, with the file in the error', (t) => {
    const file = join(temporaryFolder(t), 'spec.json');
    assert.throws(() => readSpec(file), { code: 'specUnreadable', message: /spec\.json/ });
    writeFileSync(file, '{"name": ');
    assert.throws(() => readSpec(file), { code: 'specUnreadable', message: /spec\.json is not JSON/ });
    writeFileSync(file, '{}');
    assert.throws(() => readSpec(file), {
      code: 'badRequest',
      path: '/name',
      message: /spec\.json: 'name' is missing$/,
    });
    writeFileSync(file, JSON.stringify(toySpec));
    assert.deepEqual(readSpec(file), toySpec);
  });
});

describe('the work list', () => {
  it('has every seed, agent and strategy once, seeds outermost', () => {
    const runs = workList(toyExperiment({ strategies }));
    assert.equal(runs.length, 2 * 2 * 4);
    assert.equal(new Set(runs.map(({ key }) => key)).size, runs.length);
    assert.deepEqual(
      runs.map(({ seed }) => seed),
      runs.map(({ seed }) => seed).toSorted((a, b) => a - b),
    );
    assert.match(runs[0]?.id as string, /^genetic\.joint\.s3\.[0-9a-f]{10}$/);
  });

  it('keys a run by all that decides about its rows and by nothing else', () => {
    const key = (changes: object): string =>
      workList(toyExperiment({ seeds: [3], agents: [{ name: 'random', hyperparameters: {} }], ...changes }))[0]
        ?.key as string;
    const base = key({});
    assert.equal(key({ name: 'other', out: 'elsewhere', description: 'words' }), base);
    for (const changes of [
      { budget: 61 },
      { seeds: [4] },
      { batch: 2 },
      { options: { latencyLimitS: 1e-3 } },
      { preset: 'default' },
      { strategies: [strategies[1]] },
    ]) {
      assert.notEqual(key(changes), base, JSON.stringify(changes));
    }
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    assert.equal(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined }), '{"b":[{"c":2,"d":1}]}');
    assert.equal(hashOf({ a: 1, b: 2 }), hashOf({ b: 2, a: 1 }));
  });
});
