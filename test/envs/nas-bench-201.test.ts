import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { make, makeProblem } from '../../envs/index.js';
import { loadTemplate } from '../../hwtemplates/index.js';
import { evaluateLayer } from '../../simulators/index.js';
import { bestCell, nasBench201 as estimator } from '../../src/accuracy/index.js';
import { makeReward } from '../../src/design/index.js';
import { CELLS, cellCode, nasBench201, toDataflowLayers } from '../../src/networks/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { referenceTable, withoutTable } from '../accuracy/reference.js';

const table = referenceTable('nasbench201', 'accuracy.csv');

const designOf = (code: string) => nasBench201.encode?.({ cell: code, dataset: 'cifar10', deadEdges: 'prune' }) ?? {};

describe('NasBench201-v0', () => {
  it('knows its optimum, unlimited and within a limit', () => {
    const free = makeProblem('NasBench201-v0');
    assert.equal(free.space.size(), 15_625n);
    const best = bestCell('cifar100-test');
    assert.equal(free.bestKnown, -best.accuracy);
    const evaluation = free.evaluate(designOf(best.cell));
    assert.equal(evaluation.metrics['regret'], 0);
    assert.equal(makeReward(free).score(evaluation), 1);

    const limited = makeProblem('NasBench201-v0', { latencyS: 0.004 });
    let found = 0;
    for (let i = 0; i < CELLS; i += 7) {
      const { feasible, metrics } = limited.evaluate(designOf(cellCode(i)));
      if (feasible) found = Math.max(found, metrics['accuracy'] as number);
    }
    assert.ok(-(limited.bestKnown ?? 0) >= found && -(limited.bestKnown ?? 0) < best.accuracy);
  });

  it('refuses what is too slow by -v/(1+v)', () => {
    const problem = makeProblem('NasBench201-v0', { latencyS: 0.002 });
    const evaluation = problem.evaluate(designOf('33ps3s'));
    const v = (evaluation.metrics['latencyS'] as number) / 0.002 - 1;
    assert.equal(evaluation.feasible, false);
    assert.ok(Math.abs(evaluation.violation - v) < 1e-12);
    assert.equal(makeReward(problem).score(evaluation), -evaluation.violation / (1 + evaluation.violation));
  });

  it('gives the figures of its estimator and device in SI units', () => {
    const { metrics } = makeProblem('NasBench201-v0', { task: 'cifar10-valid' }).evaluate(designOf('3nnsnn'));
    assert.equal(metrics['accuracy'], estimator().estimate({ design: { cell: '3nnsnn' } }, 'cifar10-valid').accuracy);
    // The dead 3x3 edge takes time, but is not counted.
    assert.ok(Math.abs((metrics['latencyS'] as number) - (1.67954 + 1.47456) / 1e3) < 1e-12);
    assert.equal(metrics['macs'], 7_783_040);
    assert.equal(metrics['params'], 73_098);
  });

  it('gives chance the quality 0, and improves on picking blindly', () => {
    const problem = makeProblem('NasBench201-v0');
    const nothing = problem.evaluate(designOf('nnnnnn'));
    assert.equal(nothing.metrics['quality'], 0);
    const random = RandomStream.from(1, 'mean');
    let sum = 0;
    for (let i = 0; i < 2000; i++) {
      sum += problem.evaluate(problem.space.sample(random)).metrics['relativeImprovementPercent'] as number;
    }
    assert.ok(Math.abs(sum / 2000) < 2, 'random cells improve by nothing on average');
  });

  it('searches one cell for several tasks', () => {
    const problem = makeProblem('NasBench201-v0', {}, 'three-tasks');
    assert.deepEqual(problem.objectives, [{ name: 'quality', direction: 'maximize' }]);
    const { metrics } = problem.evaluate(designOf('313s13'));
    assert.ok((metrics['quality'] as number) > 0.95 && (metrics['quality'] as number) <= 1);
  });

  it('runs cells on a template of the dataflow simulator, without their dead edges', () => {
    const problem = makeProblem('NasBench201-v0', { device: 'dla', pes: 256, nocBandwidth: 32, clockMhz: 500 });
    const [template, costs] = [loadTemplate('dataflow', 'dla'), loadTemplate('dataflow/costs', 'maestro-2021')];
    const network = nasBench201.build({ cell: '3n1sps', dataset: 'cifar100', deadEdges: 'prune' });
    let [cycles, energyPj] = [0, 0];
    for (const { layer, repeat } of toDataflowLayers(network)) {
      const cost = evaluateLayer({ layer, template, costs, pes: 256, nocBandwidth: 32 });
      cycles += repeat * cost.cycles;
      energyPj += repeat * cost.energyPj.total;
    }
    const { metrics } = problem.evaluate(designOf('3n1sps'));
    assert.ok(Math.abs((metrics['latencyS'] as number) / (cycles / 5e8) - 1) < 1e-12);
    assert.ok(Math.abs((metrics['energyJ'] as number) / (energyPj / 1e12) - 1) < 1e-12);
    const dead = problem.evaluate(designOf('3nnsnn')).metrics;
    assert.equal(dead['latencyS'], problem.evaluate(designOf('nnnsnn')).metrics['latencyS']);
    assert.equal(problem.metrics.find(({ name }) => name === 'latencyS')?.source.simulator, 'dataflow');
  });

  it('keeps what only the whole space tells from observations, and reports it', () => {
    for (const mode of ['bandit', 'sequential'] as const) {
      const env = make('NasBench201-v0', { mode });
      const { info } = env.reset({ seed: 1 });
      const names = info.observationNames as readonly string[];
      assert.deepEqual(
        names.filter((name) => /regret|relativeImprovement/.test(name)),
        [],
      );
      assert.ok(names.includes('metric.accuracy') && names.includes('budget'));
      let result = env.step(env.actionSpace.sample(info.actionMask));
      while (!result.terminated) result = env.step(env.actionSpace.sample(result.info.actionMask));
      const { metrics } = result.info.evaluation as { metrics: Record<string, number> };
      assert.ok((metrics['regret'] as number) >= 0 && Number.isFinite(metrics['relativeImprovementPercent']));
    }
  });

  it('looks accuracies up where a table is given', { skip: existsSync(table) ? false : withoutTable }, () => {
    const problem = makeProblem('NasBench201-v0', { estimator: 'tabular', table });
    const { metrics, provenance } = problem.evaluate(designOf('333s33'));
    // The best cell of the table, 73.51 %.
    assert.ok(Math.abs((metrics['accuracy'] as number) - 0.7351) < 1e-4);
    assert.equal(metrics['regret'], 0);
    assert.deepEqual([provenance.simulator, provenance.mode], ['tabular', 'measured']);
  });

  it('refuses options that do not belong together', () => {
    for (const [options, path] of [
      [{ task: 'ninapro' }, '/options/task'],
      [{ tasks: ['cifar10-valid', 'x'] }, '/options/tasks/1'],
      [{ task: 'imagenet16-120-valid', device: 'fpga' }, '/options/device'],
      [{ table: 'x.csv' }, '/options/table'],
      [{ device: 'tpu' }, '/options/device'],
      [{ device: 'fpga', pes: 64 }, '/options/pes'],
      [{ device: 'dla', pes: 0 }, '/options/pes'],
    ] as const) {
      assert.throws(() => makeProblem('NasBench201-v0', options), { code: 'badRequest', path });
    }
  });
});
