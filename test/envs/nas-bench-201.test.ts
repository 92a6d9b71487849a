import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { make, makeProblem } from '../../envs/index.js';
import { bestCell, chance, nasBench201 as estimator } from '../../src/accuracy/index.js';
import { type Design, makeReward, restrict } from '../../src/design/index.js';
import { CELLS, cellCode, cellString, nasBench201 } from '../../src/networks/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { referenceTable, withoutTable } from '../accuracy/reference.js';

const table = referenceTable('nasbench201', 'accuracy.csv');

const designOf = (code: string) => nasBench201.encode?.({ cell: code, dataset: 'cifar10', deadEdges: 'prune' }) ?? {};

const edges = ['edge01', 'edge02', 'edge12', 'edge03', 'edge13', 'edge23'];

const withPrefixed = (prefix: string, design: Design): Design =>
  Object.fromEntries(Object.entries(design).map(([name, value]) => [prefix + name, value]));

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

  it('searches a cell for each task, within one limit for all', () => {
    const tasks = ['cifar10-valid', 'imagenet16-120-valid'];
    const problem = makeProblem('NasBench201-v0', { tasks, cells: 'own', latencyS: 0.002 });
    assert.deepEqual(problem.space.groups(), {
      task1: edges.map((edge) => `task1.${edge}`),
      task2: edges.map((edge) => `task2.${edge}`),
    });
    const [first, second] = [designOf('331s31'), designOf('1s1nss')];
    const design = { ...withPrefixed('task1.', first), ...withPrefixed('task2.', second) };
    const { metrics } = problem.evaluate(design);
    const alone = [first, second].map((cell, i) => makeProblem('NasBench201-v0', { task: tasks[i] }).evaluate(cell));
    for (const [i, { metrics: own }] of alone.entries()) {
      assert.equal(metrics[`task${i + 1}Accuracy`], own['accuracy']);
      assert.equal(metrics[`task${i + 1}Quality`], own['quality']);
    }
    const [a, b] = alone.map(({ metrics: own }) => own as Readonly<Record<string, number>>);
    assert.equal(metrics['quality'], ((a?.['quality'] ?? 0) + (b?.['quality'] ?? 0)) / 2);
    assert.equal(metrics['latencyS'], Math.max(a?.['latencyS'] ?? 0, b?.['latencyS'] ?? 0));
    assert.equal(metrics['macs'], Math.max(a?.['macs'] ?? 0, b?.['macs'] ?? 0));
    assert.deepEqual(problem.explain?.(design)['cells'], [
      { task: 'cifar10-valid', cell: '331s31', architecture: cellString('331s31') },
      { task: 'imagenet16-120-valid', cell: '1s1nss', architecture: cellString('1s1nss') },
    ]);
  });

  it('knows the optimum of a cell for each task: the best of each task alone', () => {
    const tasks = ['cifar10-valid', 'imagenet16-120-valid'];
    const optimum = makeProblem('NasBench201-v0', { tasks, cells: 'own', latencyS: 0.002 }).bestKnown as number;
    const best = tasks.map((task) => {
      const { bestKnown = 0 } = makeProblem('NasBench201-v0', { task, latencyS: 0.002 });
      return (-bestKnown - chance(task)) / (bestCell(task).accuracy - chance(task));
    });
    assert.ok(Math.abs(-optimum - ((best[0] as number) + (best[1] as number)) / 2) < 1e-12);
    assert.ok(-optimum < 1);
    const shared = makeProblem('NasBench201-v0', { tasks, latencyS: 0.002 }).bestKnown as number;
    assert.ok(optimum <= shared, 'a cell for each task is at least as good as one for all');
  });

  it('splits one budget over the tasks by the phases of a strategy', () => {
    const tasks = ['cifar10-valid', 'cifar100-test'];
    const problem = makeProblem('NasBench201-v0', { tasks, cells: 'own' });
    const fixed = problem.space.defaultDesign();
    const part = restrict(problem, problem.space.groups()['task2'] as readonly string[], fixed);
    const before = problem.evaluate(fixed).metrics;
    const random = RandomStream.from(4, 'phase');
    for (let i = 0; i < 20; i++) {
      const { metrics } = part.evaluate(part.space.sample(random));
      assert.equal(metrics['task1Accuracy'], before['task1Accuracy']);
      assert.equal(metrics['quality'], ((metrics['task1Quality'] as number) + (metrics['task2Quality'] as number)) / 2);
    }
  });

  it('runs cells on any simulator, without their dead edges', () => {
    const problem = makeProblem('NasBench201-v0', { device: 'dla', hardware: { pes: 256 } });
    const dead = problem.evaluate(designOf('3nnsnn')).metrics;
    assert.equal(dead['latencyS'], problem.evaluate(designOf('nnnsnn')).metrics['latencyS']);
    assert.equal(problem.metrics.find(({ name }) => name === 'latencyS')?.source.simulator, 'dataflow');
    for (const [device, metric] of [
      ['nrf52840', 'sramBytes'],
      ['ethos-u55-64', 'areaMm2'],
      ['ethos-u55-64+yan-isscc-2022', 'accuracyDrop'],
    ] as const) {
      const { metrics, feasible } = makeProblem('NasBench201-v0', { device }).evaluate(designOf('1nns1n'));
      assert.ok(feasible && (metrics['latencyS'] as number) > 0 && metrics[metric] !== undefined, device);
    }
  });

  it('is limited by what a board holds, and says which cells a runtime cannot run', () => {
    const problem = makeProblem('NasBench201-v0', {}, 'cifar100-on-stm32f746');
    const large = problem.evaluate(designOf('333333'));
    assert.ok(large.violations.some(({ name }) => name === 'flashBytes'));
    const constant = problem.evaluate(designOf('nnnnnn'));
    assert.equal(constant.feasible, false);
    assert.match(String(constant.details?.['reasons']), /is a constant/);
    // No cell that was tried beats the optimum, and it is below the one of the whole space.
    const random = RandomStream.from(5, 'cells');
    for (let i = 0; i < 100; i++) {
      const { feasible, objectives, metrics } = problem.evaluate(problem.space.sample(random));
      assert.ok(!feasible || (objectives[0] as number) >= (problem.bestKnown as number));
      assert.ok((metrics['regret'] as number) >= 0);
    }
    assert.ok(-(problem.bestKnown as number) < bestCell('cifar100-test').accuracy);
  });

  it('searches hardware together with the cell', () => {
    const problem = makeProblem('NasBench201-v0', {}, 'cifar100-joint');
    assert.deepEqual(problem.space.groups()['hardware'], ['template', 'pes', 'nocBandwidth']);
    assert.equal(problem.bestKnown, undefined);
    assert.ok(!problem.metrics.some(({ name }) => name === 'regret'));
    const hardware = { template: 'shi', pes: 512, nocBandwidth: 16 };
    const { metrics } = problem.evaluate({ ...designOf('3n1sps'), ...hardware });
    const fixed = makeProblem('NasBench201-v0', { device: 'shi', hardware: { pes: 512 } });
    const same = fixed.evaluate(designOf('3n1sps')).metrics;
    assert.deepEqual([metrics['latencyS'], metrics['areaMm2']], [same['latencyS'], same['areaMm2']]);
    const wide = problem.evaluate({ ...designOf('3n1sps'), ...hardware, pes: 4096 });
    assert.deepEqual(
      wide.violations.map(({ name }) => name),
      ['areaMm2 <= 5'],
    );
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
      [{ tasks: ['x'] }, '/options/tasks/0'],
      [{ task: 'imagenet16-120-valid', device: 'fpga' }, '/options/device'],
      [{ table: 'x.csv' }, '/options/table'],
      [{ device: 'tpu' }, '/options/device'],
      [{ device: 'gemm' }, '/options/device'],
      [{ device: 'fpga', hardware: { pes: 64 } }, '/options/hardware/pes'],
      [{ device: 'dla', hardware: { pes: 0 } }, '/options/hardware/pes'],
      [{ cells: 'own' }, '/options/cells'],
    ] as const) {
      assert.throws(() => makeProblem('NasBench201-v0', options), { code: 'badRequest', path });
    }
  });
});
