import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { make, makeProblem } from '../../envs/index.js';
import { makeReward } from '../../src/design/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { referenceTable, withoutTable } from '../accuracy/reference.js';

const table = referenceTable('ofa', 'note10_lut.csv');

describe('OfaElastic-v0', () => {
  it('keeps a limit on operations and knows the free optimum', () => {
    const free = makeProblem('OfaElastic-v0');
    const limited = makeProblem('OfaElastic-v0', { macs: 3e8 });
    const random = RandomStream.from(2, 'subnets');
    let kept = 0;
    for (let i = 0; i < 100; i++) {
      const design = free.space.sample(random);
      const { metrics, feasible } = limited.evaluate(design);
      assert.equal(feasible, (metrics['macs'] as number) <= 3e8);
      if (feasible) kept++;
      assert.ok((metrics['accuracy'] as number) <= -(free.bestKnown as number) + 1e-6);
      const reward = makeReward(free).score(free.evaluate(design));
      assert.ok(reward > 0.9 && reward <= 1);
    }
    assert.ok(kept > 5 && kept < 95, `${kept} of 100 keep the limit`);
  });

  it('looks latencies up where a table is given', { skip: existsSync(table) ? false : withoutTable }, () => {
    const problem = makeProblem('OfaElastic-v0', { table, latencyS: 0.03 });
    const { metrics, feasible, violations } = problem.evaluate(problem.space.defaultDesign());
    assert.equal(feasible, (metrics['latencyS'] as number) <= 0.03);
    assert.deepEqual(
      violations.map(({ name }) => name),
      feasible ? [] : ['latencyS'],
    );
    assert.ok((metrics['latencyS'] as number) > 0.005 && (metrics['latencyS'] as number) < 0.2);
  });

  it('runs subnets on any simulator that has their operators', () => {
    const problem = makeProblem('OfaElastic-v0', {}, 'ethos-u65-5ms');
    const random = RandomStream.from(4, 'subnets');
    let kept = 0;
    for (let i = 0; i < 30; i++) {
      const { metrics, feasible } = problem.evaluate(problem.space.sample(random));
      assert.equal(feasible, (metrics['latencyS'] as number) <= 0.005);
      assert.ok((metrics['energyJ'] as number) > 0 && (metrics['areaMm2'] as number) > 0);
      if (feasible) kept++;
    }
    assert.ok(kept > 3 && kept < 27, `${kept} of 30 keep the limit`);
    const joint = makeProblem('OfaElastic-v0', { device: 'npu' });
    assert.deepEqual(joint.space.groups()['hardware'], ['npu', 'sramKib', 'offChipGBs']);
    assert.throws(() => makeProblem('OfaElastic-v0', { device: 'stm32h743' }), {
      path: '/options/device',
      message: /mul/,
    });
    assert.throws(() => makeProblem('OfaElastic-v0', { hardware: { pes: 64 } }), { path: '/options/hardware/pes' });
    assert.throws(() => makeProblem('OfaElastic-v0', { device: 'eyeriss' }), { path: '/options/device' });
    assert.throws(() => makeProblem('OfaElastic-v0', { device: 'dla', table: 'x.csv' }), { path: '/options/table' });
  });

  it('reports the improvement over random subnets, and keeps it from observations', () => {
    const env = make('OfaElastic-v0', { mode: 'bandit' });
    const { info } = env.reset({ seed: 1 });
    const names = info.observationNames as readonly string[];
    assert.ok(names.includes('metric.macs') && !names.some((name) => name.includes('relativeImprovement')));
    const problem = makeProblem('OfaElastic-v0');
    const random = RandomStream.from(3, 'blind');
    let sum = 0;
    for (let i = 0; i < 500; i++) {
      const { metrics } = problem.evaluate(problem.space.sample(random));
      sum += metrics['relativeImprovementPercent'] as number;
    }
    assert.ok(Math.abs(sum / 500) < 0.2, 'random subnets improve by nothing on average');
  });

  it('judges subnets by what networks of their size reach, on demand', () => {
    const { metrics, provenance } = makeProblem('OfaElastic-v0', {}, 'published').evaluate(
      makeProblem('OfaElastic-v0').space.defaultDesign(),
    );
    assert.deepEqual([provenance.simulator, provenance.mode], ['published-imagenet', 'surrogate']);
    assert.ok((metrics['accuracy'] as number) > 0.7 && (metrics['accuracyStandardError'] as number) > 0.01);
  });

  it('says that its accuracies are for ranking, and needs a table for a latency limit', () => {
    const problem = makeProblem('OfaElastic-v0');
    const { provenance } = problem.evaluate(problem.space.defaultDesign());
    assert.equal(provenance.mode, 'predictor');
    assert.match(String(provenance.assumption), /ranking/);
    assert.throws(() => makeProblem('OfaElastic-v0', { latencyS: 0.03 }), { path: '/options/latencyS' });
    assert.throws(() => makeProblem('OfaElastic-v0', { table: '/none.csv' }), { code: 'tableMissing' });
  });
});
