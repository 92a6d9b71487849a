import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EvaluationRecord, Evaluator } from '../../src/design/evaluator.js';
import { benchAgent } from '../../src/experiments/bench-agent.js';
import { search } from '../../src/experiments/search.js';
import { middleDesign, phaseBudgets } from '../../src/experiments/strategy.js';
import { workList } from '../../src/experiments/work-list.js';
import { strategies, toyExperiment } from './helpers.js';

const BUDGET = 101;

/** The evaluations of one run of `strategy`. */
function records(strategy: string, agent = 'genetic', batch = 1): EvaluationRecord[] {
  const experiment = toyExperiment({
    strategies,
    budget: BUDGET,
    batch,
    agents: [{ name: agent, hyperparameters: {} }],
  });
  const run = workList(experiment).find((candidate) => candidate.strategy.name === strategy);
  assert.ok(run);
  const found: EvaluationRecord[] = [];
  const evaluator = new Evaluator(experiment.problem, { budget: BUDGET, sink: (record) => found.push(record) });
  for (const _ of search(run, evaluator));
  return found;
}

const { problem } = toyExperiment();
const groups = problem.space.groups() as { hardware: string[]; network: string[] };
const part = ({ design }: EvaluationRecord, group: 'hardware' | 'network'): string =>
  JSON.stringify(groups[group].map((name) => design[name]));

describe('a strategy', () => {
  it('spends the whole budget on whole designs, whatever the batch', () => {
    for (const { name } of strategies) {
      for (const batch of [1, 8]) {
        const rows = records(name, 'genetic', batch);
        assert.deepEqual(
          rows.map(({ evaluation }) => evaluation),
          Array.from({ length: BUDGET }, (_, i) => i + 1),
          name,
        );
        for (const { design } of rows) assert.deepEqual(problem.space.validate(design), design);
      }
    }
  });

  it('joint does what the agent does alone', () => {
    const rows = records('joint');
    const line = benchAgent({ problem, agent: 'genetic', hyperparameters: {}, seed: 3, budget: BUDGET });
    const best = Math.min(...rows.map(({ result }) => result.objectives[0] as number));
    assert.equal(line.best, -best);
  });

  it('nas-then-asic finds the largest network without regard to limits, then only moves the hardware', () => {
    const rows = records('nas-then-asic');
    const [networks, hardware] = [rows.slice(0, 50), rows.slice(50)];
    const middle = middleDesign(problem);
    assert.ok(
      networks.every((row) => part(row, 'hardware') === JSON.stringify(groups.hardware.map((name) => middle[name]))),
    );
    const best = networks.reduce((a, b) =>
      (b.result.metrics['averageQuality'] ?? 0) > (a.result.metrics['averageQuality'] ?? 0) ? b : a,
    );
    assert.ok(hardware.every((row) => part(row, 'network') === part(best, 'network')));
    assert.equal(best.result.feasible, false, 'the best network breaks the limits: that is what the strategy shows');
    assert.ok(new Set(hardware.map((row) => part(row, 'hardware'))).size > 20);
  });

  it('asic-then-nas finds hardware for the middle network under the limits, then only moves the network', () => {
    const rows = records('asic-then-nas');
    const [hardware, networks] = [rows.slice(0, 50), rows.slice(50)];
    const middle = middleDesign(problem);
    assert.ok(
      hardware.every((row) => part(row, 'network') === JSON.stringify(groups.network.map((name) => middle[name]))),
    );
    const product = ({ result: { metrics } }: EvaluationRecord): number =>
      (metrics['latencyS'] as number) * (metrics['energyJ'] as number);
    const feasible = hardware.filter(({ result }) => result.feasible);
    const best = feasible.reduce((a, b) => (product(b) < product(a) ? b : a));
    assert.ok(networks.every((row) => part(row, 'hardware') === part(best, 'hardware')));
  });

  it('early-pruning gives up networks without a feasible hardware among the first designs', () => {
    const rows = records('early-pruning', 'random');
    const visits: EvaluationRecord[][] = [];
    for (const row of rows) {
      const last = visits.at(-1);
      if (last !== undefined && part(last[0] as EvaluationRecord, 'network') === part(row, 'network')) last.push(row);
      else visits.push([row]);
    }
    const whole = visits.slice(0, -1);
    assert.ok(whole.some(({ length }) => length === 4) && whole.some(({ length }) => length === 10));
    for (const visit of whole) {
      assert.equal(visit.length, visit.slice(0, 4).some(({ result }) => result.feasible) ? 10 : 4);
    }
  });
});

describe('the middle design', () => {
  it('takes middle values, the lower on ties, the geometric mean on a logarithmic scale', () => {
    assert.deepEqual(middleDesign(problem), {
      'acc1.template': 'dla',
      'acc1.pes': 8,
      'acc2.pes': 8,
      clock: Math.sqrt(0.1),
      filters: 16,
      blocks: 3,
      skip: true,
    });
  });

  it('keeps what is given and moves the rest to what the mask allows', () => {
    const design = middleDesign(problem, { 'acc1.pes': 12 });
    assert.equal(design['acc1.pes'], 12);
    assert.equal(design['acc2.pes'], 4);
  });
});

describe('shares of the budget', () => {
  it('are rounded down, the rest going to the last phase', () => {
    assert.deepEqual(phaseBudgets([{ share: 0.5 }, { share: 0.5 }], 101), [50, 51]);
    assert.deepEqual(phaseBudgets([{ share: 0.1 }, { share: 0.2 }, { share: 0.7 }], 10), [1, 2, 7]);
  });
});
