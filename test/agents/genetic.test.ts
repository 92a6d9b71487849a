import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeAgent } from '../../agents/index.js';
import type { Evaluation } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import { agentOn, askedInBatches, bowl, evaluation, least, search, space } from './bowl.js';

describe('genetic', () => {
  it('comes closer to the optimum than random search on every seed', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      assert.ok(
        least(search(agentOn('genetic', seed), bowl)) < 0.3 * least(search(agentOn('random', seed), bowl)),
        `seed ${seed}`,
      );
    }
  });

  it('finds its way out of an infeasible region', () => {
    const narrow = ({ x, y }: Design): Evaluation => {
      const violation = Math.max(0, Math.abs(Number(x)) - 0.02) + Math.max(0, Math.abs(Number(y)) - 0.02);
      return evaluation([violation > 0 ? 9 : 0], violation);
    };
    const feasible = search(agentOn('genetic', 1), narrow).filter((result) => result.evaluation.feasible);
    assert.ok(feasible.length > 50, `${feasible.length} of 400 feasible`);
  });

  it('asks the same designs in batches of any size within a generation', () => {
    const drive = (batch: number): Design[] => {
      const agent = makeAgent('genetic', { space, objectives: 1, budget: 90, seed: 4 });
      return askedInBatches(agent, bowl, 90, batch);
    };
    assert.deepEqual(drive(7).slice(0, 90), drive(1));
    assert.deepEqual(drive(1000), drive(1));
  });

  it('keeps the best designs for ever', () => {
    const agent = makeAgent('genetic', {
      space,
      objectives: 1,
      budget: 100,
      seed: 2,
      hyperparameters: { population: 4 },
    });
    const [first] = agent.ask(1) as [Design];
    agent.tell([{ design: first, evaluation: evaluation([-100]) }]);
    for (let i = 0; i < 60; i++) agent.tell(agent.ask(1).map((design) => ({ design, evaluation: evaluation([i]) })));
    const { population } = agent.state() as unknown as { population: { design: Design }[] };
    assert.deepEqual(population[0]?.design, first);
  });

  it('starts from designs that it is told before it asks', () => {
    const agent = makeAgent('genetic', { space, objectives: 1, budget: 100, seed: 3 });
    const start = { kind: 'b', count: 13, x: 0.3, y: -0.6 };
    agent.tell([{ design: start, evaluation: bowl(start) }]);
    const children = agent.ask(30);
    const parameters = ['kind', 'count', 'x', 'y'] as const;
    const kept = (child: Design): number => parameters.filter((name) => child[name] === start[name]).length;
    assert.ok(
      children.every((child) => kept(child) < 4),
      'every child is new',
    );
    assert.ok(children.filter((child) => kept(child) >= 2).length > 20, 'most differ in few parameters');
  });
});
