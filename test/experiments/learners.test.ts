import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { completeHyperparameters, learnerDefinition, learnerNames, prepareSearcher } from '../../agents/index.js';
import { type EvaluationRecord, Evaluator } from '../../src/design/evaluator.js';
import type { Design } from '../../src/design/parameter.js';
import { viewOf } from '../../src/design/problem-view.js';
import { learn } from '../../src/experiments/learn.js';
import { runExperiment } from '../../src/experiments/run.js';
import { search } from '../../src/experiments/search.js';
import { workList } from '../../src/experiments/work-list.js';
import { liveTensors } from '../../src/nn/index.js';
import { reproducible, strategies, temporaryFolder, toyExperiment } from './helpers.js';

/** Small networks and small updates. */
const learners = [
  { name: 'ppo', hyperparameters: { hidden: [8], environments: 3, mode: 'sequential' } },
  { name: 'sac', hyperparameters: { hidden: [8], warmup: 5, batch: 8 } },
  { name: 'ippo', hyperparameters: { hidden: [8], environments: 3, epochs: 2, factorisation: 'per-group' } },
  { name: 'mappo', hyperparameters: { hidden: [8], environments: 3, epochs: 2 } },
];
const BUDGET = 23;

describe('learners in runs', () => {
  before(() => prepareSearcher('ppo'));

  for (const learner of learners) {
    const experiment = toyExperiment({ agents: [learner], strategies, budget: BUDGET, seeds: [3] });
    const { problem } = experiment;

    it(`${learner.name} spends the whole budget on whole designs under every strategy`, () => {
      for (const run of workList(experiment)) {
        const found: EvaluationRecord[] = [];
        const evaluator = new Evaluator(problem, { budget: BUDGET, sink: (record) => found.push(record) });
        for (const _ of search(run, evaluator));
        assert.equal(found.length, BUDGET, run.strategy.name);
        for (const { design } of found) assert.deepEqual(problem.space.validate(design), design);
        if (run.strategy.name === 'early-pruning') assertPruned(found, problem.space.groups()['network'] as string[]);
      }
    });

    it(`${learner.name} goes on bit for bit where it was stopped`, async (t) => {
      const [whole, stopped] = [temporaryFolder(t), temporaryFolder(t)];
      await runExperiment(experiment, whole);
      let batches = 0;
      const { finished } = await runExperiment(experiment, stopped, { stop: () => ++batches === 5 });
      assert.equal(finished, false);
      await runExperiment(experiment, stopped);
      assert.deepEqual(await reproducible(stopped), await reproducible(whole));
    });
  }
});

/** With networks, and updates every few evaluations. */
const networked: Readonly<Record<string, object>> = {
  ppo: { observation: 'full', environments: 2, epochs: 1 },
  sac: { observation: 'full', warmup: 5, batch: 8 },
  ippo: { observation: 'global+own', environments: 2, epochs: 1 },
  mappo: { observation: 'global+own', environments: 2, epochs: 1 },
};

describe('tensors of learners', () => {
  before(() => prepareSearcher('ppo'));

  for (const name of learnerNames()) {
    it(`${name} holds as many after 100 updates as after few, and none at the end`, () => {
      const { problem } = toyExperiment({ agents: [{ name: 'random', hyperparameters: {} }], budget: 1 });
      const evaluator = new Evaluator(problem, { budget: 240 });
      const counted = { ...viewOf(problem), evaluate: (design: Design) => evaluator.evaluate(design) };
      const hyperparameters = completeHyperparameters(name, { hidden: [8], ...networked[name] });
      const before = liveTensors();
      const held: number[] = [];
      for (const _ of learn(learnerDefinition(name), counted, { budget: 240, seed: 1, hyperparameters })) {
        held.push(liveTensors() - before);
      }
      const late = held.slice(-100);
      assert.equal(late.length, 100);
      assert.deepEqual(new Set(late), new Set([held.at(-101)]));
      assert.equal(liveTensors(), before);
    });
  }
});

/** Every network but the last is tried with 4 designs of hardware, or with 10 where one of the 4 is feasible. */
function assertPruned(rows: readonly EvaluationRecord[], network: readonly string[]): void {
  let row = 0;
  while (row + 10 <= rows.length) {
    const first = rows.slice(row, row + 4);
    const count = first.some(({ result }) => result.feasible) ? 10 : 4;
    const networks = rows.slice(row, row + count).map(({ design }) => network.map((name) => design[name]).join());
    assert.equal(new Set(networks).size, 1, `evaluations ${row + 1} to ${row + count}`);
    row += count;
  }
}
