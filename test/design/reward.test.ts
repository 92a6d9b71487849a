import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Evaluation, makeReward, type Problem } from '../../src/design/index.js';
import { RankHistory } from '../../src/design/rank-history.js';
import { CogymError } from '../../src/errors.js';
import { realProblem, toyProblem } from './toy.js';

const source = { simulator: 'toy', validated: true, extrapolated: false };
const evaluation = (objectives: number[], metrics: Record<string, number> = {}): Evaluation => ({
  metrics,
  objectives,
  feasible: true,
  violation: 0,
  violations: [],
  provenance: source,
});
const infeasible = (violation: number): Evaluation => ({ ...evaluation([9]), feasible: false, violation });
/** latencyS at most 5 s, minimised. */
const latency = (latencyS: number) => evaluation([latencyS], { latencyS, energyJ: 2, accuracy: 0.5 });

/** Two objectives with targets: latency at most 5 s, throughput at least 10. */
const paired = (): Problem =>
  toyProblem({
    objectives: [
      { name: 'latencyS', direction: 'minimize' },
      { name: 'throughput', direction: 'maximize' },
    ],
    metrics: [
      { name: 'latencyS', unit: 's', description: '', source, limit: 5 },
      { name: 'throughput', unit: '', description: '', source, limit: 10 },
    ],
  });

test('bounded: the geometric mean of min(1, target/metric), never more than 1', () => {
  const { name, score } = makeReward(toyProblem());
  assert.equal(name, 'bounded');
  assert.equal(score(latency(10)), 0.5);
  assert.equal(score(latency(5)), 1);
  assert.equal(score(latency(1)), 1, 'better than the target earns nothing more');
  assert.equal(score(infeasible(1)), -0.5);
  assert.ok(score(infeasible(1e9)) >= -1);
  const two = makeReward(paired()).score;
  assert.ok(Math.abs(two(evaluation([10, -5], { latencyS: 10, throughput: 5 })) - 0.5) < 1e-12);
  assert.ok(Math.abs(two(evaluation([20, -20], { latencyS: 20, throughput: 20 })) - 0.5) < 1e-12);
});

test('bounded without targets is rank, and a problem may define its own', () => {
  assert.equal(makeReward(realProblem()).name, 'rank');
  const own = makeReward(toyProblem({ rewards: { bounded: ({ violation }) => 0.25 - violation } }));
  assert.equal(own.score(latency(3)), 0.25);
  assert.equal(makeReward(toyProblem({ rewards: { nasaic: () => 7 } }), 'nasaic').score(latency(3)), 7);
  assert.equal(makeReward(toyProblem({ rewards: { default: () => 8 } })).score(latency(3)), 8);
});

test('targets: the objective’s own, else the limit, else half or twice the baseline', () => {
  const base = { latencyS: 4, energyJ: 8, accuracy: 0.5 };
  const scored = (objectives: Problem['objectives'], baseline?: Record<string, number>) =>
    makeReward(toyProblem({ objectives, ...(baseline && { baseline }) })).score;
  const energy = { name: 'energyJ', direction: 'minimize' } as const;
  const at = (energyJ: number, accuracy = 0.5) => evaluation([energyJ], { latencyS: 3, energyJ, accuracy });
  assert.equal(scored([{ ...energy, target: 2 }], base)(at(4)), 0.5, 'its own');
  assert.equal(scored([energy], base)(at(8)), 0.5, 'the baseline scores 0.5');
  assert.equal(scored([energy], base)(at(4)), 1);
  assert.equal(scored([{ name: 'accuracy', direction: 'maximize' }], base)(at(8, 0.25)), 0.25);
  assert.equal(scored([{ name: 'latencyS', direction: 'minimize' }], base)(latency(10)), 0.5, 'the limit of 5 s');
  const product = { name: 'latencyS*energyJ', direction: 'minimize' } as const;
  assert.equal(scored([product], base)(evaluation([32], { latencyS: 4, energyJ: 8, accuracy: 0.5 })), 0.5);
  const quotient = { name: 'accuracy/energyJ', direction: 'maximize' } as const;
  assert.equal(scored([quotient], base)(evaluation([-0.0625], base)), 0.5, 'objectives are stored negated');
  assert.equal(makeReward(toyProblem({ objectives: [energy], baseline: { ...base, energyJ: 0 } })).name, 'rank');
});

