/** Objectives, feasibility and rewards of `DramController-v0`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeReward } from '../../../src/design/index.js';
import { close, presets, problemOf } from './shared.js';

describe('objectives', () => {
  it('are least energy and time unless others are named, as expressions too', () => {
    assert.deepEqual(
      problemOf().objectives.map(({ name, direction }) => `${direction} ${name}`),
      ['minimize energyJ', 'minimize totalTimeS'],
    );
    const problem = problemOf({ objectives: ['maximize bandwidthBytesPerS', 'minimize log10(energyDelayProductJS)'] });
    const { metrics, objectives } = problem.evaluate(problem.space.defaultDesign());
    assert.deepEqual(objectives, [
      -(metrics['bandwidthBytesPerS'] as number),
      Math.log10(metrics['energyDelayProductJS'] as number),
    ]);
  });

  it('on energy are refused where the device has no energy model, when the problem is made', () => {
    for (const device of ['lpddr4_3200', 'hbm2_2000']) {
      for (const name of ['energyJ', 'averagePowerW', 'totalTimeS*energyJ']) {
        assert.throws(() => problemOf({ device, objectives: ['minimize totalTimeS', `minimize ${name}`] }), {
          code: 'badRequest',
          path: '/options/objectives/1',
          message: /no energy model/,
        });
      }
      assert.throws(() => problemOf({ device, constraints: ['averagePowerW <= 1 W'] }), {
        path: '/options/constraints/0',
      });
      assert.deepEqual(
        problemOf({ device }).objectives.map(({ name }) => name),
        ['totalTimeS'],
      );
    }
    assert.throws(() => problemOf({ objectives: ['minimize writeLatencyMeanS'] }), /no workload writes/);
  });

  it('can be power under a bound on latency', () => {
    const options = { objectives: ['minimize averagePowerW'], constraints: ['readLatencyMeanS <= 100 ns'] };
    const problem = problemOf({ workloads: ['random'], ...options });
    assert.equal(problem.warnings, undefined);
    const slow = problem.evaluate({ ...problem.space.defaultDesign(), requestBufferSize: 1, arbiter: 'Fifo' });
    const latency = slow.metrics['readLatencyMeanS'] as number;
    assert.ok(latency > 100e-9);
    assert.equal(slow.feasible, false);
    assert.deepEqual(
      slow.violations.map(({ name, value, excess }) => [name, value, excess]),
      [['readLatencyMeanS <= 100 ns', latency, slow.violation]],
    );
    close(slow.violation, latency / 100e-9 - 1);
    close(makeReward(problem).score(slow), -slow.violation / (1 + slow.violation));
  });

  it('have a hypervolume reference of twice the baseline, half where more is better', () => {
    const { baseline, referencePoint } = problemOf({ objectives: ['minimize energyJ', 'maximize bandwidthBytesPerS'] });
    const { energyJ, bandwidthBytesPerS } = baseline as Record<string, number>;
    assert.deepEqual(referencePoint, [2 * (energyJ as number), -(bandwidthBytesPerS as number) / 2]);
    assert.equal(problemOf({ objectives: ['minimize energyJ'] }).referencePoint, undefined);
  });
});

describe('feasibility', () => {
  it('needs refresh in extended, not in the presets of ArchGym, and metrics are given all the same', () => {
    for (const preset of presets) {
      const problem = problemOf({}, preset);
      const design = { ...problem.space.defaultDesign(), refreshPolicy: 'NoRefresh' };
      const evaluation = problem.evaluate(design);
      const required = preset === 'extended';
      assert.equal(evaluation.feasible, !required);
      assert.deepEqual(
        evaluation.violations,
        required ? [{ name: 'requireRefresh', value: 1, limit: 0, excess: 1 }] : [],
      );
      assert.deepEqual(
        Object.keys(evaluation.metrics),
        problem.metrics.map(({ name }) => name),
      );
      if (required) assert.equal(makeReward(problem).score(evaluation), -0.5);
      assert.equal(problemOf({ requireRefresh: !required }, preset).evaluate(design).feasible, required);
    }
  });
});

describe('rewards', () => {
  it('bounded: half for the baseline, at most one, by the targets of the user where given', () => {
    for (const preset of presets) {
      const problem = problemOf({}, preset);
      const baseline = problem.evaluate(problem.space.defaultDesign());
      close(makeReward(problem).score(baseline), 0.5, preset);
      close(makeReward(problem, 'logRatio').score(baseline), Math.log(0.5));
      const { energyJ } = baseline.metrics;
      const own = problemOf({ objectives: [{ name: 'energyJ', direction: 'minimize', target: energyJ }] }, preset);
      assert.equal(makeReward(own).score(own.evaluate(own.space.defaultDesign())), 1);
    }
    const wide = problemOf({ objectives: ['maximize bandwidthBytesPerS'] });
    close(makeReward(wide).score(wide.evaluate(wide.space.defaultDesign())), 0.5);
  });

  it('archgym: the formulas of the original by name, capped at 1000', () => {
    const problem = problemOf({}, 'archgym-rl');
    const evaluation = problem.evaluate(problem.space.defaultDesign());
    const at = (totalTimeS: number, averagePowerW: number) => {
      const metrics = { ...evaluation.metrics, totalTimeS, averagePowerW };
      return ['archgymLatency', 'archgymPower', 'archgym'].map((name) =>
        makeReward(problem, name).score({ ...evaluation, metrics }),
      ) as [number, number, number];
    };
    const [latency, power, both] = at(200e-6, 3);
    close(latency, 1);
    close(power, 0.5);
    close(both, 0.5);
    assert.deepEqual(at(100e-6, 1), [1000, 1000, 1000]);
    assert.equal(at(100.01e-6, 1.01)[2], 1000);
    const { rewards = {} } = problemOf({ device: 'lpddr4_3200' });
    assert.deepEqual(Object.keys(rewards), ['archgym', 'archgymLatency'], 'no power without an energy model');
  });
});