test('rank: 1 - 2 rank/(n+1) in the run so far', () => {
  const reward = makeReward(toyProblem(), 'rank');
  const told = (value: number) => {
    reward.observe(evaluation([value]));
    return reward.score(evaluation([value]));
  };
  assert.equal(told(5), 0);
  assert.equal(told(3), 1 - 2 / 3);
  assert.equal(told(4), 0);
  assert.equal(told(4), 1 - (2 * 2.5) / 5, 'equal ones share a rank');
  reward.observe(infeasible(1));
  assert.equal(reward.score(evaluation([3])), 1 - 2 / 5, 'infeasible designs take no rank');
  assert.equal(reward.score(infeasible(0.5)), -1.5);
  assert.equal(reward.score(infeasible(99)), -5);
  reward.reset();
  assert.equal(told(5), 0);
});

test('rank agrees with sorting', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 30 }), (values) => {
      const history = new RankHistory();
      for (const value of values) history.add(value);
      for (const value of values) {
        const smaller = values.filter((other) => other < value).length;
        const equal = values.filter((other) => other === value).length;
        assert.equal(history.rank(value), smaller + (equal + 1) / 2);
      }
    }),
    { seed: 3 },
  );
});

test('negative, logRatio and expressions', () => {
  assert.equal(makeReward(toyProblem(), 'negative').score(latency(3)), -3);
  assert.equal(makeReward(toyProblem(), 'negative').score(infeasible(0.5)), -1.5);
  assert.equal(makeReward(toyProblem(), 'logRatio').score(latency(10)), Math.log(0.5));
  assert.equal(makeReward(toyProblem(), 'logRatio').score(latency(2.5)), Math.log(2));
  assert.equal(makeReward(toyProblem(), 'logRatio').score(infeasible(9)), -5);
  assert.equal(makeReward(toyProblem(), 'accuracy - 0.1*energyJ').score(latency(3)), 0.5 - 0.1 * 2);
  assert.equal(makeReward(toyProblem(), 'accuracy').score(infeasible(1)), -2);
  assert.equal(makeReward(toyProblem(), 'log(accuracy - 1)').score(latency(3)), -5, 'no finite value');
});

test('archgym is a named legacy, finite at its singularity', () => {
  const { score } = makeReward(toyProblem(), 'archgym');
  assert.equal(score(latency(10)), 1);
  assert.equal(score(latency(2.5)), 2, 'it punishes being better than the target: 1.25 s gives less');
  assert.ok(score(latency(1.25)) < score(latency(2.5)));
  assert.equal(score(latency(5)), 1e9);
});

test('nasaic: the maximised objectives less ten times the summed relative excess', () => {
  const accuracy = { name: 'accuracy', direction: 'maximize' } as const;
  const problem = toyProblem({ objectives: [{ name: 'latencyS', direction: 'minimize' }, accuracy] });
  const { score } = makeReward(problem, 'nasaic');
  const at = (left: number, right: number) => score(problem.evaluate({ left, right, mode: 'slow', boost: 1 }));
  assert.equal(at(5, 3), 0.5, 'within the limits: the accuracy, 5/10');
  assert.equal(at(1, 0), 0.1 - 10 * 1, '10 s are 1 more than the limit of 5 s, relative to it');
  assert.ok(Math.abs(at(0, 2) - (0 - 10 * (20 / 3 / 5 - 1))) < 1e-12);
  assert.ok(Math.abs(at(10, 1) - (1 - 10 * 0.1)) < 1e-12, 'limits that belong to no metric count too: 11 of 10 units');
  const two = toyProblem({ objectives: [accuracy, { name: '2*accuracy', direction: 'maximize' }] });
  assert.ok(Math.abs(makeReward(two, 'nasaic').score(latency(3)) - 1.5) < 1e-12, 'accuracy 0.5, and twice that');
  assert.equal(score(infeasible(0.5)), -1.5, 'never simulated: no metrics');
});

test('unknown rewards and missing targets are refused', () => {
  const refused = (problem: Problem, name: string, message: RegExp) =>
    assert.throws(
      () => makeReward(problem, name),
      (error) => error instanceof CogymError && error.path === '/reward' && message.test(error.message),
    );
  refused(toyProblem(), 'bunded', /no reward or metric 'bunded'.*nearest: bounded/);
  refused(toyProblem(), 'speed + 1', /unknown metric 'speed'/);
  refused(realProblem(), 'logRatio', /needs a target > 0 or a limit/);
  refused(toyProblem(), 'nasaic', /needs an objective to maximise/);
  refused(toyProblem(), 'constructor', /no reward or metric/);
});
